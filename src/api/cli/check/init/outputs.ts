import { join, posix } from 'node:path'
import { GitIgnore, type IgnoreLine } from '../../../../service/project/files/git-ignore.ts'
import { flawOf, Layers } from '../../../../service/project/layers/layers.ts'
import { field, jsonAt } from '../../../../service/project/files/json-file.ts'
import { isSource } from '../../../../domain/rules/layer.ts'
import { type Entry } from '../../../../service/project/files/tree.ts'
import { foldersAbove, generalised, isChild, isTyped, literal, nameOf, parentOf } from './folders.ts'

/** A pattern of what a project builds or generates, and how that is known. */
export interface Output {
  readonly pattern: string
  readonly because: Because
  /** How many files it leaves out that end as sources do; 0 for what is not built yet. */
  readonly files: number
}

/** Git ignores it and tracks none of it; a `.gitignore` names it, where there is no git to ask; the compiler writes there; it is named so. */
type Because = 'git' | 'gitignore' | 'compiled' | 'named'

/**
 * What a project builds or generates. A folder is no output because of its name: git must ignore it, or the compiler must write there. Where git cannot be
 * asked, the `.gitignore` files are read, and a folder with such a name is an output if it lies beside a `package.json` and holds no TypeScript. `ignored` is what
 * git ignores and does not track, the uppermost folders and files; `null` where git cannot be asked.
 */
export const outputsOf = (
  root: string,
  entries: readonly Entry[],
  ignored: readonly string[] | null,
): readonly Output[] => {
  const gitIgnore = GitIgnore.of(root)
  const folders = ['', ...entries.flatMap(({ kind, path }) => (kind === 'folder' ? [path] : []))]
  const found = entries.flatMap(({ kind, path }) => (kind === 'file' ? [path] : []))
  const tops = new Set(ignored ?? found.flatMap((path) => gitIgnore.topOf(path) ?? []))
  const tracked = found.filter((path) => !isAtOrBelow(path, tops))
  const compiled = compiledTo(root).filter((folder) => !tracked.some((path) => isTyped(path) && isIn(path, folder)))
  const named = ignored === null ? namedFolders(tracked) : []
  const out = new Set([...tops, ...compiled, ...named])
  const files: Files = {
    kept: found.filter((path) => !isAtOrBelow(path, out)),
    dropped: found.filter((path) => isSource(path) && isAtOrBelow(path, out)),
  }
  const because = ignored === null ? 'gitignore' : 'git'
  return chosen(files, [
    ...folders.flatMap((folder) => gitIgnore.linesIn(folder).flatMap((line) => candidate(folder, line, because))),
    ...compiled.map((folder) => ({ pattern: `${literal(folder)}/**`, because: 'compiled', expected: true }) as const),
    ...named.map((folder) => ({ pattern: `${generalised(folder)}/**`, because: 'named', expected: false }) as const),
    // What no pattern fits alone is named by its path.
    ...files.dropped.map((path) => {
      const top = foldersAbove(path).find((folder) => out.has(folder))
      return { pattern: top === undefined ? literal(path) : `${literal(top)}/**`, because, expected: false } as const
    }),
  ])
}

/** Files of a project: those that must not be left out, of any kind, and the sources that must. */
interface Files {
  readonly kept: readonly string[]
  readonly dropped: readonly string[]
}

/** A pattern that may say what is left out, and whether it is stated although nothing is there yet. */
interface Candidate {
  readonly pattern: string
  readonly because: Because
  readonly expected: boolean
}

/** The candidates that are needed, each narrowed until it fits nothing that is kept. */
const chosen = (files: Files, candidates: readonly Candidate[]): readonly Output[] => {
  const outputs = new Map<string, Output>()
  let left = files.dropped
  for (const { pattern, because, expected } of candidates) {
    const needed = left.length === 0 ? [] : narrowed(pattern, '', { kept: files.kept, dropped: left })
    const isAwaited = expected && ![...files.kept, ...files.dropped].some(fitting(pattern))
    for (const each of isAwaited ? [pattern] : needed) {
      const stated = fromRoot(each, files)
      const fits = fitting(stated)
      if (!outputs.has(stated))
        outputs.set(stated, { pattern: stated, because, files: files.dropped.filter(fits).length })
      left = left.filter((path) => !fits(path))
    }
  }
  return [...outputs.values()]
}

