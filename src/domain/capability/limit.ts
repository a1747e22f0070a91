/** A promised number, and what it is held against. */
export type Limit = CountLimit | SizeLimit | DurationLimit

/** How many items may stand at a place of an operation's intent. */
export interface CountLimit {
  readonly says: string
  readonly measure: 'items'
  readonly operation: string
  /** A place in the intent, such as `events`. */
  readonly path: string
}

/** How many bytes of UTF-8 the JSON texts at a place of an operation's intent may have together. */
export interface SizeLimit {
  readonly says: string
  readonly measure: 'json_bytes'
  readonly operation: string
  /** A place in the intent; `[]` behind a name means each item, such as `events[]`. */
  readonly path: string
  /** The fields at that place that hold JSON texts; their sizes are added up. */
  readonly of: readonly string[]
}

/** How many milliseconds a rung of a guarantee holds. It is compared with needs and deadlines, not with intents. */
export interface DurationLimit {
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

/** Finds the first place of an intent that is above a limit, or nothing. A duration is never exceeded by an intent. */
export const excess = (limit: Limit, most: number, intent: unknown): Excess | undefined => {
  if (limit.measure === 'rung_ms') return undefined
  const each = limit.path.endsWith('[]')
  const path = each ? limit.path.slice(0, -2) : limit.path
  const there = at(intent, path)
  if (!Array.isArray(there)) return measured(limit, most, there, path)
  if (!each) return measured(limit, most, there, path)
  for (let i = 0; i < there.length; i += 1) {
    const found = measured(limit, most, there[i], `${path}[${i}]`)
    if (found !== undefined) return found
  }
  return undefined
}

const measured = (limit: CountLimit | SizeLimit, most: number, value: unknown, place: string): Excess | undefined => {
  const found = limit.measure === 'items' ? itemsIn(value) : bytesOf(limit.of, value, most)
  return found > most ? { place, found } : undefined
}

const itemsIn = (value: unknown): number => (Array.isArray(value) ? value.length : 0)

const bytesOf = (fields: readonly string[], value: unknown, most: number): number => {
  const texts = fields.map((field) => at(value, field)).filter((text) => typeof text === 'string')
  const units = texts.reduce((sum, text) => sum + text.length, 0)
  // A UTF-16 code unit is three bytes of UTF-8 at most, so far below the limit nothing needs counting.
  return units * 3 <= most ? units : texts.reduce((sum, text) => sum + utf8Bytes(text), 0)
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

/** What stands at a place written with dots, or `undefined`. */
export const at = (value: unknown, path: string): unknown => {
  let there = value
  for (const key of path.split('.')) {
    if (typeof there !== 'object' || there === null) return undefined
    there = Reflect.get(there, key)
  }
  return there
}
