/** What JSON can say, as it comes back from a store. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What may be handed in as JSON: any object, so that interfaces fit, or a primitive. What is not JSON is found when the call is made. */
export type JsonInput = object | string | number | boolean | null

/** A JSON text that `JSON.parse` reads. */
export type JsonText = string

/** Where a value stops being JSON, and why. */
interface Flaw {
  readonly path: readonly (string | number)[]
  readonly says: string
}

/** A value's JSON text, or the first place at which it is not JSON. */
export type Written = { readonly text: JsonText } | { readonly flaw: Flaw }

const MOST_DEPTH = 100
const MOST_VALUES = 1_000_000

/**
 * Writes a value as JSON text if `JSON.parse` of that text gives it back equal (−0 comes back as 0).
 *
 * Refused, with the place: `undefined`, a hole, NaN and the infinities, a BigInt, symbol or function, an object that is neither plain
 * nor an array (so a Date, a Map, a class instance), a symbol key, a lone surrogate, containers more than 100 deep (so every cycle),
 * and more than a million values. `__proto__` is a key like any other.
 */
export const writeJson = (value: unknown): Written => {
  try {
    const found = new Walk().visit(value, 0)
    if (found !== undefined) return { flaw: { path: found.path.toReversed(), says: found.says } }
    return { text: JSON.stringify(value) }
  } catch {
    // Only a getter or a proxy that throws, or a text longer than a string can be, comes here.
    return { flaw: { path: [], says: 'cannot be read as JSON: reading it threw' } }
  }
}

/** A flaw on its way up: its path is collected leaf first. */
interface Found {
  readonly path: readonly (string | number)[]
  readonly says: string
}

class Walk {
  #values = 0

  visit(value: unknown, depth: number): Found | undefined {
    switch (typeof value) {
      case 'string':
        return value.isWellFormed() ? undefined : here('holds a lone surrogate, which UTF-8 cannot carry')
      case 'number':
        return Number.isFinite(value) ? undefined : here(`is ${value}, which JSON cannot say`)
      case 'boolean':
        return undefined
      case 'object':
        return value === null ? undefined : this.#container(value, depth)
      case 'undefined':
        return here('is undefined, which JSON cannot say: leave the key out or use null')
      default:
        return here(`is a ${typeof value}, which JSON cannot say`)
    }
  }

  #container(value: object, depth: number): Found | undefined {
    if (depth >= MOST_DEPTH) return here(`is nested more than ${MOST_DEPTH} deep, or holds itself`)
    const keys = Object.keys(value)
    this.#values += keys.length + 1
    if (this.#values > MOST_VALUES) return here(`is part of more than ${MOST_VALUES} values`)
    if (Object.getOwnPropertySymbols(value).length > 0) return here('has a symbol as key, which JSON cannot say')
    return Array.isArray(value) ? this.#array(value, keys.length, depth) : this.#object(value, keys, depth)
  }

  #array(value: readonly unknown[], keys: number, depth: number): Found | undefined {
    if (!isPlainArray(value)) return here(`is ${article(value)}, not a plain array: turn it into JSON first`)
    if (hasToJson(value)) return here('has a toJSON, which would stand in for it: turn it into JSON first')
    for (let i = 0; i < value.length; i += 1) {
      if (!(i in value)) return under(here('is a hole, which JSON cannot say: use null'), i)
      const found = this.visit(value[i], depth + 1)
      if (found !== undefined) return under(found, i)
    }
    return keys === value.length ? undefined : here('is an array with named properties, which JSON cannot say')
  }

  #object(value: object, keys: readonly string[], depth: number): Found | undefined {
    if (!isPlain(value)) return here(`is ${article(value)}, not a plain object: turn it into JSON first`)
    if (hasToJson(value)) return here('has a toJSON, which would stand in for it: turn it into JSON first')
    for (const key of keys) {
      if (!key.isWellFormed()) return here('has a key with a lone surrogate, which UTF-8 cannot carry')
      const found = this.visit(Reflect.get(value, key), depth + 1)
      if (found !== undefined) return under(found, key)
    }
    return undefined
  }
}

const here = (says: string): Found => ({ path: [], says })

const under = ({ path, says }: Found, key: string | number): Found => ({ path: [...path, key], says })

/** Also true of a plain object of another realm, such as a `node:vm` context has. */
const isPlain = (value: object): boolean => {
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

const article = (value: object): string => {
  const maker: unknown = Reflect.get(value, 'constructor')
  const name = typeof maker === 'function' ? maker.name : ''
  return name === '' ? 'an object with a prototype' : `an instance of ${name}`
}
