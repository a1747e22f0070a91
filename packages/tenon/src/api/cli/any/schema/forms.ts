import { type JsonSchema, variantsOf } from './json-schema.ts'

/** A value that is written as one word. */
type Word = string | number | boolean | null

/** The forms of the values that a schema accepts, as far as they decide how a text is read. */
export interface Forms {
  /** The values that the schema lists. */
  readonly words: readonly Word[]
  /** The schemas of texts. */
  readonly texts: readonly JsonSchema[]
  /** The schemas of numbers. */
  readonly numbers: readonly JsonSchema[]
  /** The schemas of what is written as JSON: objects, lists, and what may be anything. */
  readonly json: readonly JsonSchema[]
}

/** Returns the forms of the values that a resolved schema accepts. */
export const formsOf = (schema: JsonSchema, root: JsonSchema): Forms => {
  const parts = variantsOf(schema, root).flatMap(partsOf)
  const of = (form: Form): readonly JsonSchema[] =>
    parts.filter((part) => part.form === form).map((part) => part.schema)
  return {
    words: [...new Set(of('word').flatMap(wordsOf))],
    texts: of('text'),
    numbers: of('number'),
    json: of('json'),
  }
}

type Form = 'word' | 'text' | 'number' | 'json'

const partsOf = (schema: JsonSchema): readonly { readonly form: Form; readonly schema: JsonSchema }[] => {
  if (wordsOf(schema).length > 0) return [{ form: 'word', schema }]
  const { type } = schema
  if (Array.isArray(type)) return type.flatMap((each: unknown) => partsOf({ ...schema, type: each }))
  if (type === 'string') return [{ form: 'text', schema }]
  if (type === 'number' || type === 'integer') return [{ form: 'number', schema }]
  // Nothing fits it.
  if ('not' in schema && type === undefined) return []
  return [{ form: 'json', schema }]
}

const wordsOf = (schema: JsonSchema): readonly Word[] => {
  if ('const' in schema) return [schema['const']].filter(isWord)
  if (Array.isArray(schema['enum'])) return schema['enum'].filter(isWord)
  if (schema['type'] === 'boolean') return [true, false]
  return schema['type'] === 'null' ? [null] : []
}

const isWord = (value: unknown): value is Word =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)
