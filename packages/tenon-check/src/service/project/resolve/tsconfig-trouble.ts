import { dirname, join, resolve } from 'node:path'
import { lineStartsOf, type Span } from '../../../domain/facts/span.ts'
import { field, jsonAt, orNull } from '../files/json-file.ts'
import { textAt } from '../files/regular-file.ts'
import { whyUnreadable } from '../files/unreadable.ts'
import { conditionsOf } from '../packages/tsconfig.ts'

/**
 * The reason why a `tsconfig.json` or a `package.json` cannot be used, and its place: in the file, or in one that it
 * extends.
 */
export interface ConfigTrouble extends Span {
  /** An absolute path. */
  readonly path: string
  readonly lineStarts: readonly number[]
  readonly says: string
}

/** Merges the troubles of several files that are missing the same file into one. */
export const together = (troubles: readonly ConfigTrouble[]): readonly ConfigTrouble[] =>
  [...Map.groupBy(troubles, ({ path, says }) => (says.includes(NOT_THERE) ? says : path)).values()].flatMap((alike) => {
    const more = alike.length - 1
    return alike
      .slice(0, 1)
      .map((first) => (more === 0 ? first : { ...first, says: `${first.says} So do ${more} more.` }))
  })

const NOT_THERE = 'which does not exist.'

/** The conditions that a project's own `tsconfig.json` adds to Node's, or why the file cannot be used. */
export interface StatedConditions {
  readonly conditions: readonly string[]
  readonly trouble: ConfigTrouble | null
}

/** Reads the `customConditions` of a folder's `tsconfig.json`. */
export const conditionsIn = (root: string): StatedConditions => {
  try {
    return { conditions: conditionsOf(root, jsonAt), trouble: null }
  } catch (error) {
    if (error instanceof Error) return { conditions: [], trouble: jsonTrouble(join(root, 'tsconfig.json'), error) }
    throw error
  }
}

/** Whether an error of the resolver is about a `tsconfig.json`. */
export const isOfTsconfig = (error: string): boolean => /^(?:Tsconfig|Failed to load tsconfig)/.test(error)

/** Returns why the resolver cannot use a `tsconfig.json`, from the error that it reports for a file below. */
export const tsconfigTrouble = (config: string, error: string): ConfigTrouble => {
  const [, broken, says, line, column] = UNPARSED.exec(error) ?? []
  if (broken !== undefined)
    return atPlace(broken, Number(line), Number(column), `It cannot be read: ${says?.replaceAll(String.raw`\"`, '"')}.`)
  const missing = /^Tsconfig not found (.*)$/s.exec(error)?.[1]
  if (missing === undefined)
    return atPlace(config, 1, 1, `It cannot be used: ${error.replaceAll(`${dirname(config)}/`, '')}.`)
  for (const path of withExtended(config, []))
    for (const name of [...extendedBy(path), ...referredBy(path)])
      if (name === missing || resolve(dirname(path), name) === missing) return notThere(path, name)
  return notThere(config, missing)
}

const UNPARSED =
  /^Failed to load tsconfig "(.*?)".*?message: "(.*?)(?: at line \d+ column \d+)?", line: (\d+), column: (\d+)/s

/** Returns what is wrong with a JSON file, from the error of reading it. */
export const jsonTrouble = (path: string, error: Error): ConfigTrouble => {
  if (!(error instanceof SyntaxError)) return atPlace(path, 1, 1, whyUnreadable('file', error))
  const { message } = error
  const [, line = '1', column = '1', says = message] =
    /^.*?\.json(?::(\d+):(\d+))? (cannot be [^]*)$/.exec(message) ?? []
  return atPlace(path, Number(line), Number(column), says.startsWith('cannot') ? `It ${says}` : says)
}

const atPlace = (path: string, line: number, column: number, says: string): ConfigTrouble => {
  const lineStarts = lineStartsOf(textIn(path))
  const start = (lineStarts[line - 1] ?? 0) + column - 1
  return { path, lineStarts, start, end: start, says }
}

const notThere = (path: string, name: string): ConfigTrouble => {
  const text = textIn(path)
  const quoted = JSON.stringify(name)
  const start = Math.max(0, text.indexOf(quoted))
  return {
    path,
    lineStarts: lineStartsOf(text),
    start,
    end: start + quoted.length,
    says: `It extends or refers to ${quoted}, ${NOT_THERE}`,
  }
}

/** Returns a config and all configs that it extends by path. */
const withExtended = (config: string, above: readonly string[]): readonly string[] => {
  if (above.includes(config) || textIn(config) === '') return []
  const bases = extendedBy(config).filter((name) => name.startsWith('.'))
  const paths = bases.flatMap((base) => ['', '.json'].map((ending) => join(dirname(config), `${base}${ending}`)))
  return [config, ...paths.flatMap((path) => withExtended(path, [...above, config]))]
}

const extendedBy = (config: string): readonly string[] =>
  [field(readIn(config), 'extends')].flat().filter((name) => typeof name === 'string')

const referredBy = (config: string): readonly string[] =>
  [field(readIn(config), 'references')]
    .flat()
    .map((each) => field(each, 'path'))
    .filter((path) => typeof path === 'string')

const readIn = (path: string): unknown => orNull(() => jsonAt(path))

const textIn = (path: string): string => orNull(() => textAt(path)) ?? ''
