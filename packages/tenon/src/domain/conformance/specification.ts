import type { Capability } from '../capability/capability.ts'
import type { Case } from './case.ts'
import type { Task } from './context.ts'
import type { Fault } from './fault.ts'
import type { Laws } from './law.ts'

/** What every binding of a capability must keep, and the cases that prove it: the value that the kit runs. */
export interface Specification<C extends Capability> {
  readonly capability: C
  readonly laws: Laws
  /** Returns every case for a binding that can suffer these faults and fail with these words. */
  cases(faults: readonly Fault[], failures: readonly string[]): readonly Case<C>[]
  /** The work that cases have other processes do. */
  readonly tasks: readonly Task<C>[]
  /** For each operation that gives many items: the kinds of items that are always the last, beside `failed`. */
  readonly lastItems: { readonly [operation: string]: readonly string[] }
}
