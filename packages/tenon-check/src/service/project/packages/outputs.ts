import { readdirSync } from 'node:fs'
import { dirname, join, posix, resolve } from 'node:path'
import { trackedIn } from '../../node/git.ts'
import { GitIgnore } from '../files/git-ignore.ts'
import { jsonAt } from '../files/json-file.ts'
import { isSource } from '../../../domain/config/layer.ts'
import { isFile, placeIn } from '../files/paths.ts'
import { compilerOption } from './tsconfig.ts'

/**
 * The folder that the compiler of a package writes to, and the folder of its sources. Paths are relative to the
 * project's root.
 */
interface Compiling {
  readonly out: string
  readonly sources: string | null
}

/** Knows which files of a project are build output, and which source each is built from. */
export class Outputs {
  readonly #root: string
  #gitIgnore: GitIgnore | null = null
  #tracked: ReadonlySet<string> | null = null
  readonly #packages = new Map<string, string>()
  readonly #compiling = new Map<string, readonly Compiling[]>()

  /** Creates it for a project. `root` is a real path. */
  constructor(root: string) {
    this.#root = root
  }

  /**
   * Whether a file is built or generated: the compiler writes it, or git ignores it. `path` is relative to the root.
   */
  isBuilt(path: string): boolean {
    return this.isCompiled(path) || this.isIgnoredByGit(path)
  }

  /**
   * Whether a file has the ending of compiler output and is in an output folder, according to `tsconfig.json` or to
   * the folder's name.
   */
  isCompiled(path: string): boolean {
    return endsCompiled(path) && this.#below(path).some(({ isSure }) => isSure)
  }

  /** Whether git ignores a file. */
  isIgnoredByGit(path: string): boolean {
    return (this.#gitIgnore ??= GitIgnore.of(this.#root)).ignores(path)
  }

  /**
   * Whether a file is certainly built or generated: besides `isBuilt`, git does not track it, or the file that it is
   * compiled from exists. So a change of `.gitignore` or `tsconfig.json` cannot take a source out of a check.
   */
  isMade(path: string): boolean {
    return this.isBuilt(path) && (this.sourceOf(path) !== null || !this.#isTracked(path))
  }

  /** Whether git ignores a folder and tracks nothing in it. */
  isUntracked(folder: string): boolean {
    return this.isIgnoredByGit(`${folder}/_`) && !this.#isTracked(folder)
  }

  /** Whether git tracks a file, or any file in a folder. */
  #isTracked(path: string): boolean {
    this.#tracked ??= withFolders(trackedIn(this.#root) ?? [])
    return this.#tracked.has(path)
  }

  /** Returns the source that a file is built from; `null` if there is none. The built file need not exist. */
  sourceOf(path: string): string | null {
    if (!endsCompiled(path)) return null
    for (const { places } of this.#below(path)) {
      const found = this.firstSource(places.map((place) => place.replace(COMPILED, '')))
      if (found !== null && found !== path) return found
    }
    return null
  }

  /** Returns the first existing source file among some paths without ending, with any of the usual endings. */
  firstSource(stems: readonly string[]): string | null {
    for (const stem of stems)
      for (const ending of ENDINGS) if (isFile(join(this.#root, stem + ending))) return stem + ending
    return null
  }

  /** Returns the output folders that a path may be in, and for each the places where its source may be. */
  #below(path: string): readonly { readonly isSure: boolean; readonly places: readonly string[] }[] {
    const home = this.#packageOf(dirname(path))
    const compiled = this.#compilingOf(home).flatMap(({ out, sources }) => {
      const rest = placeIn(out, path)
      return rest === null ? [] : [{ isSure: true, places: placesFor(home, sources, rest) }]
    })
    const [first = '', ...rest] = (placeIn(home, path) ?? '').split('/')
    if (rest.length === 0 || !(BUILT.has(first) || FORMATS.has(first))) return compiled
    const inside = rest.findIndex((part) => !FORMATS.has(part))
    const rests = [rest, rest.slice(Math.max(inside, 0))].map((parts) => parts.join('/'))
    if (BUILT.has(first))
      return [...compiled, { isSure: true, places: rests.flatMap((each) => placesFor(home, null, each)) }]
    return [...compiled, { isSure: false, places: rests.map((each) => posix.join(home, 'src', each)) }]
  }

  /** Returns the nearest folder with a `package.json` at or above a folder; `.` if that is the root. */
  #packageOf(folder: string): string {
    let found = this.#packages.get(folder)
    if (found === undefined) {
      const isPackage = isFile(join(this.#root, folder, 'package.json'))
      found = isPackage || folder === '.' ? folder : this.#packageOf(dirname(folder))
      this.#packages.set(folder, found)
    }
    return found
  }

  #compilingOf(home: string): readonly Compiling[] {
    let known = this.#compiling.get(home)
    if (known === undefined) this.#compiling.set(home, (known = compilingIn(this.#root, home)))
    return known
  }
}

/** Returns paths, and all folders above them. */
const withFolders = (paths: readonly string[]): ReadonlySet<string> => {
  const all = new Set(paths)
  // The loop also visits the folders that it adds.
  for (const path of all) if (path.includes('/')) all.add(dirname(path))
  return all
}

const compilingIn = (root: string, home: string): readonly Compiling[] =>
  configsIn(join(root, home)).flatMap((config) => {
    const folderOf = (key: string): string | null => {
      try {
        const option = compilerOption(config, key, jsonAt)
        if (typeof option?.value !== 'string') return null
        return placeIn(root, resolve(option.folder, option.value.replace(/^\$\{configDir\}/, dirname(config))))
      } catch {
        // The error of the file is reported where the file is used.
        return null
      }
    }
    const sources = folderOf('rootDir')
    return ['outDir', 'declarationDir'].flatMap((key): readonly Compiling[] => {
      const out = folderOf(key)
      // A compiler that writes beside the sources has no output folder.
      return out === null || placeIn(out, home) !== null || out === sources ? [] : [{ out, sources }]
    })
  })

const configsIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => /^tsconfig.*\.json$/.test(name))
      .map((name) => join(folder, name))
  } catch {
    return []
  }
}

const placesFor = (home: string, sources: string | null, rest: string): readonly string[] =>
  [sources ?? posix.join(home, 'src'), posix.join(home, 'src'), home].map((folder) => posix.join(folder, rest))

/** The usual names of output folders in a package. */
const BUILT: ReadonlySet<string> = new Set(['dist', 'build', 'out'])
/**
 * The names of folders for one format of output, inside such a folder or on their own. On their own they may contain
 * sources instead.
 */
const FORMATS: ReadonlySet<string> = new Set(['esm', 'cjs', 'es', 'lib', 'types', 'src'])

/** Matches the endings of the files that a compiler writes. */
const COMPILED = /\.(?:d\.[cm]?ts|[cm]?jsx?)$/

const endsCompiled = (path: string): boolean => COMPILED.test(path) && isSource(path)

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']
