import { join } from 'node:path'
import { field, jsonAt } from '../files/json-file.ts'

/** What a project's `package.json` tells about its imports. */
export interface Manifest {
  /** Its own name, or `null` where it has none. */
  readonly name: string | null
  /** The packages that it depends on, in whatever way. */
  readonly dependencies: ReadonlySet<string>
}

/** Reads what a folder's `package.json` tells; what is not there tells nothing. Throws a `SyntaxError` that names the file when it cannot be read as JSON. */
export const manifestOf = (root: string): Manifest => ({
  name: packageNameOf(root),
  dependencies: dependenciesOf(root),
})

/** The name that a folder's `package.json` states, or `null`. Throws a `SyntaxError` that names the file when it cannot be read as JSON. */
export const packageNameOf = (folder: string): string | null => {
  const name = field(jsonAt(join(folder, 'package.json')), 'name')
  return typeof name === 'string' ? name : null
}

/** The packages that a folder's `package.json` lists, in whatever way. Throws a `SyntaxError` that names the file when it cannot be read as JSON. */
export const dependenciesOf = (folder: string): ReadonlySet<string> => {
  const json = jsonAt(join(folder, 'package.json'))
  return new Set(DEPENDENCIES.flatMap((key) => keysOf(field(json, key))))
}

const DEPENDENCIES = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']

const keysOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : []
