import type { Capability } from './capability.ts'
import { rulesOf, schemaMistakesIn } from './declaration/schema-mistakes.ts'
import { ownFailures } from './failure.ts'
import type { RungRule } from './guarantee.ts'
import type { Limit } from './limit.ts'

/**
 * Declares a capability. Checks that the declaration does not contradict itself, that every path leads to something in
 * its schemas, and that its schemas can be described as JSON Schema. Freezes it, except its schemas. Throws a
 * `TypeError` that lists every mistake.
 */
export const capability = <const C extends Capability>(declared: C): C =>
  declare(declared, [...contradictionsIn(declared), ...schemaMistakesIn(declared)])

/** Freezes a declaration, except its schemas, and returns it. Throws a `TypeError` that lists its mistakes, if any. */
export const declare = <C extends Capability>(declared: C, mistakes: readonly string[]): C => {
  if (mistakes.length > 0)
    throw new TypeError(`The capability ${declared.name} contradicts itself:\n- ${mistakes.join('\n- ')}`)
  return deepFreeze(declared)
}

const NAME = /^[a-z][a-z0-9_]*$/

/** Returns one sentence for each contradiction in a declaration, apart from its schemas. */
export const contradictionsIn = (declared: Capability): string[] => [
  ...namesIn(declared),
  ...failuresIn(declared),
  ...guaranteesIn(declared),
  ...Object.entries(declared.operations).flatMap(([name, operation]) =>
    rulesOf(operation).flatMap(([place, rule]) => ruleIn(declared, rule, `operations.${name}.${place}`)),
  ),
  ...Object.entries(declared.limits).flatMap(([name, limit]) => limitIn(declared, limit, `limits.${name}`)),
]

const namesIn = (declared: Capability): string[] => {
  const named = (['operations', 'failures', 'guarantees', 'limits'] as const).flatMap((part) =>
    Object.keys(declared[part]).map((name) => [part, name] as const),
  )
  const both = Object.keys(declared.guarantees).filter((name) => Object.hasOwn(declared.limits, name))
  return [
    ...[['name', declared.name] as const, ...named]
      .filter(([, name]) => !NAME.test(name))
      .map(([part, name]) => `${part}: ${JSON.stringify(name)} is not in snake_case.`),
    ...both.map((name) => `limits.${name}: a guarantee has the same name, and a need states both in one record.`),
    ...(Number.isSafeInteger(declared.version) && declared.version > 0
      ? []
      : [`version: ${declared.version} is not a whole number of at least 1.`]),
    ...['open', 'close']
      .filter((name) => Object.hasOwn(declared.operations, name))
      .map((name) => `operations.${name}: every binding has an ${name}() of its own; choose another name.`),
    ...(Object.hasOwn(declared.operations, 'then')
      ? ['operations.then: JavaScript takes a store with a then() for a promise; choose another name.']
      : []),
  ]
}

const failuresIn = (declared: Capability): string[] =>
  ownFailures
    .filter((word) => !Object.hasOwn(declared.failures, word))
    .map((word) => `failures: ${word} is missing; the library itself fails with it.`)

const guaranteesIn = (declared: Capability): string[] =>
  Object.entries(declared.guarantees).flatMap(([name, ladder]) =>
    new Set(ladder).size === ladder.length ? [] : [`guarantees.${name}: a rung is on the ladder twice.`],
  )

const ruleIn = (declared: Capability, rule: Pick<RungRule, 'guarantee' | 'rung'>, place: string): string[] => {
  const ladder = declared.guarantees[rule.guarantee]
  if (ladder === undefined || !Object.hasOwn(declared.guarantees, rule.guarantee))
    return [`${place}: the guarantee ${rule.guarantee} is not declared.`]
  if (ladder.includes(rule.rung)) return []
  return [`${place}: ${rule.guarantee} has no rung ${rule.rung}; it has ${ladder.join(' < ')}.`]
}

const limitIn = (declared: Capability, limit: Limit, place: string): string[] => {
  if (limit.measure === 'rung_ms') return ruleIn(declared, limit, place)
  if (limit.measure === 'promise') return []
  return Object.hasOwn(declared.operations, limit.operation)
    ? []
    : [`${place}: the operation ${limit.operation} is not declared.`]
}

/** Freezes plain data in depth and returns it. Schemas are not frozen, because a validator may keep state. */
export const deepFreeze = <T>(value: T): T => {
  freeze(value, new Set())
  return value
}

const freeze = (value: unknown, seen: Set<unknown>): void => {
  if (typeof value !== 'object' || value === null || seen.has(value) || '~standard' in value) return
  seen.add(value)
  Object.freeze(value)
  for (const part of Object.values(value)) freeze(part, seen)
}
