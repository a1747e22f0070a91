import type { EventStoreCapability } from '../../event/store.ts'
import { type Case, casesOf, type StatedCase } from '../case.ts'
import { BrokenLaw } from '../expect.ts'
import type { Law } from './laws.ts'

/** A case of an event store. */
export interface EventCase extends Case<EventStoreCapability> {}

/** A case of an event store as it is written. */
export interface StatedEventCase extends StatedCase<EventStoreCapability> {}

/** Makes the cases of a law of an event store. */
export const eventCases = (law: Law, stated: readonly StatedEventCase[]): readonly EventCase[] => casesOf(law, stated)

/**
 * Claims that something holds that a law demands, which may be another law than the case's own. Throws `BrokenLaw` with
 * the sentence if it does not hold.
 */
export function holdsAs(condition: boolean, says: string, law: Law | null): asserts condition {
  if (!condition) throw new BrokenLaw(says, law)
}
