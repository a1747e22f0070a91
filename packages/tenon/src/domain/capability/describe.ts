import type { Capability, Operation } from './capability.ts'
import { givenBy, takenBy } from './declaration/json-schema.ts'
import type { RungRule } from './guarantee.ts'

/** A capability as plain JSON, which is what `describe` returns. Keys keep the order in which they were declared. */
export interface Description {
  readonly name: string
  readonly version: number
  readonly operations: { readonly [name: string]: object }
  readonly failures: object
  readonly guarantees: object
  readonly limits: object
}

/**
 * Describes a whole capability as JSON, with its schemas as JSON Schema 2020-12. The schema of an intent describes what
 * the caller passes, and the schema of a result what the caller gets.
 */
export const describe = (capability: Capability): Description => ({
  name: capability.name,
  version: capability.version,
  operations: Object.fromEntries(
    Object.entries(capability.operations).map(([name, operation]) => [name, describeOperation(operation)]),
  ),
  failures: capability.failures,
  guarantees: capability.guarantees,
  limits: capability.limits,
})

const describeOperation = (operation: Operation): object => ({
  says: operation.says,
  touches: operation.touches,
  gives: operation.gives,
  ...(operation.gives === 'many' ? { resume: operation.resume, last: operation.last, silent: operation.silent } : {}),
  asks: operation.asks.map(describeRule),
  repeatable: operation.repeatable === 'always' ? 'always' : operation.repeatable.map(describeRule),
  intent: takenBy(operation.intent),
  result: givenBy(operation.result),
})

const describeRule = (rule: RungRule): object => ({
  when: takenBy(rule.when),
  guarantee: rule.guarantee,
  rung: rule.rung,
})
