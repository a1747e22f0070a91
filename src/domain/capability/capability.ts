import type { FailureFacts, OwnFailure } from './failure.ts'
import type { Ladder, RungRule } from './guarantee.ts'
import type { Limit } from './limit.ts'
import type { Schema } from './schema.ts'

/** One thing that can be asked of a capability. */
export type Operation = OperationOfOne | OperationOfMany

interface OperationFacts {
  readonly says: string
  readonly touches: 'read' | 'write'
  /** An intent that fits a rule is refused where the rung is not granted. */
  readonly asks: readonly RungRule[]
  /** An intent that fits a rule may be sent again after an unknown effect, where the rung is granted. */
  readonly repeatable: 'always' | readonly RungRule[]
  readonly intent: Schema
  readonly result: Schema
}

/** An operation that is answered once. */
interface OperationOfOne extends OperationFacts {
  readonly gives: 'one'
}

/** An operation that is answered with item after item. */
export interface OperationOfMany extends OperationFacts {
  readonly gives: 'many'
  /** The places where items say how far they have come, and the field of the intent that goes on behind the last of them. */
  readonly resume: { readonly items: readonly string[]; readonly intent: string }
}

/** What a domain may ask of the outside world, declared as one frozen value. */
export interface Capability {
  readonly name: string
  readonly version: number
  readonly operations: { readonly [name: string]: Operation }
  readonly failures: { readonly [word: string]: FailureFacts } & { readonly [Word in OwnFailure]: FailureFacts }
  readonly guarantees: { readonly [name: string]: Ladder }
  readonly limits: { readonly [name: string]: Limit }
}

/** A declaration's own type, to be given a name: `interface LedgerCapability extends Declared<typeof declared> {}`. */
export type Declared<C extends Capability> = { readonly [Part in keyof C]: C[Part] }
