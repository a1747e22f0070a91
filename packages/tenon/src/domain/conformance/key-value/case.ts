import type { KeyValueCapability } from '../../key-value/store.ts'
import { type Case, casesOf, type StatedCase } from '../case.ts'
import type { CaseContext, Task, TaskContext } from '../context.ts'
import { BrokenLaw } from '../expect.ts'
import type { KeyValueLaw } from './laws.ts'

/** A case of a key-value store. */
export interface KeyValueCase extends Case<KeyValueCapability> {}

/** Everything that a case of a key-value store can use. */
export interface KeyValueContext extends CaseContext<KeyValueCapability> {}

/** What a task of a key-value store can use. */
export interface KeyValueTaskContext extends TaskContext<KeyValueCapability> {}

/** Work on a key-value store that another process does. */
export interface KeyValueTask extends Task<KeyValueCapability> {}

/** Makes the cases of a law of a key-value store. */
export const keyValueCases = (
  law: KeyValueLaw,
  stated: readonly StatedCase<KeyValueCapability>[],
): readonly KeyValueCase[] => casesOf(law, stated)

/**
 * Claims that something holds that a law demands, which may be another law than the case's own. Throws `BrokenLaw` with
 * the sentence if it does not hold.
 */
export function holdsAs(condition: boolean, says: string, law: KeyValueLaw | 'effect_honesty'): asserts condition {
  if (!condition) throw new BrokenLaw(says, law)
}
