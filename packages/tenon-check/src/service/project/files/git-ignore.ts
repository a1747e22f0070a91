import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { textAt } from './regular-file.ts'

/** A line of a `.gitignore` that is not empty or a comment. */
export interface IgnoreLine {
  /** The pattern, without the marks that the other fields express. */
  readonly glob: string
  /** Whether it re-includes what an earlier line ignores. */
  readonly takesBack: boolean
  /** Whether it matches folders only. */
  readonly ofFolders: boolean
  /** Whether it matches only at one place, and not in every folder below. */
  readonly atPlace: boolean
}

/**
 * A line, with a function that says whether a path matches it. The path is relative to the folder of the `.gitignore`.
 */
interface Rule extends IgnoreLine {
  readonly fits: (path: string) => boolean
}

/**
 * Knows what the `.gitignore` files of a repository leave out. It reads them as git does, but without git. See
 * https://git-scm.com/docs/gitignore.
 */
export class GitIgnore {
  readonly #root: string
  /** The folders above the root that belong to its repository, topmost first. */
  readonly #above: readonly string[]
  readonly #rules = new Map<string, readonly Rule[]>()

  private constructor(root: string, above: readonly string[]) {
    this.#root = root
    this.#above = above
  }

  /** Finds the repository of a folder. */
  static of(root: string): GitIgnore {
    return new GitIgnore(root, repositoryAbove(root))
  }

  /**
   * Whether git would ignore a file, or a folder above it. `path` is relative to the root. A tracked file counts as
   * ignored too if a line matches it.
   */
  ignores(path: string): boolean {
    return this.topOf(path) !== null
  }

  /**
   * Returns the uppermost ignored path among a file and the folders above it, or `null`. Nothing in an ignored folder
   * can be re-included.
   */
  topOf(path: string): string | null {
    const parts = path.split('/')
    const at = parts.findIndex((_, i) => this.#leavesOut(parts.slice(0, i + 1), i + 1 < parts.length))
    return at === -1 ? null : parts.slice(0, at + 1).join('/')
  }

  /** Returns the lines of the `.gitignore` in a folder, which is given by its path from the root. */
  linesIn(folder: string): readonly IgnoreLine[] {
    return this.#rulesIn(join(this.#root, folder))
  }

  #leavesOut(parts: readonly string[], isFolder: boolean): boolean {
    const path = join(this.#root, ...parts)
    const within = parts.map((_, i) => join(this.#root, ...parts.slice(0, i)))
    // The last line that matches decides.
    for (const folder of [...this.#above, ...within].toReversed()) {
      const place = placeIn(folder, path)
      const rule = this.#rulesIn(folder).findLast(({ ofFolders, fits }) => (isFolder || !ofFolders) && fits(place))
      if (rule !== undefined) return !rule.takesBack
    }
    return false
  }

  #rulesIn(folder: string): readonly Rule[] {
    let rules = this.#rules.get(folder)
    if (rules === undefined) this.#rules.set(folder, (rules = rulesAt(join(folder, '.gitignore'))))
    return rules
  }
}

const placeIn = (folder: string, path: string): string => relative(folder, path).split(sep).join('/')

/** Returns the folders above a folder, up to the root of its repository; none if it is not in a repository. */
const repositoryAbove = (root: string): readonly string[] => {
  const folders: string[] = []
  for (let folder = root; !existsSync(join(folder, '.git')); folder = dirname(folder)) {
    if (dirname(folder) === folder) return []
    folders.unshift(dirname(folder))
  }
  return folders
}

const rulesAt = (path: string): readonly Rule[] =>
  textOf(path)
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((written) => {
      const line = lineOf(written)
      return line === null ? [] : [{ ...line, fits: fitting(line) }]
    })

/** Returns the text of a file, or an empty text if it cannot be read. Then it ignores nothing. */
const textOf = (path: string): string => {
  try {
    return textAt(path) ?? ''
  } catch {
    return ''
  }
}

const lineOf = (written: string): IgnoreLine | null => {
  const stated = written.replace(/(?<!\\) +$/, '')
  if (stated.startsWith('#')) return null
  const takesBack = stated.startsWith('!')
  const named = takesBack ? stated.slice(1) : stated
  const glob = named.replace(/^\//, '').replace(/\/$/, '')
  if (glob === '') return null
  return { glob, takesBack, ofFolders: named.endsWith('/'), atPlace: named.slice(0, -1).includes('/') }
}

/** A test of one item of a sequence; `null` matches any number of items. */
type Test<Each> = ((each: Each) => boolean) | null

/**
 * Returns a matcher for a glob as git understands it: no braces, no groups, and a backslash before a literal
 * character.
 */
const fitting = ({ glob, atPlace }: IgnoreLine): ((path: string) => boolean) => {
  const parts = (atPlace ? glob : `**/${glob}`).split('/')
  const tests = parts.flatMap((part, i): readonly Test<string>[] => {
    if (part !== '**') return [named(part)]
    // At the end, `**` matches what is in the folder, but not the folder.
    return i + 1 === parts.length ? [() => true, null] : [null]
  })
  return (path) => fitsRow(tests, path.split('/'))
}

/**
 * Whether a sequence matches a sequence of tests. The time is at most proportional to the product of the two lengths,
 * even with many stars.
 */
const fitsRow = <Each>(tests: readonly Test<Each>[], row: readonly Each[]): boolean => {
  let reached: readonly number[] = [0]
  for (const test of tests) {
    const [first] = reached
    if (first === undefined) return false
    reached =
      test === null
        ? Array.from({ length: row.length + 1 - first }, (_, i) => first + i)
        : reached.flatMap((at) => row.slice(at, at + 1).flatMap((each) => (test(each) ? [at + 1] : [])))
  }
  return reached.at(-1) === row.length
}

/** Returns a matcher for one part of a glob, which takes the name of a file or a folder. */
const named = (part: string): ((name: string) => boolean) => {
  const tokens = part.match(TOKEN) ?? []
  if (tokens.some((token) => token === '[' || token === '\\')) return () => false
  const tests = tokens.map(testOf)
  return (name) => fitsRow(tests, [...name])
}

const TOKEN = /\*+|\\[^]?|\[[!^]?\]?(?:\[:\w+:\]|\\[^]|[^\]\\])*\]|[^]/gu

const testOf = (token: string): Test<string> => {
  if (token.startsWith('*')) return null
  if (token === '?') return () => true
  if (token.startsWith('[')) return oneOf(token.slice(1, -1))
  const meant = token.startsWith('\\') ? token.slice(1) : token
  return (character) => character === meant
}

/** Returns a matcher for a bracket expression, which takes one character. */
const oneOf = (inside: string): ((character: string) => boolean) => {
  const isNegated = /^[!^]/.test(inside)
  const parts = [...inside.slice(isNegated ? 1 : 0).matchAll(/\[:(\w+):\]|\\?([^])(?:-\\?([^]))?/gu)]
  return (character) =>
    isNegated !==
    parts.some(([, kind, from = '', to = from]) =>
      kind === undefined ? from <= character && character <= to : KINDS[kind]?.test(character) === true,
    )
}

const KINDS: { readonly [kind: string]: RegExp } = {
  alpha: /[a-z]/i,
  digit: /\d/,
  alnum: /[a-z\d]/i,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  xdigit: /[a-f\d]/i,
  space: /\s/,
}
