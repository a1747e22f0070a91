import { readdirSync } from 'node:fs'
import { dirname, join, posix, resolve } from 'node:path'
import { trackedIn } from '../../node/git.ts'
import { GitIgnore } from '../files/git-ignore.ts'
import { jsonAt } from '../files/json-file.ts'
import { isSource } from '../../../domain/rules/layer.ts'
import { isFile, placeIn } from '../files/paths.ts'
import { compilerOption } from './tsconfig.ts'

/** Where the compiler of a package writes, and what it reads. Paths are from the project's root. */
interface Compiling {
  readonly out: string
  readonly sources: string | null
}

/** Tells what of a project is built, and from which file. */
export class Outputs {
  readonly #root: string
  #gitIgnore: GitIgnore | null = null
  #tracked: ReadonlySet<string> | null = null
  readonly #packages = new Map<string, string>()
  readonly #compiling = new Map<string, readonly Compiling[]>()

  /** `root` is a real path. */
  constructor(root: string) {
    this.#root = root
  }

  /** Whether a file is built or generated, by its path from the root: the compiler writes it, or git ignores it. */
  isBuilt(path: string): boolean {
    return this.isCompiled(path) || this.isIgnoredByGit(path)
  }

  /** Whether a file is what a compiler writes, and lies where one writes: by the word of `tsconfig.json`, or by the name of its folder. */
  isCompiled(path: string): boolean {
    return endsCompiled(path) && this.#below(path).some(({ isSure }) => isSure)
  }

  /** Whether git leaves a file out. */
  isIgnoredByGit(path: string): boolean {
    return (this.#gitIgnore ??= GitIgnore.of(this.#root)).ignores(path)
  }

  /**
   * Whether a file is built or generated, and no source that is only said to be: git tracks it not, or the file that it is compiled from is there. Whoever may write
   * a `.gitignore` or a `tsconfig.json` takes no source out of a check by them.
   */
  isMade(path: string): boolean {
    return this.isBuilt(path) && (this.sourceOf(path) !== null || !this.#isTracked(path))
  }

  /** Whether git leaves out a folder and tracks nothing in it. */
  isUntracked(folder: string): boolean {
    return this.isIgnoredByGit(`${folder}/_`) && !this.#isTracked(folder)
  }

  /** Whether git tracks a file, or one in a folder. */
  #isTracked(path: string): boolean {
    this.#tracked ??= withFolders(trackedIn(this.#root) ?? [])
    return this.#tracked.has(path)
  }

  /** The source of which a file is built, which need not be there itself; `null` where there is none. */
  sourceOf(path: string): string | null {
    if (!endsCompiled(path)) return null
    for (const { places } of this.#below(path)) {
      const found = this.firstSource(places.map((place) => place.replace(COMPILED, '')))
      if (found !== null && found !== path) return found
    }
    return null
  }

  /** The first source file that stands at one of some paths, with whichever ending. */
  firstSource(stems: readonly string[]): string | null {
    for (const stem of stems)
      for (const ending of ENDINGS) if (isFile(join(this.#root, stem + ending))) return stem + ending
    return null
  }

  /** The outputs that a path is below, and where its source may stand by each. */
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

  /** The nearest folder with a `package.json` at or above another, `.` where it is the root. */
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

/** Paths, and the folders that they lie in. */
const withFolders = (paths: readonly string[]): ReadonlySet<string> => {
  const all = new Set(paths)
  // What is added on the way is gone through too.
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
        // What is wrong with it is told where it is used.
        return null
      }
    }
    const sources = folderOf('rootDir')
    return ['outDir', 'declarationDir'].flatMap((key): readonly Compiling[] => {
      const out = folderOf(key)
      // Who writes beside the sources has no folder of outputs.
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

/** The names of folders of outputs in a package. */
const BUILT: ReadonlySet<string> = new Set(['dist', 'build', 'out'])
/** The names of folders of one kind of output, alone or in one of those; by themselves they may be of sources as well. */
const FORMATS: ReadonlySet<string> = new Set(['esm', 'cjs', 'es', 'lib', 'types', 'src'])

/** How the names of files end that a compiler writes. */
const COMPILED = /\.(?:d\.[cm]?ts|[cm]?jsx?)$/

const endsCompiled = (path: string): boolean => COMPILED.test(path) && isSource(path)

const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']
