/** A JSON value, as a store returns it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/**
 * What a caller may pass as JSON: a primitive or any object, so that interfaces fit. Whether it really is JSON is
 * checked when the call is made.
 */
export type JsonInput = object | string | number | boolean | null

/** A text that `JSON.parse` can read. */
export type JsonText = string

/** The place at which a value is not JSON, and the reason. */
interface Flaw {
  readonly path: readonly (string | number)[]
  readonly says: string
}

/** The JSON text of a value, or the first place at which the value is not JSON. */
export type Written = { readonly text: JsonText } | { readonly flaw: Flaw }

const MOST_DEPTH = 100
const MOST_VALUES = 1_000_000

/**
 * Writes a value as JSON text, if `JSON.parse` of that text gives an equal value (−0 becomes 0). It reads each part of
 * the value once. So it writes exactly what it checked, even if a proxy or a getter returns something else the next
 * time.
 *
 * It refuses, and names the place of: `undefined`, a hole, NaN, an infinity, a BigInt, a symbol, a function, an object
 * that is neither plain nor an array (such as a Date, a Map or a class instance), a symbol key, a lone surrogate,
 * containers nested more than 100 deep (and so every cycle), and more than a million values. `__proto__` is a key like
 * any other.
 */
export const writeJson = (value: unknown): Written => {
  try {
    return new Copying().write(value)
  } catch {
    // A getter or a proxy threw, or the text was longer than a string can be.
    return { flaw: { path: [], says: 'cannot be read as JSON: reading it threw' } }
  }
}

/** Copies a value into plain objects and arrays. Stops at the first place that is not JSON. */
class Copying {
  /** Why the value is not JSON, once a flaw is found. */
  #flaw: string | undefined
  /** The path of the flaw, in reverse. */
  readonly #path: (string | number)[] = []
  #values = 0

  write(value: unknown): Written {
    const copy = this.#copy(value, 0)
    if (this.#flaw !== undefined) return { flaw: { path: this.#path.toReversed(), says: this.#flaw } }
    const text: unknown = JSON.stringify(copy)
    if (typeof text === 'string') return { text }
    return { flaw: { path: [], says: 'cannot be written as JSON: Object.prototype or Array.prototype has a toJSON' } }
  }

  /** Returns a copy, or `undefined` if there is a flaw. */
  #copy(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        return value.isWellFormed() ? value : this.#refuse('has a lone surrogate, which UTF-8 cannot encode')
      case 'number':
        return Number.isFinite(value) ? value : this.#refuse(`is ${value}, which JSON cannot represent`)
      case 'boolean':
        return value
      case 'object':
        return value === null ? null : this.#container(value, depth)
      case 'undefined':
        return this.#refuse('is undefined, which JSON cannot represent: leave the key out or use null')
      default:
        return this.#refuse(`is a ${typeof value}, which JSON cannot represent`)
    }
  }

  #container(value: object, depth: number): unknown {
    if (depth >= MOST_DEPTH) return this.#refuse(`is nested more than ${MOST_DEPTH} deep, or contains itself`)
    if (Object.getOwnPropertySymbols(value).length > 0)
      return this.#refuse('has a symbol as key, which JSON cannot represent')
    return Array.isArray(value) ? this.#array(value, depth) : this.#object(value, depth)
  }

  #array(value: readonly unknown[], depth: number): unknown {
    if (!isPlainArray(value)) return this.#refuse(`is ${article(value)}, not a plain array: turn it into JSON first`)
    if (hasToJson(value)) return this.#refuse('has a toJSON method, which would replace it: turn it into JSON first')
    const { length } = value
    // Too long an array is refused before its items are copied.
    if (!this.#takes(length)) return this.#refuse(TOO_MANY)
    const copy: unknown[] = []
    for (let i = 0; i < length; i += 1) {
      const item =
        i in value ? this.#copy(value[i], depth + 1) : this.#refuse('is a hole, which JSON cannot represent: use null')
      if (item === undefined) return this.#under(i)
      copy.push(item)
    }
    if (Object.keys(value).length === length) return copy
    return this.#refuse('is an array with named properties, which JSON cannot represent')
  }

  #object(value: object, depth: number): unknown {
    if (!isPlain(value)) return this.#refuse(`is ${article(value)}, not a plain object: turn it into JSON first`)
    if (hasToJson(value)) return this.#refuse('has a toJSON method, which would replace it: turn it into JSON first')
    const keys = Object.keys(value)
    if (!this.#takes(keys.length)) return this.#refuse(TOO_MANY)
    const copy: { [key: string]: unknown } = {}
    for (const key of keys) {
      if (!key.isWellFormed()) return this.#refuse('has a key with a lone surrogate, which UTF-8 cannot encode')
      const part = this.#copy(Reflect.get(value, key), depth + 1)
      if (part === undefined) return this.#under(key)
      // Assigning to `__proto__` would change the copy's prototype.
      if (key === '__proto__') Object.defineProperty(copy, key, { value: part, enumerable: true })
      else copy[key] = part
    }
    return copy
  }

  /** Counts a container of this size. Returns whether the value still has few enough parts. */
  #takes(size: number): boolean {
    this.#values += size + 1
    return this.#values <= MOST_VALUES
  }

  #refuse(says: string): undefined {
    this.#flaw = says
  }

  #under(key: string | number): undefined {
    this.#path.push(key)
  }
}

const TOO_MANY = `is part of more than ${MOST_VALUES} values`

/** Returns whether an object is plain, in this realm or in another one, such as a `node:vm` context. */
export const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return true
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype, 'isPrototypeOf')
  )
}

const hasToJson = (value: object): boolean => typeof Reflect.get(value, 'toJSON') === 'function'

const isPlainArray = (value: readonly unknown[]): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Array.prototype || (Array.isArray(prototype) && Object.hasOwn(prototype, 'copyWithin'))
}

/** The most characters of a class name that a message repeats. */
const MOST_NAME = 40

const article = (value: object): string => {
  const maker: unknown = Reflect.get(value, 'constructor')
  const name: unknown = typeof maker === 'function' ? maker.name : ''
  return typeof name === 'string' && name !== ''
    ? `an instance of ${name.slice(0, MOST_NAME)}`
    : 'an object with a prototype'
}
