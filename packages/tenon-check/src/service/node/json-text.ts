/**
 * Returns JSON that is easy to read and to diff. A value is written on one line if it fits, and otherwise with each of
 * its parts on a line of its own.
 */
export const jsonText = (value: unknown): string => `${written(value, '', 0)}\n`

const MOST_COLUMNS = 120

/** `beside` is the number of characters that are on the line already. */
const written = (value: unknown, indent: string, beside: number): string => {
  const flat = onOneLine(value)
  // A comma may follow.
  if (beside + flat.length + 1 <= MOST_COLUMNS || typeof value !== 'object' || value === null) return flat
  const inner = `${indent}  `
  if (Array.isArray(value))
    return `[\n${value.map((item) => inner + written(item, inner, inner.length)).join(',\n')}\n${indent}]`
  const parts = Object.entries(value).map(([key, part]) => {
    const begun = `${inner}${JSON.stringify(key)}: `
    return begun + written(part, inner, begun.length)
  })
  return `{\n${parts.join(',\n')}\n${indent}}`
}

const onOneLine = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const parts = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)}: ${onOneLine(part)}`)
  return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`
}
