import type { RecordedEvent } from '../../domain/event/event.ts'
import type { EventStore } from '../../domain/event/store.ts'
import { ALL, readLog } from './paging.ts'
import type { Progress } from './progress.ts'
import type { Unhoped } from './tell.ts'

/** Where another event stands, and what it is. */
type Reference = Pick<RecordedEvent, 'stream' | 'revision' | 'position' | 'type' | 'id'>

/** The other events that an event belongs to, by the metadata of all. */
export interface Causes {
  /** Its cause, where that is in the store. */
  readonly causedBy: Reference | null
  readonly caused: readonly Reference[]
  /** Those of the same correlation. */
  readonly correlated: readonly Reference[]
  /** How many more there are than are listed. */
  readonly leftOut: number
}

/** The keys of metadata that hold the id of the event's cause. */
export const CAUSATION = ['causationId', 'causation_id'] as const

/** The keys of metadata that hold what an event has in common with those that belong together with it. */
export const CORRELATION = ['correlationId', 'correlation_id'] as const

/** The most references that are listed. */
const MOST = 1_000

/** Finds what an event caused and what caused it. The whole log is read for it: an import may have stored an effect before its cause. */
export const causesOf = async (
  store: EventStore,
  event: RecordedEvent,
  stop: AbortSignal,
  progress: Progress,
): Promise<{ readonly kind: 'causes'; readonly causes: Causes } | Unhoped> => {
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

/** What the metadata of an event say under the first of some keys that holds a text. */
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
