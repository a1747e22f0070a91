import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageType } from './package.ts'

/** The possible names of a config, in the order in which they are looked for. */
export const CONFIG_NAMES: readonly string[] = Object.freeze([
  'tenon.config.ts',
  'tenon.config.mts',
  'tenon.config.js',
  'tenon.config.mjs',
])

/** The config of a folder, or that the folder has none, or several. */
export type ConfigFile =
  | { readonly kind: 'config'; readonly path: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly says: string }

/** Looks for the config of a folder. */
export const configIn = (folder: string): ConfigFile => {
  const [name, ...more] = CONFIG_NAMES.filter((each) => existsSync(join(folder, each)))
  if (name === undefined) return { kind: 'none' }
  if (more.length === 0) return { kind: 'config', path: join(folder, name) }
  const says = `${[name, ...more].join(' and ')} are both in ${folder}. Keep one of them, or name one with --config.`
  return { kind: 'several', says }
}

/**
 * Returns the name for a new config in a folder. A config is an ES module. Whether `.ts` and `.js` files are ES modules
 * is stated by the nearest `package.json`; if it does not say so, the name ends in `.mts` or `.mjs`.
 */
export const newConfigName = (folder: string, language: 'ts' | 'js'): string =>
  `tenon.config.${packageType(folder) === 'module' ? '' : 'm'}${language}`
