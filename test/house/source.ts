import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { read } from '../../packages/tenon-check/src/service/oxc/read.ts'

/** The root folder of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** One source file, as the house tests read it. */
export interface Source {
  /** Its path in the repository, such as `packages/tenon/src/api/bind.ts`. */
  readonly path: string
  readonly text: string
  /** Its text without comments, and with every string and template empty. */
  readonly code: string
  /** What it imports, or re-exports from. */
  readonly imports: readonly string[]
}

/** The sources of the packages. */
export const SOURCES: readonly string[] = ['packages/tenon/src', 'packages/tenon-check/src']

/** Returns the TypeScript sources below some folders of the repository. */
export const sources = (...places: string[]): Source[] =>
  places
    .flatMap((place) => globSync(`${place}/**/*.ts`, { cwd: root }))
    .toSorted()
    .map((path) => {
      const text = readFileSync(`${root}${path}`, 'utf8')
      return { path, text, code: bare(text), imports: importsOf(path, text) }
    })

/** Returns each line of the sources that matches a pattern, as `path:line: text`. */
export const lines = (among: readonly Source[], wrong: RegExp, part: 'text' | 'code'): string[] =>
  among.flatMap(({ path, text, [part]: looked }) =>
    looked
      .split('\n')
      .flatMap((line, i) => (wrong.test(line) ? [`${path}:${i + 1}: ${(text.split('\n')[i] ?? line).trim()}`] : [])),
  )

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/
const STRING = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`/
// A slash begins a regular expression if no value can precede it.
const PATTERN = /(?<=[=(,:;!&|?{}[]\s*|=>\s*)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/
const TOKEN = new RegExp(`${COMMENT.source}|${PATTERN.source}|${STRING.source}`, 'g')

/** Empties comments, strings and regular expressions. Line numbers stay the same. */
const bare = (text: string): string =>
  text.replaceAll(TOKEN, (token) => {
    const breaks = token.replaceAll(/[^\n]/g, '')
    return token.startsWith('/') ? breaks : `''${breaks}`
  })

const importsOf = (path: string, text: string): string[] =>
  read(path, text, 'edges').references.flatMap(({ specifier }) => specifier ?? [])
