import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ResolverFactory } from 'oxc-resolver'

/** Returns the `customConditions` of a folder's `tsconfig.json` or of a config that it extends. `json` reads a file. */
export const conditionsOf = (root: string, json: (path: string) => unknown): readonly string[] => {
  const conditions = compilerOption(join(root, 'tsconfig.json'), 'customConditions', json)?.value
  return Array.isArray(conditions) ? textsOf(conditions) : []
}

/**
 * Returns a compiler option of a `tsconfig.json` or of a config that it extends, and the folder of the file that sets
 * it; `null` if none does. `json` reads a file.
 */
export const compilerOption = (
  config: string,
  key: string,
  json: (path: string) => unknown,
): { readonly value: unknown; readonly folder: string } | null => {
  const finder = new ResolverFactory({ extensions: ['.json'], mainFields: ['tsconfig'], mainFiles: ['tsconfig'] })
  const stated = (path: string, above: readonly string[]): ReturnType<typeof compilerOption> => {
    if (above.includes(path)) return null
    const read = objectOf(json(path))
    const value = objectOf(read.compilerOptions)[key]
    if (value !== undefined) return { value, folder: dirname(path) }
    // The config that is extended last takes precedence.
    for (const base of textsOf([read.extends].flat()).toReversed()) {
      const found = finder.resolveFileSync(path, base).path
      const option = found === undefined ? null : stated(found, [...above, path])
      if (option !== null) return option
    }
    return null
  }
  return stated(config, [])
}

const objectOf = (value: unknown): { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null ? { ...value } : {}

const textsOf = (values: readonly unknown[]): readonly string[] => values.filter((value) => typeof value === 'string')

/** Returns the nearest `tsconfig.json` in a folder or above it, or `null`. */
export const tsconfigAbove = (folder: string): string | null => {
  const path = join(folder, 'tsconfig.json')
  if (existsSync(path)) return path
  return dirname(folder) === folder ? null : tsconfigAbove(dirname(folder))
}
