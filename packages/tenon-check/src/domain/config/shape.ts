/** An error in a value. */
export interface Problem {
  /** The keys that lead to it. */
  readonly path: readonly string[]
  /** What is wrong, as the rest of a sentence that begins with the key: `must be a list`. */
  readonly says: string
  /** Whether it is a key that is not known there. */
  readonly unknown: boolean
}

/** The result of validating a value: the value, or everything that is wrong with it. */
export type Parsed<Value> =
  | { readonly kind: 'valid'; readonly value: Value }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }

/** Finds what is wrong with a value. `path` holds the keys that lead to the value. */
export type Shape = (value: unknown, path: readonly string[]) => readonly Problem[]

/**
 * Validates a value. The caller states the type that the shape describes. Shapes are written by hand because loading a
 * validation library takes longer than checking a file.
 */
export const parsed = <Value>(value: unknown, shape: Shape): Parsed<Value> => {
  const problems = shape(value, [])
  // The shape has looked at every part of the value.
  return problems.length === 0 ? { kind: 'valid', value: value as Value } : { kind: 'invalid', problems }
}

/** A value that passes a test. `says` completes the sentence about one that does not. */
export const satisfying =
  (isValid: (value: unknown) => boolean, says: string): Shape =>
  (value, path) =>
    isValid(value) ? [] : problem(path, says)

/** A string, which may be empty. */
export const string: Shape = satisfying((value) => typeof value === 'string', 'must be a string')

/** A string that holds more than spaces. */
export const text: Shape = satisfying(
  (value) => typeof value === 'string' && value.trim() !== '',
  'must be a string that is not empty',
)

/** A list of values of one shape. */
export const list =
  (each: Shape): Shape =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((element: unknown, i) => each(element, [...path, String(i)]))
      : problem(path, 'must be a list')

/** An object with exactly these keys. */
export const fields =
  (shapes: { readonly [key: string]: Shape }): Shape =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return problem(path, 'must be an object')
    const stated = new Map<string, unknown>(Object.entries(value))
    return [
      ...[...stated.keys()].filter((key) => !Object.hasOwn(shapes, key)).map((key) => unknownKey(path, key, shapes)),
      ...Object.entries(shapes).flatMap(([key, shape]) =>
        stated.has(key) ? shape(stated.get(key), [...path, key]) : problem([...path, key], 'is missing'),
      ),
    ]
  }

const problem = (path: readonly string[], says: string): readonly Problem[] => [{ path, says, unknown: false }]

const unknownKey = (path: readonly string[], key: string, shapes: { readonly [key: string]: Shape }): Problem => ({
  path: [...path, key],
  says: `is an unknown key; expected one of ${Object.keys(shapes).join(', ')}`,
  unknown: true,
})