/** A pattern, or the same below the folders where it fits nothing that is kept. None where it fits nothing that is to be left out. */
const narrowed = (pattern: string, folder: string, { kept, dropped }: Files): readonly string[] => {
  const here = folder === '' ? pattern : `${literal(folder)}/${pattern}`
  const fits = fitting(here)
  if (!dropped.some(fits)) return []
  if (!kept.some(fits)) return [here]
  if (!pattern.startsWith('**/')) return []
  const below = Map.groupBy(dropped.flatMap(foldersAbove), parentOf).get(folder) ?? []
  return [...new Set(below)].flatMap((child) =>
    narrowed(pattern, child, {
      kept: kept.filter((path) => isIn(path, child)),
      dropped: dropped.filter((path) => isIn(path, child)),
    }),
  )
}

/** The same pattern without its stars in front, where all that it fits lies at the root. */
const fromRoot = (pattern: string, { kept, dropped }: Files): string => {
  const bare = pattern.replace(/^\*\*\//, '')
  if (bare === pattern || bare.startsWith('*')) return pattern
  const fits = fitting(pattern)
  const fitsBare = fitting(bare)
  return [...kept, ...dropped].every((path) => !fits(path) || fitsBare(path)) ? bare : pattern
}

/** A line of a `.gitignore` as a pattern. Passed over are lines that take something back, that fit everything, or that name what is left out anyway. */
const candidate = (folder: string, line: IgnoreLine, because: Because): readonly Candidate[] => {
  const { glob, takesBack, ofFolders, atPlace } = line
  if (takesBack || /^[*/]+$/.test(glob) || /^(?:\*\*\/)?(?:node_modules|\.)/.test(glob)) return []
  const at = folder === '' ? '' : `${literal(folder)}/`
  const whole = atPlace ? `${at}${glob}` : `**/${glob}`
  const isFile = !ofFolders && /\*?\.\w+$/.test(glob)
  const pattern = isFile ? whole : `${whole.replace(/\/\*{1,2}$/, '')}/**`
  const expected = EXPECTED.has(nameOf(glob).toLowerCase())
  return flawOf(pattern) === null ? [{ pattern, because, expected }] : []
}

/** What a build makes, and so may not be there yet. */
const EXPECTED: ReadonlySet<string> = new Set(['dist', 'build', 'out', 'coverage', 'generated', '__generated__'])

const compiledTo = (root: string): readonly string[] => {
  const written: unknown = field(field(jsonAt(join(root, 'tsconfig.json')), 'compilerOptions'), 'outDir')
  if (typeof written !== 'string') return []
  const folder = posix.normalize(written.replaceAll('\\', '/')).replace(/\/$/, '')
  return /^(?:\.|\/|[a-z]:)/i.test(folder) ? [] : [folder]
}

/** Folders that hold what is built, by their names and places. */
const namedFolders = (files: readonly string[]): readonly string[] => {
  const there = new Set(files)
  const folders = new Set(files.flatMap(foldersAbove))
  return [...folders].filter(
    (folder) =>
      BUILT.has(nameOf(folder)) &&
      (parentOf(folder) === '' || isChild(parentOf(folder)) || there.has(`${parentOf(folder)}/package.json`)) &&
      !files.some((path) => isTyped(path) && isIn(path, folder)),
  )
}

const BUILT: ReadonlySet<string> = new Set(['dist', 'build', 'out', 'coverage'])

const isIn = (path: string, folder: string): boolean => path.startsWith(`${folder}/`)

const isAtOrBelow = (path: string, tops: ReadonlySet<string>): boolean =>
  tops.has(path) || foldersAbove(path).some((folder) => tops.has(folder))

const fitting = (pattern: string): ((path: string) => boolean) => {
  const layers = Layers.stated({ layers: { domain: [], service: [], api: [], test: [] }, ignored: [pattern] })
  return (path) => layers.ignores(path)
}
