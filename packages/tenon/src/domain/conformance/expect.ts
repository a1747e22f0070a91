/** Thrown if a law does not hold. */
export class Broken extends Error {
  override readonly name = 'Broken'

  /** The law that is broken, or `null` if it is the law of the case. */
  get law(): string | null {
    return null
  }
}

/** Thrown if a law does not hold that may be another than the law of the case. */
export class BrokenLaw extends Broken {
  readonly #law: string | null

  constructor(says: string, law: string | null) {
    super(says)
    this.#law = law
  }

  override get law(): string | null {
    return this.#law
  }
}

/** Thrown if a case cannot be tried on this machine, or with these grants. */
export class Unproved extends Error {
  override readonly name = 'Unproved'
}

/** Claims that something holds. Throws `Broken` with the sentence if it does not. */
export function holds(condition: boolean, says: string): asserts condition {
  if (!condition) throw new Broken(says)
}

/** Claims that two values are equal as JSON. Throws `Broken` with both if they are not. */
export const same = (found: unknown, wanted: unknown, says: string): void => {
  if (!equal(found, wanted)) throw new Broken(`${says}: ${text(wanted)} was expected, and this came: ${text(found)}.`)
}

/** Claims that an outcome is of a kind, and returns it with that type. Throws `Broken` if it is not. */
export const gives = <O extends { readonly kind: string }, K extends O['kind']>(
  outcome: O,
  kind: K,
  says: string,
): Extract<O, { readonly kind: K }> => {
  if (isOf(outcome, kind)) return outcome
  throw new Broken(`${says}: ${kind} was expected, and this came: ${text(outcome)}.`)
}

const isOf = <O extends { readonly kind: string }, K extends O['kind']>(
  outcome: O,
  kind: K,
): outcome is Extract<O, { readonly kind: K }> => outcome.kind === kind

/**
 * Returns whether two values are equal as JSON: the order of keys does not matter, the order of items does, and a field
 * that is `undefined` is none. Maps and sets count as lists of what they hold.
 */
export const equal = (a: unknown, b: unknown): boolean => {
  const [one, other] = [asJson(a), asJson(b)]
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = statedIn(one)
  return (
    keys.length === statedIn(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && equal(Reflect.get(one, key), Reflect.get(other, key)))
  )
}

/** Returns the form in which a value is compared: that of JSON for a date or an address, which have no fields. */
const asJson = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Map || value instanceof Set) return [...value]
  return 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value
}

/** Returns the keys of an object, without those of fields that are `undefined`. A list keeps all its places. */
const statedIn = (value: object): readonly string[] =>
  Array.isArray(value) ? Object.keys(value) : Object.keys(value).filter((key) => Reflect.get(value, key) !== undefined)

/** Writes a value for a person. Long values are cut. */
export const text = (value: unknown): string => {
  const json = jsonOf(value) ?? String(value)
  return json.length > LONG ? `${json.slice(0, LONG)}… (${json.length} characters)` : json
}

/** A wrong store may return something that is not JSON, and a message must show that too. */
const jsonOf = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))
  } catch {
    return undefined
  }
}

const LONG = 400
