import { clean } from '../../terminal/visible.ts'

/** A result of an operation. */
export interface Result {
  readonly kind: string
}

/**
 * Returns a result as lines for people: its kind first, then its fields, aligned. Texts are printed as they are, other
 * values as JSON, and the items of a list of objects on a line each.
 */
export const resultText = ({ kind, ...fields }: Result): string => {
  const rows = Object.entries(fields)
  const width = Math.max(0, ...rows.map(([name]) => name.length))
  return [kind, ...rows.flatMap(([name, value]) => fieldLines(name.padEnd(width), value))].map(clean).join('\n')
}

const fieldLines = (name: string, value: unknown): readonly string[] =>
  Array.isArray(value) && value.some(isObject)
    ? [`  ${name.trimEnd()}`, ...value.map((item) => `    ${JSON.stringify(item)}`)]
    : [`  ${name}  ${typeof value === 'string' ? value : JSON.stringify(value)}`]

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
