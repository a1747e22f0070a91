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
import { shownState } from './shown-state.ts'

/** The state of a stream after an event. */
export interface StreamState {
  readonly kind: 'state'
  readonly state: unknown
  /** The state as JSON. */
  readonly shown: Json
  /** The event, or `null` before the first. */
  readonly event: RecordedEvent | null
}

/** The stream has no event with the wanted revision. */
interface NoEvent {
  readonly kind: 'no_event'
  readonly says: string
}

/** Why a stream could not be folded. */
export type Unfolded = NoEvent | UnreadableEvent | DeciderDefect | Unsuccessful

/** What is folded, and with what. */
export interface Folding {
  readonly store: EventStore
  readonly decider: Decider<DeciderParts>
  readonly stream: string
  readonly stop: AbortSignal
  readonly progress: Progress
}

/** Returns the state of a stream before its first event. */
export const firstState = ({ decider, stream }: Folding): StreamState | DeciderDefect =>
  withShown(stream, decider.initialState, null)

/** Folds a stream on from a state, up to the event with a revision, or to its last one. */
export const foldStream = async (
  { store, decider, stream, stop, progress }: Folding,
  begun: StreamState,
  to: Revision | 'end',
): Promise<StreamState | Unfolded> => {
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
  return withShown(stream, state, event)
}

const withShown = (stream: string, state: unknown, event: RecordedEvent | null): StreamState | DeciderDefect => {
  const shown = shownState(state)
  return shown.kind === 'shown'
    ? { kind: 'state', state, shown: shown.json, event }
    : { kind: 'defect', stream, revision: event?.revision ?? 'no_stream', says: `The state of ${stream} ${shown.says}` }
}
