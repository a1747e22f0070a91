import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exists } from './file.ts'

/** What came of loading a module. */
export type Loaded =
  | { readonly kind: 'loaded'; readonly exports: object }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unloadable'; readonly says: string }

/** Loads the module of a file, TypeScript or JavaScript, by its absolute path. */
export const load = async (path: string): Promise<Loaded> => {
  if (!(await exists(path))) return { kind: 'missing' }
  try {
    const exports: object = await import(pathToFileURL(path).href)
    return { kind: 'loaded', exports }
  } catch (error) {
    return { kind: 'unloadable', says: sentence(error) }
  }
}

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
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  const advice = typeof code === 'string' ? ADVICE[code] : undefined
  return advice === undefined ? message : `${advice} (${message})`
}

const ADVICE: { readonly [code: string]: string } = {
  ERR_UNKNOWN_FILE_EXTENSION:
    'This Node cannot read TypeScript. Run Node 22.18 or later, or write the module in JavaScript and name it with .js.',
  ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING:
    'Node reads no TypeScript under node_modules. Move the module out of there, or write it in JavaScript.',
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX:
    'Node reads only TypeScript that can be erased: no enum, namespace or parameter property. Write it without, or in JavaScript.',
  ERR_INVALID_TYPESCRIPT_SYNTAX: 'The module is not TypeScript.',
  ERR_MODULE_NOT_FOUND: 'It imports what is not there. Is every package installed beside it (npm install tenon)?',
  ERR_UNKNOWN_BUILTIN_MODULE: 'It imports a built-in module that this Node lacks. For SQLite, run Node 22.18 or later.',
  ERR_PACKAGE_PATH_NOT_EXPORTED: 'It imports a part of a package that the package does not have.',
}
