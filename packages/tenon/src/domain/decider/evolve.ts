import { messageOf } from '../data/message-of.ts'
import type { RecordedEvent } from '../event/event.ts'
import type { EventOf } from '../event/types.ts'
import type { UnreadableEvent } from '../event/versions/read.ts'
import type { Decider, DeciderParts } from './decider.ts'
import { defect, isPromise } from './defect.ts'
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
  const bad = (what: string): DeciderDefect => {
    const { stream, revision } = recorded
    return defect(
      stream,
      revision,
      `At revision ${revision} of ${stream}, evolve of ${decider.name} ${what} for ${type}.`,
    )
  }
  try {
    // The type and the data are those of one declared type, which the compiler cannot follow through the generic type.
    const next: P['state'] = decider.evolve(state, { type, data } as EventOf<P['events']>)
    if (isPromise(next)) return bad('returned a promise instead of a state')
    if (next === undefined && decider.initialState !== undefined) return bad('returned undefined instead of a state')
    return { kind: 'evolved', state: next }
  } catch (thrown) {
    return bad(`threw "${messageOf(thrown)}"`)
  }
}
