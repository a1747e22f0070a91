import { type Measure, measureOf, type Limit } from '../../capability/limit.ts'
import { check } from '../../capability/schema.ts'
import { Unproved } from '../expect.ts'
import type { AnyContext, AnySpecification } from './calls.ts'

/** A limit on an operation's intents. */
export type IntentLimit = Extract<Limit, { readonly operation: string }>

/** Returns the limits of a capability that intents can exceed, by name. */
export const intentLimits = ({ capability }: AnySpecification): readonly (readonly [string, IntentLimit])[] =>
  Object.entries(capability.limits).flatMap(([name, limit]) => ('operation' in limit ? [[name, limit] as const] : []))

/** Returns fields that state an intent, by the declaration of its operation. */
export const stated = ({ capability }: AnySpecification, operation: string, intent: unknown): unknown => {
  const states = capability.operations[operation]?.states
  // The inverse takes what the operation's own schema has returned.
  return typeof states === 'function' ? states(intent as never) : intent
}

/** The largest list, and the longest text, that the kit makes to exceed a limit. */
const MOST_ITEMS = 1_000_000
const MOST_BYTES = 256 * 1024 * 1024

/**
 * Returns fields of an operation that fit its schema and exceed a limit. They are made from a sample that fits. Throws
 * `Unproved` if no sample can be made so large.
 */
export const above = (
  specification: AnySpecification,
  { limits }: AnyContext,
  name: string,
  limit: IntentLimit,
): object => {
  const most = limits[name] ?? 0
  const schema = specification.capability.operations[limit.operation]?.intent
  const exceeds = measureOf(limit, most)
  const { fits = [] } = specification.samples[limit.operation] ?? {}
  for (const sample of fits) {
    if (schema === undefined) break
    const checked = check(schema, sample)
    const intents = checked.fits ? enlarged(checked.value, limit, most) : []
    for (const intent of intents) {
      const fields = stated(specification, limit.operation, intent)
      if (typeof fields === 'object' && fields !== null && isAbove(check(schema, fields), exceeds)) return fields
    }
  }
  throw new Unproved(`no sample of ${limit.operation} could be made to exceed ${name}, which is ${most}`)
}

const isAbove = (checked: ReturnType<typeof check>, exceeds: Measure): boolean =>
  checked.fits && exceeds(checked.value) !== undefined

/** Returns copies of an intent with more at the place of a limit, in each way that might fit the schema. */
const enlarged = (intent: unknown, limit: IntentLimit, most: number): readonly unknown[] => {
  const path = limit.path === '' ? [] : limit.path.split('.')
  switch (limit.measure) {
    case 'items':
      return most > MOST_ITEMS ? [] : [changed(intent, path, (list) => repeated(list, most + 1))]
    case 'value':
      return [changed(intent, path, () => most + 1)]
    case 'json_bytes':
      return most > MOST_BYTES
        ? []
        : limit.of.flatMap((field) =>
            // The field holds a JSON text, or a text as it was stated.
            [JSON.stringify('x'.repeat(most + 1)), 'x'.repeat(most + 1)].map((long) =>
              changed(intent, [...path, field], () => long),
            ),
          )
    default:
      return limit satisfies never
  }
}

const repeated = (list: unknown, many: number): unknown => {
  if (!Array.isArray(list) || list.length === 0) return list
  return Array.from({ length: many }, (_, i) => list[Math.min(i, list.length - 1)])
}

/** Returns a copy with another value at a path. A step such as `jars[]` leads to the first item of a list. */
const changed = (value: unknown, [step, ...rest]: readonly string[], change: (old: unknown) => unknown): unknown => {
  if (step === undefined) return change(value)
  if (typeof value !== 'object' || value === null) return value
  const name = step.replace(/\[\]$/, '')
  const old: unknown = Reflect.get(value, name)
  if (name === step) return { ...value, [name]: changed(old, rest, change) }
  if (!Array.isArray(old)) return value
  return { ...value, [name]: old.map((item, i) => (i === 0 ? changed(item, rest, change) : item)) }
}
