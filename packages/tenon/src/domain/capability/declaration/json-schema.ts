import type { Schema } from '../schema.ts'

/** A JSON Schema of draft 2020-12. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** Returns the JSON Schema of what a caller passes. Throws what the schema throws if it cannot describe itself. */
export const takenBy = (schema: Schema): JsonSchema => {
  // Some libraries call the whole of a frozen value read-only, which would mean that a caller may not send it.
  const { readOnly: _, ...taken } = schema['~standard'].jsonSchema.input({ target: TARGET })
  return taken
}

/** Returns the JSON Schema of what a schema gives. Throws what the schema throws if it cannot describe itself. */
export const givenBy = (schema: Schema): JsonSchema => schema['~standard'].jsonSchema.output({ target: TARGET })

const TARGET = 'draft-2020-12'

/** A JSON Schema, or one sentence that names the part of a schema that cannot be described. */
export type Described = { readonly schema: JsonSchema } | { readonly mistake: string }

/** Describes a schema by `takenBy` or `givenBy`. `place` is the schema's own place, with which a mistake begins. */
export const describeSchema = (schema: Schema, by: typeof takenBy, place: string): Described => {
  if (!describesItself(schema)) return { mistake: `${place}: it cannot be described as JSON Schema: ${NO_SCHEMA}` }
  try {
    return { schema: by(schema) }
  } catch (thrown) {
    const says = thrown instanceof Error ? thrown.message : String(thrown)
    return { mistake: `${place}${partThatFails(schema, by)}: it cannot be described as JSON Schema: ${withStop(says)}` }
  }
}

const NO_SCHEMA = 'it has no ~standard.jsonSchema, which the schemas of zod have.'

/** A user of JavaScript may pass anything. */
const describesItself = (schema: Partial<Schema> | null | undefined): boolean =>
  typeof schema?.['~standard']?.jsonSchema === 'object'

const withStop = (says: string): string => (says.endsWith('.') ? says : `${says}.`)

/**
 * Returns the JSON Schema of the form that a schema gives. A part that cannot be described, such as what a transform
 * returns, may be anything.
 */
export const formGivenBy = (schema: Schema): JsonSchema => {
  try {
    return givenBy(lenient(schema, () => undefined))
  } catch {
    return {}
  }
}

/**
 * Returns the place of the first part that cannot be described, such as `.jars[].colour`, or `''` if the schema's
 * library does not tell. Zod tells by an option of its own.
 */
const partThatFails = (schema: Schema, by: typeof takenBy): string => {
  let found: string | undefined
  const note = (path: readonly PropertyKey[]): void => {
    found ??= placeIn(path)
  }
  try {
    by(lenient(schema, note))
  } catch {
    // The library does not know the option. The place of the whole schema remains.
  }
  return found ?? ''
}

/** Returns a schema that describes each part that it cannot describe as anything, and notes where that part is. */
const lenient = (schema: Schema, note: (path: readonly PropertyKey[]) => void): Schema => {
  const standard = { ...schema['~standard'] }
  const { jsonSchema } = standard
  const unrepresentable = ({ path }: { readonly path: readonly PropertyKey[] }): 'any' => {
    note(path)
    return 'any'
  }
  const asked = (side: 'input' | 'output') => (options: Parameters<typeof jsonSchema.input>[0]) =>
    jsonSchema[side]({ ...options, libraryOptions: { unrepresentable } })
  return { '~standard': { ...standard, jsonSchema: { input: asked('input'), output: asked('output') } } }
}

/** Turns a path of keywords into one of fields: `properties`, `jars`, `items` into `.jars[]`. */
const placeIn = (path: readonly PropertyKey[]): string => {
  let place = ''
  for (let i = 0; i < path.length; i += 1) {
    if (path[i] === 'properties') place += `.${String(path[(i += 1)])}`
    else if (path[i] === 'items') place += '[]'
  }
  return place
}
