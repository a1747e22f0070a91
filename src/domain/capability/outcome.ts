import type { Capability } from './capability.ts'
import type { Failed } from './failure.ts'
import type { Input, Output } from './schema.ts'

/** How long one call may take and who may call it off. It narrows the store's policy and never widens it. */
export interface CallOptions {
  /** Calls the operation off when it fires, or `null`. */
  readonly signal: AbortSignal | null
  /** The most milliseconds the whole call may take, or `null` for the policy's own. */
  readonly deadlineMs: number | null
}

/** The names of a capability's operations. */
type Name<C extends Capability> = keyof C['operations'] & string

/** The names of the operations that give one answer. */
export type NameOfOne<C extends Capability> = Exclude<Name<C>, NameOfMany<C>>

/** The names of the operations that give many. */
export type NameOfMany<C extends Capability> = {
  [N in Name<C>]: C['operations'][N]['gives'] extends 'many' ? N : never
}[Name<C>]

/** What the caller of an operation states. */
export type Fields<C extends Capability, N extends Name<C>> = Input<C['operations'][N]['intent']>

/** What can come of an operation: its results and its failures, told apart by `kind`. */
export type Outcome<C extends Capability, N extends Name<C>> = Output<C['operations'][N]['result']> | FailedOf<C>

/** A failure of a capability. */
export type FailedOf<C extends Capability> = Failed<keyof C['failures'] & string, Name<C>>

/** What to do, as data: the operation's name as `kind`, and its fields as its schema gives them. */
export type Intent<C extends Capability, N extends Name<C>> = {
  [K in N]: { readonly kind: K } & Output<C['operations'][K]['intent']>
}[N]

/** The typed store: one method an operation. Nothing rejects; every failure is a value. */
export type Store<C extends Capability> = {
  readonly [N in Name<C>]: N extends NameOfMany<C>
    ? Method<Fields<C, N>, AsyncIterableIterator<Outcome<C, N>, undefined>>
    : Method<Fields<C, N>, Promise<Outcome<C, N>>>
}

/** A method of a store: under the policy's deadline alone, or under the caller's too. */
type Method<F, Answer> = (fields: F, options?: CallOptions) => Answer
