import { answerOf } from '../data/answer-of.ts'
import type { RecordedEvent } from '../event/event.ts'
import type { EventOf } from '../event/types.ts'
import type { UnreadableEvent } from '../event/versions/read.ts'
import type { Decider, DeciderParts } from './decider.ts'
import type { DeciderDefect } from './handled.ts'

/** The state after an event. */
export interface Evolved<P extends DeciderParts> {
  readonly kind: 'evolved'
  readonly state: P['state']
}

/** Returns the state after a recorded event, or why there is none. Never throws. */
export const evolved = <P extends DeciderParts>(
  decider: Decider<P>,
  state: P['state'],
  recorded: RecordedEvent,
): Evolved<P> | UnreadableEvent | DeciderDefect => {
  const read = decider.events.read(recorded)
  if (read.kind === 'unreadable') return read
  const { type, data } = read.event
  // The type and the data are those of one declared type, which the compiler cannot follow through the generic type.
  const answer = answerOf<P['state']>(() => decider.evolve(state, { type, data } as EventOf<P['events']>))
  if (answer.kind === 'gave' && (answer.value !== undefined || decider.initialState === undefined))
    return { kind: 'evolved', state: answer.value }
  const { stream, revision } = recorded
  const what = answer.kind === 'gave' ? 'returned undefined instead of a state' : answer.says
  const says = `At revision ${revision} of ${stream}, evolve of ${decider.name}, given ${type}, ${what}.`
  return { kind: 'defect', stream, revision, says }
}
