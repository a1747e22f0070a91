/** A law does not hold. */
export class Broken extends Error {
  override readonly name = 'Broken'

  /** The law that is broken where it is not the case's own, or `null`. */
  get law(): string | null {
    return null
  }
}

/** A law does not hold that may be another than the case's own. */
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

/** A case could not be tried here. */
export class Unproved extends Error {
  override readonly name = 'Unproved'
}

/** Claims that something holds. Throws `Broken` with the sentence when it does not. */
export function holds(condition: boolean, says: string): asserts condition {
  if (!condition) throw new Broken(says)
}

/** Claims that two values are equal, as JSON is. Throws `Broken` with both when they are not. */
export const same = (found: unknown, wanted: unknown, says: string): void => {
  if (!equal(found, wanted)) throw new Broken(`${says}: ${text(wanted)} was expected, and this came: ${text(found)}.`)
}

/** Claims that an outcome is of a kind, and gives it as such. Throws `Broken` when it is not. */
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

/** Whether two values are equal, as JSON is: the order of keys does not matter, that of items does. */
export const equal = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(Reflect.get(a, key), Reflect.get(b, key)))
  )
}

/** Writes a value for a person: cut where it is long. */
export const text = (value: unknown): string => {
  const json = jsonOf(value) ?? String(value)
  return json.length > LONG ? `${json.slice(0, LONG)}… (${json.length} characters)` : json
}

/** A store that is wrong may answer what is no JSON at all, and that must be told too. */
const jsonOf = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part))
  } catch {
    return undefined
  }
}

const LONG = 400
