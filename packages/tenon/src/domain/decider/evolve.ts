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
  const where = `evolve of the decider ${decider.name}, given ${type} at revision ${recorded.revision} of ${recorded.stream},`
  try {
    // The type and the data are those of one declared type, which the compiler cannot follow through the generic type.
    const next: P['state'] = decider.evolve(state, { type, data } as EventOf<P['events']>)
    if (isPromise(next)) return defect(recorded.stream, recorded.revision, `${where} returned a promise`)
    if (next === undefined && decider.initialState !== undefined)
      return defect(recorded.stream, recorded.revision, `${where} returned undefined instead of a state`)
    return { kind: 'evolved', state: next }
  } catch (thrown) {
    return defect(recorded.stream, recorded.revision, `${where} threw`, thrown)
  }
}
