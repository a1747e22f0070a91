import { valueAtKeys } from './value-at.ts'

/** A promised number, and what it is held against. */
export type Limit = CountLimit | SizeLimit | DurationLimit

/** How many items may stand at a place of an operation's intent. */
interface CountLimit {
  readonly says: string
  readonly measure: 'items'
  readonly operation: string
  /** A place in the intent, such as `jars`. */
  readonly path: string
}

/** How many bytes of UTF-8 the JSON texts at a place of an operation's intent may have together. */
interface SizeLimit {
  readonly says: string
  readonly measure: 'json_bytes'
  readonly operation: string
  /** A place in the intent; `[]` behind a name means each item, such as `jars[]`. */
  readonly path: string
  /** The fields at that place that hold JSON texts; their sizes are added up. */
  readonly of: readonly string[]
}

/** How many milliseconds a rung of a guarantee holds. It is compared with needs and deadlines, not with intents. */
interface DurationLimit {
  readonly says: string
  readonly measure: 'rung_ms'
  readonly guarantee: string
  readonly rung: string
}

/** One place of an intent that is above its limit. */
export interface Excess {
  readonly place: string
  readonly found: number
}

/** Finds the first place of an intent that is above a limit, or nothing. */
export type Measure = (intent: unknown) => Excess | undefined

/** Makes the measure of a limit, for `most`. An intent never exceeds a duration. */
export const measureOf = (limit: Limit, most: number): Measure => {
  if (limit.measure === 'rung_ms') return () => undefined
  const sizeOf = limit.measure === 'items' ? itemsIn : bytesIn(limit.of, most)
  const above = (value: unknown, place: () => string): Excess | undefined => {
    const found = sizeOf(value)
    return found > most ? { place: place(), found } : undefined
  }
  const each = limit.path.endsWith('[]')
  const path = each ? limit.path.slice(0, -2) : limit.path
  const keys = path.split('.')
  return (intent) => {
    const there = valueAtKeys(intent, keys)
    if (!each || !Array.isArray(there)) return above(there, () => path)
    for (let i = 0; i < there.length; i += 1) {
      const found = above(there[i], () => `${path}[${i}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
}

const itemsIn = (value: unknown): number => (Array.isArray(value) ? value.length : 0)

const bytesIn =
  (fields: readonly string[], most: number) =>
  (value: unknown): number => {
    let units = 0
    for (const field of fields) units += textAt(value, field).length
    // A UTF-16 code unit is three bytes of UTF-8 at most, so far below the limit nothing needs counting.
    if (units * 3 <= most) return units
    return fields.reduce((bytes, field) => bytes + utf8Bytes(textAt(value, field)), 0)
  }

const textAt = (value: unknown, field: string): string => {
  const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined
  return typeof text === 'string' ? text : ''
}

const utf8Bytes = (text: string): number => {
  let bytes = text.length
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    // Each half of a surrogate pair counts two of the pair's four bytes.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2
  }
  return bytes
}
