import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { readable, withoutStop } from './readable.ts'

/**
 * A validator that can also describe itself as JSON Schema. Any Standard Schema library will do, but the validator must
 * return its result at once, not a promise.
 */
export interface Schema<Taken = unknown, Given = Taken> {
  readonly '~standard': StandardSchemaV1.Props<Taken, Given> & StandardJSONSchemaV1.Props<Taken, Given>
}

/** The type that a schema accepts. */
export type Input<S extends Schema> = StandardSchemaV1.InferInput<S>

/** The type that a schema returns. */
export type Output<S extends Schema> = StandardSchemaV1.InferOutput<S>

/**
 * The result of validating a value: the schema's output, or one sentence that names the first place that does not fit.
 */
export type Validated<Value> =
  | { readonly fits: true; readonly value: Value }
  | { readonly fits: false; readonly says: string }

/** Validates a value. Nothing fits a schema that returns a promise. */
export const check = <Value>(schema: Schema<unknown, Value>, value: unknown): Validated<Value> => {
  const answer = schema['~standard'].validate(value)
  if (answer instanceof Promise) {
    // Zod continues asynchronously if reading the value throws. That result is not needed.
    answer.catch(() => undefined)
    return { fits: false, says: 'cannot be checked at once: reading it threw, or its schema returned a promise' }
  }
  if (answer.issues === undefined) return { fits: true, value: answer.value }
  return { fits: false, says: sentenceOf(answer.issues) }
}

/** Returns whether a value fits a schema. */
export const fits = (schema: Schema, value: unknown): boolean => check(schema, value).fits

/**
 * Returns the schema with a shortcut for values that are plainly valid. `ifPlain` returns what the schema would return,
 * or `undefined`; then the schema decides. It must accept nothing that the schema refuses.
 */
export const withFastPath = <Taken, Given>(
  schema: Schema<Taken, Given>,
  ifPlain: (value: unknown) => Given | undefined,
): Schema<Taken, Given> =>
  Object.freeze({
    '~standard': Object.freeze({
      ...schema['~standard'],
      validate: (value: unknown) => {
        const plain = ifPlain(value)
        return plain === undefined ? schema['~standard'].validate(value) : { value: plain }
      },
    }),
  })

/**
 * Returns whether a value is a plain object whose own enumerable fields are exactly these. It reads none of them, and
 * the caller reads each one once.
 */
export const hasOnly = <Field extends string>(
  value: unknown,
  fields: readonly Field[],
): value is { readonly [field in Field]: unknown } => {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false
  const keys: readonly string[] = Object.keys(value)
  if (keys.length !== fields.length) return false
  const known: readonly string[] = fields
  for (const key of keys) if (!known.includes(key)) return false
  return true
}

/** With this many faults there may be more, because a schema may stop looking. */
const MANY = 10
/** The most characters of a schema's message, and of the place before it. */
const MOST_SAID = 500
const MOST_PLACE = 200

/** Returns one sentence without its stop: the first place that does not fit, and how many more there are. */
export const sentenceOf = (issues: readonly StandardSchemaV1.Issue[]): string => {
  const [first] = issues
  if (first === undefined) return 'does not fit its schema'
  const place = readable(placeOf(first.path ?? []), MOST_PLACE)
  const others = issues.length >= MANY ? `at least ${issues.length - 1}` : String(issues.length - 1)
  const more = issues.length > 1 ? ` (and ${others} more)` : ''
  return `${placed(place, readable(first.message, MOST_SAID))}${more}`
}

/** Puts the place before a message, with a colon between them if the message is a sentence of its own. */
const placed = (place: string, message: string): string => {
  const said = withoutStop(message)
  if (place === '' || said.startsWith(`${place} `)) return said
  return `${place}${/^\p{Lu}/u.test(said) ? ':' : ''} ${said}`
}

/** Writes a path as a person would, such as `jars[2].recipe.steps[0].at`. */
export const placeOf = (path: readonly (PropertyKey | StandardSchemaV1.PathSegment)[]): string =>
  path
    .map((step) => (typeof step === 'object' ? step.key : step))
    .reduce<string>((place, key) => place + stepText(key, place === ''), '')

const stepText = (key: PropertyKey, first: boolean): string => {
  if (typeof key === 'number') return `[${key}]`
  const name = String(key)
  if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `[${JSON.stringify(name)}]`
  return first ? name : `.${name}`
}
