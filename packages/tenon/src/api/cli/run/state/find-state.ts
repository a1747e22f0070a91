import type { Json } from '../../../../domain/data/json.ts'
import type { Decider, DeciderParts } from '../../../../domain/decider/decider.ts'
import { evolved } from '../../../../domain/decider/evolve.ts'
import type { DeciderDefect } from '../../../../domain/decider/handled.ts'
import type { RecordedEvent } from '../../../../domain/event/event.ts'
import type { EventStore } from '../../../../domain/event/store.ts'
import type { Revision } from '../../../../domain/event/stream.ts'
import type { UnreadableEvent } from '../../../../domain/event/versions/read.ts'
import { PAGE } from '../../event/log/log-pages.ts'
import type { Unsuccessful } from '../../event/print-outcome.ts'
import type { Progress } from '../../terminal/progress.ts'
import { type ShownState, shownState } from './shown-state.ts'

/** What is folded, and with what. */
export interface Folding {
  readonly store: EventStore
  readonly decider: Decider<DeciderParts>
  readonly stream: string
  readonly stop: AbortSignal
  readonly progress: Progress
}

/** A state of a stream, as JSON. */
export interface FoundState {
  readonly kind: 'found'
  readonly state: Json
  /** The event after which it is the state. */
  readonly event: RecordedEvent
  /** An earlier revision and the state at it, or `null` if none was asked for. */
  readonly earlier: { readonly since: Revision | 'start'; readonly state: Json } | null
}

/** The stream has no event with the wanted revision. */
interface NoEvent {
  readonly kind: 'no_event'
  readonly says: string
}

/** Why the state of a stream could not be found. */
export type NotFound = NoEvent | UnreadableEvent | DeciderDefect | Unsuccessful

/**
 * Finds the state of a stream after the event with a revision, or after its last one, by folding it from its start. It
 * also finds the state at an earlier revision if one is stated; `start` is before the first event.
 */
export const findState = async (
  folding: Folding,
  at: Revision | 'end',
  since: Revision | 'start' | null,
): Promise<FoundState | NotFound> => {
  const { decider, stream } = folding
  const first: Reached = { kind: 'reached', state: decider.initialState, event: null }
  const before = typeof since === 'number' ? await foldStream(folding, first, since) : first
  if (before.kind !== 'reached') return before
  // It is written at once, because an evolve that is not pure may change it.
  const earlier = since === null ? null : written(stream, before)
  if (earlier?.kind === 'defect') return earlier
  const reached = await foldStream(folding, before, at)
  if (reached.kind !== 'reached') return reached
  if (reached.event === null) return { kind: 'no_stream' }
  const now = written(stream, reached)
  if (now.kind === 'defect') return now
  const compared = since === null || earlier === null ? null : { since, state: earlier.json }
  return { kind: 'found', state: now.json, event: reached.event, earlier: compared }
}

/** A state of a stream, and the event that it was folded up to. */
interface Reached {
  readonly kind: 'reached'
  readonly state: unknown
  readonly event: RecordedEvent | null
}

/** Folds a stream on from a state, up to the event with a revision, or to its last one. */
const foldStream = async (
  { store, decider, stream, stop, progress }: Folding,
  begun: Reached,
  to: Revision | 'end',
): Promise<Reached | NotFound> => {
  let { state, event } = begun
  let from = event === null ? 0 : event.revision + 1
  const last = to === 'end' ? Number.POSITIVE_INFINITY : to
  while (from <= last) {
    const limit = Math.min(PAGE, last - from + 1)
    const page = await store.read({ stream, from, direction: 'forward', limit }, { signal: stop, deadlineMs: null })
    if (page.kind !== 'page') return page
    if (to !== 'end' && to > page.head)
      return { kind: 'no_event', says: `the stream ${stream} has no revision ${to}; it ends at ${page.head}.` }
    for (const next of page.events) {
      const answer = evolved(decider, state, next)
      if (answer.kind !== 'evolved') return answer
      state = answer.state
      event = next
    }
    if (page.next === 'done') break
    from = page.next
    progress.at(from, 'events')
  }
  return { kind: 'reached', state, event }
}

/** Returns a state as JSON. One that cannot be shown is a defect of the decider. */
const written = (stream: string, { state, event }: Reached): ShownState | DeciderDefect => {
  const shown = shownState(state)
  if (shown.kind === 'shown') return shown
  const place = event === null ? `Before the first event of ${stream}` : `At revision ${event.revision} of ${stream}`
  return { kind: 'defect', stream, revision: event?.revision ?? 'no_stream', says: `${place}, the state ${shown.says}` }
}
