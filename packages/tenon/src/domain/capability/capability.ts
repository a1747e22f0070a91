import type { FailureFacts, OwnFailure } from './failure.ts'
import type { Ladder, RungRule } from './guarantee.ts'
import type { Limit } from './limit.ts'
import type { Schema } from './schema.ts'

/** One operation of a capability. */
export type Operation = OperationOfOne | OperationOfMany

interface OperationFacts {
  /** What the operation does, in one sentence. */
  readonly says: string
  readonly touches: 'read' | 'write'
  /** An intent that fits one of these rules is refused unless the binding grants the rule's rung. */
  readonly asks: readonly RungRule[]
  /**
   * An intent that fits one of these rules may be sent again after an unknown effect, if the binding grants the rule's
   * rung.
   */
  readonly repeatable: 'always' | readonly RungRule[]
  /**
   * What a caller passes. Describe each of its fields: what is derived from the declaration, such as the help of the
   * command line, shows the descriptions.
   */
  readonly intent: Schema
  /**
   * How to state an intent again. `the_intent`: its fields are what the caller stated. Otherwise the schema gives the
   * executor another form, and this function returns fields for which the schema gives an equal intent. It is pure.
   */
  readonly states: 'the_intent' | ((intent: never) => unknown)
  readonly result: Schema
}

/** An operation that gives one answer. */
interface OperationOfOne extends OperationFacts {
  readonly gives: 'one'
}

/** An operation that gives many items, one after the other. */
export interface OperationOfMany extends OperationFacts {
  readonly gives: 'many'
  /**
   * How a call resumes after a failure. `items` lists the paths at which an item may hold its place. `intent` is the
   * field of the intent that makes a call begin after a place. `anew`: items hold no place, and the same intent is sent
   * again. A path may lead to something in some kinds of items only.
   */
  readonly resume: { readonly items: readonly string[]; readonly intent: string } | 'anew'
  /** The kinds of results after which none may come. A failure is always the last item. */
  readonly last: readonly string[]
  /**
   * Whether an item may take longer than an attempt. `may_last`: the reader waits for the next item as long as it takes.
   * `is_failure`: if the next item does not come within the time for an attempt, that attempt fails with `timeout`. The
   * time in which the reader does not wait is not counted.
   */
  readonly silent: 'may_last' | 'is_failure'
}

/** A capability: what a domain may ask of the outside world, declared as one frozen value. */
export interface Capability {
  readonly name: string
  readonly version: number
  readonly operations: { readonly [name: string]: Operation }
  readonly failures: { readonly [word: string]: FailureFacts } & { readonly [Word in OwnFailure]: FailureFacts }
  readonly guarantees: { readonly [name: string]: Ladder }
  readonly limits: { readonly [name: string]: Limit }
}

/** The type of a declaration. Give it a name with `interface LedgerCapability extends Declared<typeof declared> {}`. */
export type Declared<C extends Capability> = { readonly [Part in keyof C]: C[Part] }
