import { join } from 'node:path'
import { lineStartsOf, placeOf } from '../../../domain/rules/facts/span.ts'
import { literalsOf } from '../../oxc/literal.ts'
import { bytesOf } from '../files/regular-file.ts'

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

/** The value of a JSON file, comments allowed, or `null` where there is none or it is empty. Throws a `SyntaxError` that names the file. */
export const jsonAt = (path: string): unknown => {
  const text = textAt(path)
  if (text === null || text.trim() === '') return null
  const parsed = literalsOf(`${path}.ts`, `${BEFORE}${text}`)
  const json = parsed.kind === 'read' ? parsed.exports.get('json') : undefined
  if (json?.kind === 'literal') return json.value
  const offset = Math.max(0, (parsed.kind === 'read' ? 0 : parsed.span.start) - BEFORE.length)
  const { line, column } = placeOf(lineStartsOf(text), offset)
  const says = parsed.kind === 'read' ? 'it holds what is no JSON' : parsed.says
  throw new SyntaxError(`${path}:${line}:${column} cannot be read as JSON: ${says}.`)
}

const BEFORE = 'export const json = '

/** The text of a file, or `null` where there is none. Throws a `SyntaxError` that names it when it is no regular file. */
export const textAt = (path: string): string | null => {
  try {
    return bytesOf(path).toString('utf8')
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
    if (code === 'ENOENT') return null
    if (error instanceof Error && REFUSED.has(String(code)))
      throw new SyntaxError(`${path} cannot be read: ${error.message}.`)
    throw error
  }
}

const REFUSED: ReadonlySet<string> = new Set(['EISDIR', 'NOT_REGULAR', 'TOO_LARGE'])

/** What a reading gives, or `null` where it fails: what is wrong with a file is told where it is used. */
export const orNull = <Read>(read: () => Read): Read | null => {
  try {
    return read()
  } catch {
    return null
  }
}

/** A field of an object, or `undefined` where there is none. */
export const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined

const keysOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : []
