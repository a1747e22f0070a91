import type { Layer } from './layer.ts'
import type { Technology } from '../technology/technology.ts'

/** What a project says of itself so that it can be checked: the export `check` of its `tenon.config.ts`. It is read, never run, so it is written as literals. */
export interface CheckConfig {
  /** Glob patterns of each layer, from the folder of the config. A layer that the project does not have is an empty list; a pattern that nothing fits is an error. */
  readonly layers: { readonly [layer in Layer]: readonly string[] }
  /** Glob patterns of what is not the project's source: build output, generated files. `node_modules` and folders whose name begins with a dot are left out anyway. */
  readonly ignored: readonly string[]
  /** What a domain file may import beside the domain: specifiers as they are written, or `name/*` for all below. */
  readonly pure: readonly string[]
  /** Technologies that no package of the project publishes and that Tenon does not know. */
  readonly technologies: readonly Technology[]
}

/** One thing that keeps a value from being what it must be. */
export interface Flaw {
  /** The keys that lead to it. */
  readonly path: readonly string[]
  readonly says: string
  /** Whether it is a key that is not known there. */
  readonly unknown: boolean
}

/** A value that is what it must be, or why it is not. */
export type Checked<Value> =
  | { readonly kind: 'well'; readonly value: Value }
  | { readonly kind: 'flawed'; readonly flaws: readonly Flaw[] }

/** Checks the config of a check: closed, every field explicit. It is written by hand, for to load a validator takes longer than to check a file. */
export const checkConfig = (value: unknown): Checked<CheckConfig> => checked(value, CONFIG)

/** Checks what a package publishes of itself in its `package.json`, under `tenon.technology`: one technology, or several. */
export const published = (value: unknown): Checked<readonly Technology[]> =>
  checked(Array.isArray(value) ? value : [value], list(TECHNOLOGY))

/** Finds the flaws of a value, whose path is given. */
type Shape = (value: unknown, path: readonly string[]) => readonly Flaw[]

const checked = <Value>(value: unknown, shape: Shape): Checked<Value> => {
  const flaws = shape(value, [])
  // The shape has looked at every part of it.
  return flaws.length === 0 ? { kind: 'well', value: value as Value } : { kind: 'flawed', flaws }
}

const flaw = (path: readonly string[], says: string): readonly Flaw[] => [{ path, says, unknown: false }]

const text: Shape = (value, path) =>
  typeof value === 'string' && value.trim() !== '' ? [] : flaw(path, 'must be a text that is not empty')

const list =
  (each: Shape): Shape =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((element: unknown, i) => each(element, [...path, String(i)]))
      : flaw(path, 'must be a list')

const fields =
  (shapes: { readonly [key: string]: Shape }): Shape =>
  (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return flaw(path, 'must be an object')
    const stated = new Map<string, unknown>(Object.entries(value))
    return [
      ...[...stated.keys()].filter((key) => !Object.hasOwn(shapes, key)).map((key) => stranger(path, key, shapes)),
      ...Object.entries(shapes).flatMap(([key, shape]) =>
        stated.has(key) ? shape(stated.get(key), [...path, key]) : flaw([...path, key], 'is missing'),
      ),
    ]
  }

const stranger = (path: readonly string[], key: string, shapes: { readonly [key: string]: Shape }): Flaw => ({
  path: [...path, key],
  says: `is no key of it. The keys are ${Object.keys(shapes).join(', ')}`,
  unknown: true,
})

/** A word is compared by its letters and digits, so it must have some. */
const word: Shape = (value, path) =>
  typeof value === 'string' && /[A-Za-z0-9]/.test(value) ? [] : flaw(path, 'must be a word of letters and digits')

const TEXTS = list(text)
const TECHNOLOGY = fields({ name: text, packages: TEXTS, tokens: list(word), vocabulary: list(word) })
const CONFIG = fields({
  layers: fields({ domain: TEXTS, service: TEXTS, api: TEXTS, test: TEXTS }),
  ignored: TEXTS,
  pure: TEXTS,
  technologies: list(TECHNOLOGY),
})
