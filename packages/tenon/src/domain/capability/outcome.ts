import type { Capability } from './capability.ts'
import type { Failed } from './failure.ts'
import type { Input, Output } from './schema.ts'

/** Options of one call. They can narrow the store's policy, but not widen it. */
export interface CallOptions {
  /** Cancels the call when it fires. `null` for none. */
  readonly signal: AbortSignal | null
  /** The most milliseconds that the whole call may take. `null` for the policy's deadline alone. */
  readonly deadlineMs: number | null
}

/** The names of a capability's operations. */
type Name<C extends Capability> = keyof C['operations'] & string

/** The names of the operations that give one answer. */
export type NameOfOne<C extends Capability> = Exclude<Name<C>, NameOfMany<C>>

/** The names of the operations that give many items. */
export type NameOfMany<C extends Capability> = {
  [N in Name<C>]: C['operations'][N]['gives'] extends 'many' ? N : never
}[Name<C>]

/** What the caller of an operation passes. */
export type Fields<C extends Capability, N extends Name<C>> = Input<C['operations'][N]['intent']>

/** The outcome of an operation: one of its results or failures. `kind` tells which. */
export type Outcome<C extends Capability, N extends Name<C>> = Output<C['operations'][N]['result']> | FailedOf<C>

/** The outcome of a failed call to a capability. */
export type FailedOf<C extends Capability> = Failed<keyof C['failures'] & string, Name<C>>

/** An intent: the operation's name as `kind`, and the fields as the operation's schema returns them. */
export type Intent<C extends Capability, N extends Name<C>> = {
  [K in N]: { readonly kind: K } & Output<C['operations'][K]['intent']>
}[N]

/**
 * Returns the fields that state an intent: what a caller passes to get an equal intent. Code that sends an intent
 * elsewhere uses it, because the operation's schema may have given the intent another form. Throws a `TypeError` if the
 * capability has no operation of the intent's kind.
 */
export const statedFields = <C extends Capability, N extends Name<C>>(
  capability: C,
  intent: Intent<C, N>,
): Fields<C, N> => {
  const { kind, ...fields }: { readonly kind: string } = intent
  const { operations }: Capability = capability
  const operation = Object.hasOwn(operations, kind) ? operations[kind] : undefined
  if (operation === undefined)
    throw new TypeError(`${capability.name} has no operation ${JSON.stringify(kind)}, so its fields cannot be stated.`)
  // The declaration promises the type: its law is that the schema gives an equal intent for these fields.
  const stated = operation.states === 'the_intent' ? fields : operation.states(intent as never)
  return stated as Fields<C, N>
}

/** The typed store, with one method for each operation. No method rejects or throws: every failure is a value. */
export type Store<C extends Capability> = {
  readonly [N in Name<C>]: N extends NameOfMany<C>
    ? Method<Fields<C, N>, AsyncIterableIterator<Outcome<C, N>, undefined>>
    : Method<Fields<C, N>, Promise<Outcome<C, N>>>
}

/** A method of a store. Without options, the policy alone applies. */
type Method<F, Answer> = (fields: F, options?: CallOptions) => Answer
