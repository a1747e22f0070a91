import { valueAtKeys } from './value-at.ts'

/** A promised number, and what it limits. */
export type Limit = CountLimit | SizeLimit | ValueLimit | PromiseLimit | DurationLimit

/** Limits the number of items of a list in an operation's intent. */
export interface CountLimit {
  readonly says: string
  readonly measure: 'items'
  readonly operation: string
  /** The path of the list in the intent, such as `jars`. With `[]` after a name, each item of a list is such a list. */
  readonly path: string
}

/**
 * Limits the bytes of UTF-8 that some texts in an operation's intent have together. They are measured as the executor
 * gets them, so a field that its schema writes as JSON counts as JSON.
 */
export interface SizeLimit {
  readonly says: string
  readonly measure: 'json_bytes'
  readonly operation: string
  /**
   * The path of an object in the intent. `''` is the intent itself. With `[]` after a name, as in `jars[]`, the limit
   * applies to each item of a list.
   */
  readonly path: string
  /** The fields of that object that hold the texts. Their sizes are added. */
  readonly of: readonly string[]
}

/** Limits a number in an operation's intent. */
export interface ValueLimit {
  readonly says: string
  readonly measure: 'value'
  readonly operation: string
  /** The path of the number in the intent, such as `oven.degrees`. A value that is no number, such as `null`, counts as 0. */
  readonly path: string
}

/** A number that a binding promises. It is compared with needs, not with intents. */
interface PromiseLimit {
  readonly says: string
  readonly measure: 'promise'
}

/**
 * The number of milliseconds for which a rung of a guarantee holds. It is compared with needs and deadlines, not with
 * intents.
 */
interface DurationLimit {
  readonly says: string
  readonly measure: 'rung_ms'
  readonly guarantee: string
  readonly rung: string
}

/** A place in an intent that exceeds a limit, and the number found there. */
export interface Excess {
  /** Where the place is the intent itself, the fields that are measured, such as `label and recipe`. */
  readonly place: string
  readonly found: number
}

/** Returns the first place in an intent that exceeds a limit, or `undefined`. */
export type Measure = (intent: unknown) => Excess | undefined

/** Makes the function that measures intents against a limit of `most`. No intent exceeds a promise or a duration. */
export const measureOf = (limit: Limit, most: number): Measure => {
  if (limit.measure === 'rung_ms' || limit.measure === 'promise') return () => undefined
  const sizeOf = sizeIn(limit, most)
  const above = (value: unknown, place: () => string): Excess | undefined => {
    const found = sizeOf(value)
    return found > most ? { place: place(), found } : undefined
  }
  const each = limit.path.endsWith('[]')
  const path = each ? limit.path.slice(0, -2) : limit.path
  const keys = path === '' ? [] : path.split('.')
  const place = path === '' && limit.measure === 'json_bytes' ? listed(limit.of) : path
  return (intent) => {
    const value = valueAtKeys(intent, keys)
    if (!each || !Array.isArray(value)) return above(value, () => place)
    for (let i = 0; i < value.length; i += 1) {
      const found = above(value[i], () => `${path}[${i}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

const sizeIn = (limit: CountLimit | SizeLimit | ValueLimit, most: number): ((value: unknown) => number) => {
  switch (limit.measure) {
    case 'items':
      return itemsIn
    case 'json_bytes':
      return bytesIn(limit.of, most)
    case 'value':
      return numberIn
    default:
      return limit satisfies never
  }
}

const numberIn = (value: unknown): number => (typeof value === 'number' ? value : 0)

const itemsIn = (value: unknown): number => (Array.isArray(value) ? value.length : 0)

const bytesIn =
  (fields: readonly string[], most: number) =>
  (value: unknown): number => {
    let units = 0
    for (const field of fields) units += textAt(value, field).length
    // A UTF-16 code unit takes at most three bytes of UTF-8, so far below the limit nothing needs to be counted.
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
    // A surrogate pair takes four bytes: two for each half.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2
  }
  return bytes
}
