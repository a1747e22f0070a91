import type { JsonSchema } from './json-schema.ts'

/** A type of JSON Schema. */
export type JsonType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null'

/**
 * A place in the values that a JSON Schema describes, and all that the schema says about it: each alternative, and each
 * part that must hold in addition. Where the schema says nothing, every field and every type is possible.
 */
export class Place {
  readonly #root: JsonSchema
  readonly #parts: readonly JsonSchema[]

  private constructor(root: JsonSchema, parts: readonly JsonSchema[]) {
    this.#root = root
    this.#parts = parts
  }

  /** Returns the place of the whole value. */
  static of(schema: JsonSchema): Place {
    return new Place(schema, partsOf(schema, schema, new Set()))
  }

  /** Returns the place of a field, or of an item that is named by its index. `undefined` if nothing can be there. */
  field(name: string): Place | undefined {
    return this.#at((part) => {
      if (allows(part, 'object')) return [fieldOf(part, name)]
      return allows(part, 'array') && /^\d+$/.test(name) ? itemAt(part, Number(name)) : []
    })
  }

  /** Returns the place of each item of a list. `undefined` if no list can be here. */
  items(): Place | undefined {
    return this.#at((part) => (allows(part, 'array') ? itemsOf(part) : []))
  }

  /** The names of the fields that the schema lists here. */
  get fields(): readonly string[] {
    return [...new Set(this.#parts.flatMap(({ properties }) => (isSchema(properties) ? Object.keys(properties) : [])))]
  }

  /** Returns whether a value of one of these types can be here. */
  can(...types: readonly JsonType[]): boolean {
    return this.#parts.some((part) => types.some((type) => allows(part, type)))
  }

  /** The types of the values here. Empty if some part of the schema allows all. */
  get types(): readonly JsonType[] {
    return this.#parts.some((part) => typesOf(part) === undefined)
      ? []
      : [...new Set(this.#parts.flatMap((part) => typesOf(part) ?? []))]
  }

  /** The only values that can be here, or `undefined` if others can be. */
  get constants(): readonly unknown[] | undefined {
    const constants = this.#parts.map(constantsOf)
    return constants.includes(undefined) ? undefined : [...new Set(constants.flatMap((values) => values ?? []))]
  }

  #at(below: (part: JsonSchema) => readonly unknown[]): Place | undefined {
    const seen = new Set<unknown>()
    const parts = this.#parts.flatMap(below).flatMap((part) => partsOf(part, this.#root, seen))
    return parts.length === 0 ? undefined : new Place(this.#root, parts)
  }
}

const ANYTHING: JsonSchema = Object.freeze({})

/** The keywords that say what a value looks like. Others combine schemas, describe, or narrow what was said. */
const SAYING = ['type', 'const', 'enum', 'properties', 'additionalProperties', 'patternProperties', 'items']

/**
 * Returns the parts of which a schema is made. What is combined counts as beside each other, whether one part or all of
 * them must hold, so that no place is missed.
 */
const partsOf = (schema: unknown, root: JsonSchema, seen: Set<unknown>): readonly JsonSchema[] => {
  if (schema === true) return [ANYTHING]
  if (!isSchema(schema) || seen.has(schema)) return []
  seen.add(schema)
  const combined = [
    ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => listIn(schema[keyword])),
    ...['then', 'else'].flatMap((keyword) => (schema[keyword] === undefined ? [] : [schema[keyword]])),
    ...('$ref' in schema ? [referred(root, schema['$ref'])] : []),
  ]
  const says = SAYING.some((keyword) => Object.hasOwn(schema, keyword))
  return [...(says || combined.length === 0 ? [schema] : []), ...combined.flatMap((part) => partsOf(part, root, seen))]
}

/** Returns what a reference inside the schema refers to. What is outside is not known, so it may be anything. */
const referred = (root: JsonSchema, ref: unknown): unknown => {
  if (typeof ref !== 'string' || !/^#(\/|$)/.test(ref)) return true
  const steps = ref.split('/').slice(1)
  return steps.reduce<unknown>((found, step) => (isSchema(found) ? found[decoded(step)] : undefined) ?? true, root)
}

const decoded = (step: string): string => unescaped(step).replaceAll('~1', '/').replaceAll('~0', '~')

/** Some libraries do not escape the names in their references, and a name may have a percent sign. */
const unescaped = (step: string): string => {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

/** Returns the schema of a field. An object that lists its fields, and says nothing of others, is taken to have none. */
const fieldOf = (part: JsonSchema, name: string): unknown => {
  const { properties, additionalProperties, patternProperties, propertyNames } = part
  if (isSchema(propertyNames) && constantsOf(propertyNames)?.includes(name) === false) return false
  if (isSchema(properties) && Object.hasOwn(properties, name)) return properties[name]
  if (patternProperties !== undefined) return true
  return additionalProperties ?? properties === undefined
}

const itemsOf = ({ items, prefixItems }: JsonSchema): readonly unknown[] =>
  items === undefined && prefixItems === undefined ? [true] : [items, ...listIn(prefixItems)]

const itemAt = (part: JsonSchema, index: number): readonly unknown[] => {
  const { items, prefixItems } = part
  const first = listIn(prefixItems)
  if (index < first.length) return [first[index]]
  return items === undefined && first.length > 0 ? [] : [items ?? true]
}

const allows = (part: JsonSchema, type: JsonType): boolean => typesOf(part)?.includes(type) ?? true

const typesOf = (part: JsonSchema): readonly JsonType[] | undefined => {
  const stated = typeof part['type'] === 'string' ? [part['type']] : part['type']
  if (Array.isArray(stated)) return stated.filter(isType)
  return constantsOf(part)?.map(typeOf)
}

const isType = (type: unknown): type is JsonType =>
  ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'].includes(String(type))

const typeOf = (value: unknown): JsonType => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object'
}

const constantsOf = (part: JsonSchema): readonly unknown[] | undefined => {
  if ('const' in part) return [part['const']]
  return Array.isArray(part['enum']) ? part['enum'] : undefined
}

const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
