import type { Capability } from '../capability/capability.ts'
import type { Case } from './case.ts'
import type { Store } from '../capability/outcome.ts'
import type { Task, TaskContext } from './context.ts'
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
  /** The writes from which the kit derives cases of its own. Without one, only `cases` prove the binding. */
  readonly subjects: readonly Subject<C>[]
  /** For each operation: fields that fit its schema, and fields that do not. */
  readonly samples: { readonly [operation: string]: Samples }
}

/** A write, and how to see whether it happened. */
export interface Subject<C extends Capability> {
  /** The operation, which touches `write` and gives one answer. */
  readonly operation: string
  /**
   * Returns the fields of the write with this number, from 0. No other write, and no other write of the place, may have
   * an effect that could be taken for its effect.
   */
  fields(context: TaskContext<C>, number: number): Promise<object> | object
  /** Whether an outcome says that the write took effect, be it by this call or by an earlier one. */
  done(outcome: Answer): boolean
  /** Returns how often a write happened, or `cannot_tell`. */
  happened(store: Store<C>, fields: object): Promise<0 | 1 | 'many' | 'cannot_tell'>
}

/** Fields for an operation. */
export interface Samples {
  /** Fields that fit. Each can be passed to any binding that grants what they ask. */
  readonly fits: readonly object[]
  /** Fields that do not fit, each with the place that the refusal must name. */
  readonly misfits: readonly { readonly fields: unknown; readonly names: string }[]
}

/** The answer of any operation. */
interface Answer {
  readonly kind: string
}
