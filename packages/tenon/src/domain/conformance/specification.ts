import type { Capability } from '../capability/capability.ts'
import type { Fields, NameOfOne, Store } from '../capability/outcome.ts'
import type { Output } from '../capability/schema.ts'
import type { Case } from './case.ts'
import type { Task, TaskContext } from './context.ts'
import type { Fault } from './fault.ts'
import type { Laws } from './law.ts'

/**
 * What every binding of a capability must keep, and the cases that prove it. If there are subjects, the kit derives
 * laws, cases and tasks from them, from the samples and from the declaration, and adds them to those that are stated
 * here.
 */
export interface Specification<C extends Capability> {
  readonly capability: C
  /** The capability's own laws. */
  readonly laws: Laws
  /** Returns the capability's own cases for a binding that can suffer these faults and fail with these words. */
  cases(faults: readonly Fault[], failures: readonly string[]): readonly Case<C>[]
  /** The work that the capability's own cases have other processes do. */
  readonly tasks: readonly Task<C>[]
  /** The writes from which the kit derives cases. Without one, only `cases` prove the binding. */
  readonly subjects: readonly Subject<C>[]
  /** For each operation: fields that fit its schema, and fields that do not. Without subjects they are not needed. */
  readonly samples: SamplesOf<C>
}

/** A write of some operation, and how to see whether it happened. */
export type Subject<C extends Capability> = { [Name in NameOfWrite<C>]: SubjectOf<C, Name> }[NameOfWrite<C>]

/** The names of the operations that write and give one answer. */
type NameOfWrite<C extends Capability> = {
  [Name in NameOfOne<C>]: 'write' extends C['operations'][Name]['touches'] ? Name : never
}[NameOfOne<C>]

/** A write of this operation. */
interface SubjectOf<C extends Capability, Name extends NameOfOne<C>> {
  readonly operation: Name
  /**
   * Returns the fields of the write with this number, from 0. They are JSON. A store that works does the write, whatever
   * other numbers were written before, and no other write can be taken for it. If the write needs something that the
   * capability cannot make, it is made here first.
   */
  fields(context: TaskContext<C>, number: number): Fields<C, Name> | Promise<Fields<C, Name>>
  /** Returns whether a result says that the write has happened, now or earlier. */
  done(result: Output<C['operations'][Name]['result']>): boolean
  /**
   * Returns how often a write has happened. Where reads lag behind writes, it waits until they have caught up, or
   * returns `cannot_tell`.
   */
  happened(store: Store<C>, fields: Fields<C, Name>): Promise<Happened>
}

/** How often a write has happened. */
export type Happened = 0 | 1 | 'many' | 'cannot_tell'

/** Samples for each operation of a capability; `{}` if the specification has no subjects. */
type SamplesOf<C extends Capability> =
  | { readonly [Name in keyof C['operations'] & string]: Samples<Fields<C, Name>> }
  | Readonly<Record<string, never>>

/** Fields for an operation. */
export interface Samples<Stated> {
  /** Fields that fit. A binding that grants what they ask returns a result for each, also for one that it had before. */
  readonly fits: readonly Stated[]
  /** Fields that do not fit, each with the place that the refusal must name. */
  readonly misfits: readonly { readonly fields: unknown; readonly names: string }[]
}
