import { join, posix } from 'node:path'
import { GitIgnore, type IgnoreLine } from '../../../service/project/files/git-ignore.ts'
import { flawOf, Layers } from '../../../service/project/layers/layers.ts'
import { field, jsonAt } from '../../../service/project/files/json-file.ts'
import { isSource } from '../../../domain/config/layer.ts'
import { type Entry } from '../../../service/project/files/tree.ts'
import { foldersAbove, generalised, isChild, isTyped, literal, nameOf, parentOf } from './folders.ts'

/** A pattern for files that a project builds or generates, and how that is known. */
export interface Output {
  readonly pattern: string
  readonly because: Because
  /** The number of files with the ending of a source that it leaves out; 0 if they have not been built yet. */
  readonly files: number
}

/**
 * How an output is known: `git` ignores it and tracks none of it; a `.gitignore` names it (if git cannot be asked); the
 * compiler writes it; its folder is named like build output.
 */
type Because = 'git' | 'gitignore' | 'compiled' | 'named'

/**
 * Returns the patterns for what a project builds or generates. The name of a folder alone does not make it an output:
 * git must ignore it, or the compiler must write to it. If git cannot be asked, the `.gitignore` files are read, and a
 * folder named like build output is an output if it is beside a `package.json` and contains no TypeScript. `ignored`
 * are the uppermost folders and files that git ignores and does not track; `null` if git cannot be asked.
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
    // Files that no other pattern covers are named by path.
    ...files.dropped.map((path) => {
      const top = foldersAbove(path).find((folder) => out.has(folder))
      return { pattern: top === undefined ? literal(path) : `${literal(top)}/**`, because, expected: false } as const
    }),
  ])
}

/**
 * The files of a project: `kept` must not be left out, and can be of any kind; `dropped` are the sources that must be
 * left out.
 */
interface Files {
  readonly kept: readonly string[]
  readonly dropped: readonly string[]
}

/** A pattern that may be used, and whether to use it even if it matches nothing yet. */
interface Candidate {
  readonly pattern: string
  readonly because: Because
  readonly expected: boolean
}

/** Returns the needed candidates, each narrowed until it matches none of the kept files. */
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

/**
 * Returns a pattern, or the same pattern below each folder where it matches no kept file. Empty if it matches no
 * dropped file.
 */
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

/** Removes the leading stars of a pattern if everything that it matches is at the root. */
const fromRoot = (pattern: string, { kept, dropped }: Files): string => {
  const bare = pattern.replace(/^\*\*\//, '')
  if (bare === pattern || bare.startsWith('*')) return pattern
  const fits = fitting(pattern)
  const fitsBare = fitting(bare)
  return [...kept, ...dropped].every((path) => !fits(path) || fitsBare(path)) ? bare : pattern
}

/**
 * Returns a line of a `.gitignore` as a pattern. Skips lines that re-include something, match everything, or name what
 * is left out anyway.
 */
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

/** Names of build output, which may not exist yet. */
const EXPECTED: ReadonlySet<string> = new Set(['dist', 'build', 'out', 'coverage', 'generated', '__generated__'])

const compiledTo = (root: string): readonly string[] => {
  const written: unknown = field(field(jsonAt(join(root, 'tsconfig.json')), 'compilerOptions'), 'outDir')
  if (typeof written !== 'string') return []
  const folder = posix.normalize(written.replaceAll('\\', '/')).replace(/\/$/, '')
  return /^(?:\.|\/|[a-z]:)/i.test(folder) ? [] : [folder]
}

/** Returns the folders that contain build output, judging by their names and places. */
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
