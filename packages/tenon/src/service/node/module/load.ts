import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { linesOf, messageOf } from '../../../domain/data/message-of.ts'
import { exists } from '../file.ts'
import { importWithin, LoadError } from './import-within.ts'
import { misreadAsCommonJs } from './misread.ts'

/** The result of loading a module. */
export type Loaded =
  | { readonly kind: 'loaded'; readonly exports: object }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unloadable'; readonly says: string }

/**
 * Loads the module of a file, TypeScript or JavaScript, from its absolute path. By default it gives up after a minute.
 */
export const load = async (path: string, mostMs: number = MOST_MS): Promise<Loaded> => {
  if (!(await exists(path))) return { kind: 'missing' }
  const misread = await misreadAsCommonJs(path, () => readFile(path, 'utf8').catch(() => ''))
  if (misread !== null) return { kind: 'unloadable', says: misread }
  try {
    return { kind: 'loaded', exports: await importWithin(pathToFileURL(path).href, mostMs) }
  } catch (error) {
    return { kind: 'unloadable', says: sentence(error) }
  }
}

const MOST_MS = 60_000

const sentence = (error: unknown): string => {
  if (error instanceof LoadError) return error.message
  if (!(error instanceof Error)) return `It throws something that is not an Error: ${messageOf(error)}.`
  const message = `${error.name}: ${linesOf(error)}`
  const code: unknown = Reflect.get(error, 'code')
  const advice = typeof code === 'string' ? ADVICE[code] : undefined
  return advice === undefined ? message : `${advice} (${message})`
}

const ADVICE: { readonly [code: string]: string } = {
  ERR_UNKNOWN_FILE_EXTENSION:
    'Node does not load files of this kind. Name a module that ends in .ts, .mts, .js or .mjs.',
  ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING:
    'Node does not load TypeScript under node_modules. Move the module out of there, or write it in JavaScript.',
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX:
    'Node loads only TypeScript that can be erased: no enum, namespace or parameter property. Write it without these, or in JavaScript.',
  ERR_INVALID_TYPESCRIPT_SYNTAX: 'The module is not valid TypeScript.',
  ERR_MODULE_NOT_FOUND:
    'It imports a module that does not exist. Is every package installed beside it (npm install tenon)?',
  ERR_UNKNOWN_BUILTIN_MODULE: 'It imports a built-in module that this Node does not have.',
  ERR_PACKAGE_PATH_NOT_EXPORTED: 'It imports a part of a package that the package does not have.',
}
