import type { Technology } from '../technology/technology.ts'
import type { Layer } from './layer.ts'
import { fields, list, type Parsed, parsed, satisfying, text } from './shape.ts'

/**
 * The config of a check: the export `check` of a project's `tenon.config.ts`. The checker reads it without running it,
 * so it must be written as literals.
 */
export interface CheckConfig {
  /**
   * Glob patterns of each layer, relative to the folder of the config. Use an empty list for a layer that the project
   * does not have; a pattern that matches no file is an error.
   */
  readonly layers: { readonly [layer in Layer]: readonly string[] }
  /**
   * Glob patterns of files that are not the project's source, such as build output and generated files. `node_modules`
   * and folders whose name begins with a dot are always left out.
   */
  readonly ignored: readonly string[]
  /** What a domain file may import besides the domain: specifiers as they are written, or `name/*` for all below. */
  readonly pure: readonly string[]
  /** Technologies that tenon-check does not know and that no package of the project publishes. */
  readonly technologies: readonly Technology[]
}

/** Validates the config of a check. Every field is required, and unknown keys are refused. */
export const parseCheckConfig = (value: unknown): Parsed<CheckConfig> => parsed(value, CONFIG)

/**
 * Validates what a package publishes in its `package.json` under `tenon.technology`: one technology or a list of them.
 */
export const parseTechnologies = (value: unknown): Parsed<readonly Technology[]> =>
  parsed(Array.isArray(value) ? value : [value], list(TECHNOLOGY))

/** Words are compared by their letters and digits, so each needs at least one. */
const word = satisfying(
  (value) => typeof value === 'string' && /[A-Za-z0-9]/.test(value),
  'must be a string with a letter or a digit in it',
)

const TEXTS = list(text)
const TECHNOLOGY = fields({ name: text, packages: TEXTS, tokens: list(word), vocabulary: list(word) })
const CONFIG = fields({
  layers: fields({ domain: TEXTS, service: TEXTS, api: TEXTS, test: TEXTS }),
  ignored: TEXTS,
  pure: TEXTS,
  technologies: list(TECHNOLOGY),
})
