import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { ResolverFactory } from 'oxc-resolver'

/** The `customConditions` of a folder's `tsconfig.json`, its own or those of what it extends. `json` reads a file. */
export const conditionsOf = (root: string, json: (path: string) => unknown): readonly string[] => {
  const finder = new ResolverFactory({ extensions: ['.json'], mainFields: ['tsconfig'], mainFiles: ['tsconfig'] })
  const stated = (path: string, above: readonly string[]): readonly string[] | null => {
    if (above.includes(path)) return null
    const config = objectOf(json(path))
    const own = objectOf(config.compilerOptions).customConditions
    if (Array.isArray(own)) return textsOf(own)
    // What is extended last goes first.
    for (const base of textsOf([config.extends].flat()).toReversed()) {
      const found = finder.resolveFileSync(path, base).path
      const conditions = found === undefined ? null : stated(found, [...above, path])
      if (conditions !== null) return conditions
    }
    return null
  }
  return stated(join(root, 'tsconfig.json'), []) ?? []
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
