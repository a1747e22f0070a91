import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec'
import { readable } from './readable.ts'

/** A validator that can also say its shape as JSON Schema. Any library that speaks Standard Schema fits; it must answer at once, not with a promise. */
export interface Schema<Taken = unknown, Given = Taken> {
  readonly '~standard': StandardSchemaV1.Props<Taken, Given> & StandardJSONSchemaV1.Props<Taken, Given>
}

/** What a schema takes. */
export type Input<S extends Schema> = StandardSchemaV1.InferInput<S>

/** What a schema gives. */
export type Output<S extends Schema> = StandardSchemaV1.InferOutput<S>

/** What came of holding a value against a schema: the schema's own output, or one sentence that names the first place that does not fit. */
export type Validated<Value> =
  | { readonly fits: true; readonly value: Value }
  | { readonly fits: false; readonly says: string }

/** Holds a value against a schema. A schema that answers with a promise cannot be asked: nothing fits it. */
export const check = <Value>(schema: Schema<unknown, Value>, value: unknown): Validated<Value> => {
  const answer = schema['~standard'].validate(value)
  if (answer instanceof Promise) {
    // Zod goes on asynchronously when reading the value throws. What comes of it then concerns nobody.
    answer.catch(() => undefined)
    return { fits: false, says: 'cannot be checked at once: reading it threw, or its schema answers with a promise' }
  }
  if (answer.issues === undefined) return { fits: true, value: answer.value }
  return { fits: false, says: sentence(answer.issues) }
}

/** Whether a value fits a schema. */
export const fits = (schema: Schema, value: unknown): boolean => check(schema, value).fits

/** From this many faults on there may be more: a schema need not look for all of them. */
const MANY = 10
/** The most characters of a sentence, and of the place in it. */
const MOST_SAID = 500
const MOST_PLACE = 200

const sentence = (issues: readonly StandardSchemaV1.Issue[]): string => {
  const [first] = issues
  if (first === undefined) return 'does not fit its schema'
  const place = readable(placeOf(first.path ?? []), MOST_PLACE)
  const others = issues.length >= MANY ? `at least ${issues.length - 1}` : String(issues.length - 1)
  const more = issues.length > 1 ? ` (and ${others} more)` : ''
  return `${place === '' ? '' : `${place} `}${readable(first.message, MOST_SAID)}${more}`
}

/** Writes a path as a person would: `jars[2].recipe.steps[0].at`. */
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
