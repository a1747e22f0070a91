import type { core } from 'zod'

/** What zod tells of a value that does not fit. */
type Issue = core.$ZodRawIssue

/** Words a schema's refusal: `must be <what>, not <what was found>`. */
export const must = (what: string): { error: (issue: Issue) => string } => ({
  error: ({ input }) => unfit(what, input),
})

/** Says that a value is not what it must be. */
export const unfit = (what: string, found: unknown): string =>
  found === undefined ? `is missing: it must be ${what}` : `must be ${what}, not ${shown(found)}`

/** Words an object schema's refusal, naming the fields it takes. */
export const mustHave = (...fields: readonly string[]): { error: (issue: Issue) => string } => ({
  error: (issue) =>
    issue.code === 'unrecognized_keys'
      ? `has ${keysIn(issue.keys)}, which is no field of it: it takes ${fields.join(', ')}`
      : unfit(`an object with ${fields.join(', ')}`, issue.input),
})

/** The most characters of a caller's text, and the most keys, that a sentence repeats. */
const SHOWN = 40
const SHOWN_KEYS = 3

const keysIn = (keys: readonly string[]): string => {
  const more = keys.length > SHOWN_KEYS ? ` and ${keys.length - SHOWN_KEYS} more` : ''
  return keys.slice(0, SHOWN_KEYS).map(shown).join(', ') + more
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
      // A function or a symbol is as long as its author likes, and a BigInt takes seconds to write.
      return `a ${typeof value}`
  }
}
