import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { messageOf } from '../../binding/defect.ts'
import { exists } from '../file.ts'
import { importWithin, Unloaded } from './import-within.ts'
import { packageType } from '../package.ts'

/** What came of loading a module. */
export type Loaded =
  | { readonly kind: 'loaded'; readonly exports: object }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unloadable'; readonly says: string }

/** Loads the module of a file, TypeScript or JavaScript, by its absolute path, within a minute. */
export const load = async (path: string, mostMs: number = MOST_MS): Promise<Loaded> => {
  if (!(await exists(path))) return { kind: 'missing' }
  const misnamed = await misnaming(path, () => readFile(path, 'utf8').catch(() => ''))
  if (misnamed !== null) return { kind: 'unloadable', says: misnamed }
  try {
    return { kind: 'loaded', exports: await importWithin(pathToFileURL(path).href, mostMs) }
  } catch (error) {
    return { kind: 'unloadable', says: sentence(error) }
  }
}

const MOST_MS = 60_000

/** Why an ES module would be read as CommonJS for its name, and what to do about it; `null` where it would not. Node would warn, and then say what helps nobody. */
export const misnaming = async (path: string, read: () => Promise<string>): Promise<string | null> => {
  const ending = extname(path)
  const stated = ending === '.ts' || ending === '.js'
  if (!COMMONJS.has(ending) && !(stated && packageType(dirname(path)) === 'commonjs')) return null
  // The parser is native, and nothing else here needs it.
  const { moduleNames } = await import('./names.ts')
  const renamed = `${basename(path, ending)}.m${ending.slice(-2)}`
  const names = moduleNames(renamed, await read())
  if (names.kind === 'unparsable' || names.exports.size === 0) return null
  const why = stated ? `the nearest package.json says "type": "commonjs"` : `that is what ${ending} means`
  return `It is an ES module and would be read as CommonJS: ${why}. Rename it to ${renamed}${stated ? ', or say "type": "module" there' : ''}.`
}

const COMMONJS: ReadonlySet<string> = new Set(['.cts', '.cjs'])

/** Whether a module in a folder can import a package. It is looked for by its `package.json`, which the package must export. */
export const installed = (name: string, folder: string): boolean => {
  try {
    createRequire(join(folder, 'module.js')).resolve(`${name}/package.json`)
    return true
  } catch {
    return false
  }
}

const sentence = (error: unknown): string => {
  if (error instanceof Unloaded) return error.message
  if (!(error instanceof Error)) return `It throws something that is not an Error: ${messageOf(error)}.`
  const message = `${error.name}: ${messageOf(error)}`
  const code: unknown = Reflect.get(error, 'code')
  const advice = typeof code === 'string' ? ADVICE[code] : undefined
  return advice === undefined ? message : `${advice} (${message})`
}

const ADVICE: { readonly [code: string]: string } = {
  ERR_UNKNOWN_FILE_EXTENSION:
    'Node does not load files of this kind. Name a module that ends in .ts, .mts, .js or .mjs.',
  ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING:
    'Node reads no TypeScript under node_modules. Move the module out of there, or write it in JavaScript.',
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX:
    'Node reads only TypeScript that can be erased: no enum, namespace or parameter property. Write it without, or in JavaScript.',
  ERR_INVALID_TYPESCRIPT_SYNTAX: 'The module is not TypeScript.',
  ERR_MODULE_NOT_FOUND: 'It imports what is not there. Is every package installed beside it (npm install tenon)?',
  ERR_UNKNOWN_BUILTIN_MODULE: 'It imports a built-in module that this Node does not have.',
  ERR_PACKAGE_PATH_NOT_EXPORTED: 'It imports a part of a package that the package does not have.',
}
