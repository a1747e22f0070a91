import { z } from 'zod'

/**
 * What a schema may use for its message: zod calls `error` with what it found. Zod's own type of that differs between
 * versions, and a project may have another zod than this package.
 */
interface Message {
  readonly error: (issue: object) => string
}

/** Makes the message of a schema: `must be <what>, not <the value>`. */
export const must = (what: string): Message => ({ error: (issue) => unfit(what, Reflect.get(issue, 'input')) })

/** Returns the sentence that a value is not what it must be. */
export const unfit = (what: string, found: unknown): string =>
  found === undefined ? `is missing: it must be ${what}` : `must be ${what}, not ${shown(found)}`

/** Makes the message of an object schema, which names the fields of the object. */
export const mustHave = (...fields: readonly string[]): Message => ({
  error: (issue) => {
    const keys: unknown = Reflect.get(issue, 'keys')
    return Array.isArray(keys)
      ? `has ${unknownFields(keys.map(String))}; allowed: ${fields.join(', ')}`
      : unfit(`an object with ${fields.join(', ')}`, Reflect.get(issue, 'input'))
  },
})

/** The most characters of a caller's text, and the most keys, that a message repeats. */
const SHOWN = 40
const SHOWN_KEYS = 3

const unknownFields = (keys: readonly string[]): string => {
  const more = keys.length > SHOWN_KEYS ? ` and ${keys.length - SHOWN_KEYS} more` : ''
  const field = keys.length > 1 ? 'unknown fields' : 'an unknown field'
  return `${field} ${keys.slice(0, SHOWN_KEYS).map(shown).join(', ')}${more}`
}

const shown = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return value.length > SHOWN
        ? `${JSON.stringify(value.slice(0, SHOWN))}… (${value.length} long)`
        : JSON.stringify(value)
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? `an array of ${String(value.length)}` : 'an object'
    case 'number':
    case 'boolean':
      return String(value)
    default:
      // A function or a symbol can be of any length, and writing a BigInt can take seconds.
      return `a ${typeof value}`
  }
}

/** The most faults that are looked for in a list. */
const MOST_FAULTS = 10

/**
 * Returns the schema of a list of 1 to `most` items. Messages call the list `what`, such as `a list of one item or
 * more`. Unlike zod's own list schema, it checks the length before the items, and it stops at the tenth fault, so that
 * a huge list is refused quickly.
 */
export const listOf = <Given, Taken>(
  item: z.ZodType<Given, Taken>,
  what: string,
  most: number,
): z.ZodType<readonly Given[], readonly Taken[]> => {
  const list = z.unknown().meta(shapeOf(item, most)) as z.ZodType<readonly Taken[], readonly Taken[]>
  return list.transform((value, refusals) => {
    const refuse = (message: string, path: PropertyKey[]): void => {
      // The value counts as a list from here on, so that a union with this schema says what is wrong with the list.
      refusals.issues.push({ code: 'custom', message, path, input: value, continue: Array.isArray(value) })
    }
    const given: Given[] = []
    // The length is read once: the list may be a proxy that returns something else the next time.
    const length = Array.isArray(value) ? value.length : 0
    const end = length <= most ? length : 0
    if (!(end >= 1)) refuse(unfit(what, value), [])
    for (let i = 0; i < end && refusals.issues.length < MOST_FAULTS; i += 1) {
      const parsed = item.safeParse(value[i])
      if (parsed.success) given.push(parsed.data)
      else for (const { message, path } of parsed.error.issues) refuse(message, [i, ...path])
    }
    return Object.freeze(given)
  })
}

/** Returns the JSON Schema of such a list. Zod cannot derive it, because the items are checked in a transform. */
const shapeOf = (item: z.ZodType, most: number): Record<string, unknown> => {
  const { $schema: _, ...items } = item['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  return { type: 'array', minItems: 1, maxItems: most, items }
}
