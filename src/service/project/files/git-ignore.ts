import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { textAt } from './regular-file.ts'

/** A line of a `.gitignore` that says something. */
export interface IgnoreLine {
  /** Without the marks of what follows. */
  readonly glob: string
  /** Whether it takes back what an earlier line ignores. */
  readonly takesBack: boolean
  /** Whether it is about folders alone. */
  readonly ofFolders: boolean
  /** Whether it is about what lies at one place, and not in every folder below. */
  readonly atPlace: boolean
}

/** A line, and whether a path from the folder of its file fits it. */
interface Rule extends IgnoreLine {
  readonly fits: (path: string) => boolean
}

/** What the `.gitignore` files of a repository leave out, read without git as git reads them. See https://git-scm.com/docs/gitignore. */
export class GitIgnore {
  readonly #root: string
  /** The folders above the root that belong to its repository, the topmost first. */
  readonly #above: readonly string[]
  readonly #rules = new Map<string, readonly Rule[]>()

  private constructor(root: string, above: readonly string[]) {
    this.#root = root
    this.#above = above
  }

  /** Looks for the repository of a folder. */
  static of(root: string): GitIgnore {
    return new GitIgnore(root, repositoryAbove(root))
  }

  /** Whether git would leave out a file by its path from the root, itself or with a folder above it. A file that git tracks all the same is not known here. */
  ignores(path: string): boolean {
    return this.topOf(path) !== null
  }

  /** The uppermost of a file and the folders below the root that it lies in that git would leave out, or `null`. What lies in such a folder cannot be taken back. */
  topOf(path: string): string | null {
    const parts = path.split('/')
    const at = parts.findIndex((_, i) => this.#leavesOut(parts.slice(0, i + 1), i + 1 < parts.length))
    return at === -1 ? null : parts.slice(0, at + 1).join('/')
  }

  /** The lines of the `.gitignore` of a folder, by its path from the root. */
  linesIn(folder: string): readonly IgnoreLine[] {
    return this.#rulesIn(join(this.#root, folder))
  }

  #leavesOut(parts: readonly string[], isFolder: boolean): boolean {
    const path = join(this.#root, ...parts)
    const within = parts.map((_, i) => join(this.#root, ...parts.slice(0, i)))
    // The last line that fits decides.
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

/** The folders above another up to its repository; none where it is in no repository. */
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

/** The text of a file, or nothing where it cannot be read: then it ignores nothing. */
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

/** Tells whether what stands at a place of a row fits; `null` stands for any number of places. */
type Test<Each> = ((each: Each) => boolean) | null

/** A glob as git takes it: no braces and no groups, and a backslash before what is meant as it stands. */
const fitting = ({ glob, atPlace }: IgnoreLine): ((path: string) => boolean) => {
  const parts = (atPlace ? glob : `**/${glob}`).split('/')
  const tests = parts.flatMap((part, i): readonly Test<string>[] => {
    if (part !== '**') return [named(part)]
    // At the end it is what lies in a folder, and not the folder.
    return i + 1 === parts.length ? [() => true, null] : [null]
  })
  return (path) => fitsRow(tests, path.split('/'))
}

/** Whether a row fits a row of tests. A pattern of many stars takes no longer than the product of the two. */
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

/** Whether the name of a file or a folder fits a part of a glob. */
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

/** Whether a character is one of those that stand between brackets. */
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
