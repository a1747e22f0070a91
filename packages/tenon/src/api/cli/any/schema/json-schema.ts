/** A JSON Schema, or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** A field of an object, as its schema describes it. */
export interface SchemaField {
  readonly name: string
  readonly schema: JsonSchema
  readonly required: boolean
}

/**
 * Returns a whole schema with its references to `$defs` resolved where they are followed, and `allOf` merged. What it
 * does not know it leaves as it is.
 */
export const resolved = (schema: unknown, root: JsonSchema): JsonSchema => {
  if (!isObject(schema)) return {}
  const { $ref: reference, allOf, ...own } = schema
  const parts = [
    ...(typeof reference === 'string' ? [at(root, reference)] : []),
    ...(Array.isArray(allOf) ? allOf : []),
  ]
  return Object.assign({}, ...parts.map((part) => resolved(part, root)), own)
}

/** Returns the fields of an object, in the order of its schema. */
export const fieldsOf = (schema: JsonSchema, root: JsonSchema): readonly SchemaField[] => {
  const { properties, required } = schema
  if (!isObject(properties)) return []
  return Object.entries(properties).map(([name, part]) => ({
    name,
    schema: resolved(part, root),
    required: Array.isArray(required) && required.includes(name),
  }))
}

/** Returns the schemas of which a value must fit one: the members of a union, or the schema itself. */
export const variantsOf = (schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] => {
  const members = [schema['anyOf'], schema['oneOf']].flatMap((union) => (Array.isArray(union) ? union : []))
  return members.length === 0 ? [schema] : members.flatMap((member) => variantsOf(resolved(member, root), root))
}

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Follows a reference within a schema, such as `#/$defs/item`. Returns an empty schema if it leads nowhere. */
const at = (root: JsonSchema, reference: string): unknown => {
  const [start, ...keys] = reference.split('/')
  let found: unknown = start === '#' ? root : undefined
  for (const key of keys)
    found = isObject(found) ? found[decodeURIComponent(key).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined
  return found
}
