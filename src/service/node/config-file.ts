import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageType } from './package.ts'

/** The names of a config, in the order in which they are looked for. */
export const CONFIG_NAMES: readonly string[] = Object.freeze([
  'tenon.config.ts',
  'tenon.config.mts',
  'tenon.config.js',
  'tenon.config.mjs',
])

/** The config of a folder, or that it has none, or more than one. */
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
 * The name of a new config in a folder. It is an ES module, which only the nearest `package.json` can say of `.ts` and `.js`: where that does
 * not say so, `.mts` and `.mjs` do.
 */
export const newConfigName = (folder: string, language: 'ts' | 'js'): string =>
  `tenon.config.${packageType(folder) === 'module' ? '' : 'm'}${language}`
