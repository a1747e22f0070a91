import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { ResolverFactory } from 'oxc-resolver'

/** The `customConditions` of a folder's `tsconfig.json`, its own or those of what it extends. `json` reads a file. */
export const conditionsOf = (root: string, json: (path: string) => unknown): readonly string[] => {
  const conditions = compilerOption(join(root, 'tsconfig.json'), 'customConditions', json)?.value
  return Array.isArray(conditions) ? textsOf(conditions) : []
}

/** A compiler option of a `tsconfig.json`, its own or one of what it extends, and the folder of the file that states it; `null` where none does. `json` reads a file. */
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
    // What is extended last goes first.
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

/** What keeps the resolver from using a `tsconfig.json`, by what it says when it looks from a file; `null` when it says something else. */
export const tsconfigTrouble = (root: string, file: string, error: string): string | null => {
  const [, broken, says, line, column] = UNPARSED.exec(error) ?? []
  if (broken !== undefined)
    return `${short(root, broken)}:${line}:${column} cannot be read: ${says?.replaceAll(String.raw`\"`, '"')}.`
  if (!/^(?:Tsconfig|Failed to load tsconfig)/.test(error)) return null
  const nearest = short(root, tsconfigAbove(dirname(file)) ?? join(root, 'tsconfig.json'))
  const missing = /^Tsconfig not found (.*)$/s.exec(error)?.[1]
  if (missing === undefined) return `${nearest} cannot be used: ${error.replaceAll(`${root}/`, '')}.`
  const what = missing.startsWith(root) ? short(root, missing) : missing
  return `${nearest} cannot be used: it extends or refers to "${what}", which is not there. Install the packages, or mend "extends" and "references".`
}

const UNPARSED =
  /^Failed to load tsconfig "(.*?)".*?message: "(.*?)(?: at line \d+ column \d+)?", line: (\d+), column: (\d+)/s

const short = (root: string, path: string): string => relative(root, path).split(sep).join('/')

/** The nearest `tsconfig.json` in a folder or above it, or `null`. */
export const tsconfigAbove = (folder: string): string | null => {
  const path = join(folder, 'tsconfig.json')
  if (existsSync(path)) return path
  return dirname(folder) === folder ? null : tsconfigAbove(dirname(folder))
}
