import { readable } from '../capability/readable.ts'
import { placeOf } from '../capability/schema.ts'
import { writeJson } from '../data/json.ts'

/**
 * Returns each place at which two values differ, as `lines[0]: expected 1, decided 2`. The place begins with `path`.
 * Plain objects, lists and dates are compared by what they hold, and all other objects by identity.
 */
export const differences = (expected: unknown, found: unknown, path: readonly PropertyKey[]): readonly string[] => {
  if (Object.is(expected, found)) return []
  const keys = path.length > MOST_DEPTH ? undefined : keysOf(expected, found)
  return keys === undefined
    ? [`${placeOf(path)}: expected ${shownValue(expected)}, decided ${shownValue(found)}`]
    : keys.flatMap((key) => differences(partOf(expected, key), partOf(found, key), [...path, key]))
}

/** Returns a value as it can be shown in a message. */
export const shownValue = (value: unknown): string => {
  if (value === ABSENT) return 'nothing'
  const json = writeJson(value)
  if ('text' in json) return readable(json.text, MOST_SHOWN)
  return typeof value === 'object' || typeof value === 'function' ? kindOf(value) : readable(String(value), MOST_SHOWN)
}

const MOST_DEPTH = 100
const MOST_SHOWN = 120

/** What is at a key that an object does not have. */
const ABSENT = Symbol('absent')

/** Returns the keys at which to compare two values, or `undefined` if they are not compared by what they hold. */
const keysOf = (expected: unknown, found: unknown): readonly PropertyKey[] | undefined => {
  if (Array.isArray(expected) && Array.isArray(found))
    return Array.from({ length: Math.max(expected.length, found.length) }, (_, i) => i)
  if (isPlainObject(expected) && isPlainObject(found))
    return [...new Set([...Reflect.ownKeys(expected), ...Reflect.ownKeys(found)])]
  if (expected instanceof Date && found instanceof Date)
    return Object.is(expected.getTime(), found.getTime()) ? [] : undefined
  return undefined
}

const partOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : ABSENT

const isPlainObject = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const kindOf = (value: object | null): string =>
  value instanceof Date ? `the date ${value.getTime()}` : `an object that is not JSON`
