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
  readonly intent: Schema
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
   * field of the intent that makes a call begin after a place.
   */
  readonly resume: { readonly items: readonly string[]; readonly intent: string }
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
