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
      ? `has ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}, which is no field of it: it takes ${fields.join(', ')}`
      : unfit(`an object with ${fields.join(', ')}`, issue.input),
})

const SHOWN = 40

const shown = (value: unknown): string => {
  if (typeof value === 'string') {
    return value.length > SHOWN
      ? `${JSON.stringify(value.slice(0, SHOWN))}… (${value.length} long)`
      : JSON.stringify(value)
  }
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return typeof value === 'bigint' ? `the BigInt ${value}` : String(value)
}
