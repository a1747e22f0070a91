import picomatch from 'picomatch'
import { isData, type Layer } from '../../../domain/rules/layer.ts'
import { isLeftOut } from '../files/paths.ts'

/** What a config says of layers. */
interface Stated {
  readonly layers: { readonly [layer in Layer]: readonly string[] }
  readonly ignored: readonly string[]
}

/** Which layer the files of a project stand in, by the patterns that its config states. */
export class Layers {
  readonly #patterns: readonly {
    readonly layer: Layer
    /** Which it is among the patterns of its layer. */
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

  /** The layers that a config states. Throws when a pattern is none. */
  static stated(stated: Stated): Layers {
    return new Layers(stated)
  }

  /**
   * The layer of a file, `null` where it fits no pattern. What is left out is in no layer, for no rule looks at it; only data, which imports nothing, is what its
   * place says.
   */
  of(path: string): Layer | null {
    const known = this.#places.get(path)
    if (known !== undefined) return known
    const fitting = this.fitting(path)
    const layer = fitting === null || isData(path) || !this.leavesOut(path) ? fitting : null
    this.#places.set(path, layer)
    return layer
  }

  /** The layer whose patterns a path fits, ignored or not. A test may stand beside what it tries, so its patterns come first. */
  fitting(path: string): Layer | null {
    return this.#patterns.find(({ fits }) => fits(path))?.layer ?? null
  }

  /** Whether a path that a folder begins may fit a pattern of a layer. */
  mayFitBelow(folder: string, layer: Layer): boolean {
    return this.#patterns.some((each) => {
      if (each.layer !== layer) return false
      const { base } = picomatch.scan(each.pattern)
      return base === '' || base === '.' || isAtOrBelow(base, folder) || isAtOrBelow(folder, base)
    })
  }

  /** The first pattern under "ignored" that leaves out a file or a folder, and which it is among them; `null` where none does. */
  ignoring(path: string): { readonly index: number; readonly pattern: string } | null {
    if (path === '') return null
    const index = this.#ignoring.findIndex(
      (each) => picomatch.isMatch(path, each, OPTIONS) || picomatch.isMatch(`${path}/`, each, OPTIONS),
    )
    const pattern = this.#ignoring[index]
    return pattern === undefined ? this.ignoring(parentOf(path)) : { index, pattern }
  }

  /** Whether no check looks at a file or a folder: the config ignores it, or it is, or lies in, `node_modules` or what begins with a dot. */
  leavesOut(path: string): boolean {
    return isHidden(path) || this.ignores(path)
  }

  /** Whether the config leaves a file or a folder out, itself or with a folder above it. */
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

  /** The patterns by which none of the files comes into the layer. */
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

/** Whether a part of a path keeps it out of every project. */
const isHidden = (path: string): boolean => path.split('/').some(isLeftOut)

const isAtOrBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`)

const parentOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0))

/** What is wrong with a pattern, as the end of a sentence about it, or `null`. */
export const flawOf = (pattern: string): string | null => {
  if (/^(?:[a-z]:)?[/\\]/i.test(pattern)) return 'is an absolute path: write it from the folder of the config'
  if (pattern.split('/').includes('..'))
    return 'leads out of the folder of the config: put the config above all that it is about'
  if (pattern.startsWith('!')) return 'leaves out what it names: list that under "ignored"'
  if (/\\[\w*]/.test(pattern)) return 'has backslashes: write slashes'
  if (pattern.endsWith('/')) return `names a folder and none of its files: write ${pattern}**`
  // Without a bracket of any kind there is nothing more that can be wrong.
  if (!/[[\](){}]/.test(pattern)) return null
  try {
    picomatch(pattern, OPTIONS)
    return null
  } catch (error) {
    return `is no glob pattern (${error instanceof Error ? error.message : String(error)})`
  }
}
