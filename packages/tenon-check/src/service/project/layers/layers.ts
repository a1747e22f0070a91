import picomatch from 'picomatch'
import { isData, type Layer } from '../../../domain/config/layer.ts'
import { isLeftOut } from '../files/paths.ts'

/** The parts of a config that concern layers. */
interface Stated {
  readonly layers: { readonly [layer in Layer]: readonly string[] }
  readonly ignored: readonly string[]
}

/** Knows which layer each file of a project is in, by the patterns of its config. */
export class Layers {
  readonly #patterns: readonly {
    readonly layer: Layer
    /** Its index among the patterns of its layer. */
    readonly index: number
    readonly pattern: string
    readonly fits: (path: string) => boolean
  }[]
  readonly #ignored: (path: string) => boolean
  readonly #ignoring: readonly string[]
  readonly #places = new Map<string, Layer | null>()
  readonly #folders = new Map<string, boolean>()

  private constructor(stated: Stated) {
    this.#patterns = ORDER.flatMap((layer) =>
      stated.layers[layer].map((pattern, index) => ({ layer, index, pattern, fits: picomatch(pattern, OPTIONS) })),
    )
    this.#ignored = stated.ignored.length === 0 ? () => false : picomatch([...stated.ignored], OPTIONS)
    this.#ignoring = stated.ignored
  }

  /** Creates the layers that a config states. Throws if a pattern is invalid. */
  static stated(stated: Stated): Layers {
    return new Layers(stated)
  }

  /**
   * Returns the layer of a file, or `null` if it matches no pattern. A file that is left out is in no layer, because no
   * rule looks at it. Data files are the exception: they import nothing, so they keep their layer.
   */
  of(path: string): Layer | null {
    const known = this.#places.get(path)
    if (known !== undefined) return known
    const fitting = this.fitting(path)
    const layer = fitting === null || isData(path) || !this.leavesOut(path) ? fitting : null
    this.#places.set(path, layer)
    return layer
  }

  /**
   * Returns the layer whose patterns a path matches, ignored or not. A test may be beside the file that it tests, so
   * the patterns of tests come first.
   */
  fitting(path: string): Layer | null {
    return this.#patterns.find(({ fits }) => fits(path))?.layer ?? null
  }

  /** Whether a path below a folder may match a pattern of a layer. */
  mayFitBelow(folder: string, layer: Layer): boolean {
    return this.#patterns.some((each) => {
      if (each.layer !== layer) return false
      const { base } = picomatch.scan(each.pattern)
      return base === '' || base === '.' || isAtOrBelow(base, folder) || isAtOrBelow(folder, base)
    })
  }

  /**
   * Returns the first pattern under "ignored" that leaves out a file or a folder, with its index; `null` if none does.
   */
  ignoring(path: string): { readonly index: number; readonly pattern: string } | null {
    if (path === '') return null
    const index = this.#ignoring.findIndex(
      (each) => picomatch.isMatch(path, each, OPTIONS) || picomatch.isMatch(`${path}/`, each, OPTIONS),
    )
    const pattern = this.#ignoring[index]
    return pattern === undefined ? this.ignoring(parentOf(path)) : { index, pattern }
  }

  /**
   * Whether checks leave out a file or a folder: the config ignores it, or a part of its path is `node_modules` or
   * begins with a dot.
   */
  leavesOut(path: string): boolean {
    return isHidden(path) || this.ignores(path)
  }

  /** Whether the config ignores a file or a folder, or a folder above it. */
  ignores(path: string): boolean {
    return this.#ignored(path) || this.#ignored(`${path}/`) || this.#ignoresFolder(parentOf(path))
  }

  #ignoresFolder(path: string): boolean {
    if (path === '') return false
    const known = this.#folders.get(path)
    if (known !== undefined) return known
    const ignored = this.ignores(path)
    this.#folders.set(path, ignored)
    return ignored
  }

  /** Returns the patterns that put none of the files into their layer. */
  empty(
    paths: readonly string[],
  ): readonly { readonly layer: Layer; readonly index: number; readonly pattern: string }[] {
    return this.#patterns
      .filter(({ layer, fits }) => !paths.some((path) => this.of(path) === layer && fits(path)))
      .map(({ layer, index, pattern }) => ({ layer, index, pattern }))
  }
}

const ORDER: readonly Layer[] = ['test', 'domain', 'service', 'api']

const OPTIONS = { dot: true, strictBrackets: true }

/** Whether a part of a path leaves it out of every project. */
const isHidden = (path: string): boolean => path.split('/').some(isLeftOut)

const isAtOrBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0))

/** Returns what is wrong with a pattern, as the end of a sentence about it, or `null` if it is valid. */
export const flawOf = (pattern: string): string | null => {
  if (/^(?:[a-z]:)?[/\\]/i.test(pattern)) return 'is an absolute path: write it relative to the folder of the config'
  if (pattern.split('/').includes('..'))
    return 'leads out of the folder of the config: move the config above everything that it covers'
  if (pattern.startsWith('!')) return 'begins with "!": list what it leaves out under "ignored"'
  if (/\\[\w*]/.test(pattern)) return 'contains backslashes: use slashes'
  if (pattern.endsWith('/')) return `matches a folder but none of its files: write ${pattern}**`
  // Without brackets, nothing else can be wrong.
  if (!/[[\](){}]/.test(pattern)) return null
  try {
    picomatch(pattern, OPTIONS)
    return null
  } catch (error) {
    return `is not a glob pattern (${error instanceof Error ? error.message : String(error)})`
  }
}
