import { join } from 'node:path'
import { field, jsonAt } from '../files/json-file.ts'

/** The parts of a project's `package.json` that concern imports. */
export interface Manifest {
  /** The packages that it depends on, including development, peer and optional dependencies. */
  readonly dependencies: ReadonlySet<string>
}

/**
 * Reads the `package.json` of a folder. A missing one has no dependencies. Throws a `SyntaxError` that names the file if
 * it is not JSON.
 */
export const manifestOf = (root: string): Manifest => ({ dependencies: dependenciesOf(root) })

/**
 * Returns the name in a folder's `package.json`, or `null`. Throws a `SyntaxError` that names the file if it is not
 * JSON.
 */
export const packageNameOf = (folder: string): string | null => {
  const name = field(jsonAt(join(folder, 'package.json')), 'name')
  return typeof name === 'string' ? name : null
}

/**
 * Returns the packages that a folder's `package.json` depends on, of all kinds. Throws a `SyntaxError` that names the
 * file if it is not JSON.
 */
export const dependenciesOf = (folder: string): ReadonlySet<string> => {
  const json = jsonAt(join(folder, 'package.json'))
  return new Set(DEPENDENCIES.flatMap((key) => keysOf(field(json, key))))
}

const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']

const keysOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : []
