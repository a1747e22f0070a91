import type { RecordedEvent } from '../../../../domain/event/event.ts'
import type { EventStore } from '../../../../domain/event/store.ts'
import type { Progress } from '../../terminal/progress.ts'
import { ALL, readLog } from '../log/log-pages.ts'
import type { Unsuccessful } from '../print-outcome.ts'

/** A reference to an event. */
type Reference = Pick<RecordedEvent, 'stream' | 'revision' | 'position' | 'type' | 'id'>

/** The events related to an event, found by metadata. */
export interface Causes {
  /** Its cause, or `null` if the store does not have it. */
  readonly causedBy: Reference | null
  readonly caused: readonly Reference[]
  /** The events with the same correlation. */
  readonly correlated: readonly Reference[]
  /** How many related events are not listed. */
  readonly leftOut: number
}

/** The metadata keys for the id of the event's cause. */
export const CAUSATION = ['causationId', 'causation_id'] as const

/** The metadata keys for the correlation, a text that related events share. */
export const CORRELATION = ['correlationId', 'correlation_id'] as const

/** At most this many references are listed. */
const MOST = 1_000

/**
 * Finds the cause of an event and the events that it caused. Reads the whole log, because an import may have stored an
 * effect before its cause.
 */
export const causesOf = async (
  store: EventStore,
  event: RecordedEvent,
  stop: AbortSignal,
  progress: Progress,
): Promise<{ readonly kind: 'causes'; readonly causes: Causes } | Unsuccessful> => {
  const [cause, correlation] = [said(event, CAUSATION), said(event, CORRELATION)]
  const caused: Reference[] = []
  const correlated: Reference[] = []
  let causedBy: Reference | null = null
  let [seen, leftOut] = [0, 0]
  const list = (references: Reference[], other: RecordedEvent): void => {
    if (caused.length + correlated.length < MOST) references.push(reference(other))
    else leftOut += 1
  }
  const ended = await readLog(
    store,
    { after: 'start', filter: ALL, limit: Number.POSITIVE_INFINITY },
    stop,
    (events) => {
      for (const other of events) {
        if (other.position === event.position) continue
        if (other.id === cause) causedBy = reference(other)
        if (said(other, CAUSATION) === event.id) list(caused, other)
        if (correlation !== undefined && said(other, CORRELATION) === correlation) list(correlated, other)
      }
      seen += events.length
      progress.at(seen, 'events')
      return Promise.resolve()
    },
  )
  return ended.kind === 'through' ? { kind: 'causes', causes: { causedBy, caused, correlated, leftOut } } : ended
}

/** Returns the text under the first of these metadata keys that has one. */
const said = ({ metadata }: RecordedEvent, keys: readonly string[]): string | undefined => {
  for (const key of keys) {
    const value = Object.hasOwn(metadata, key) ? metadata[key] : undefined
    if (typeof value === 'string') return value
  }
  return undefined
}

const reference = ({ stream, revision, position, type, id }: RecordedEvent): Reference => ({
  stream,
  revision,
  position,
  type,
  id,
})
