import type { Layer } from '../../../domain/config/layer.ts'
import { Layers } from '../../../service/project/layers/layers.ts'
import {
  foldersAbove,
  isChild,
  isPassage,
  isTest,
  isTyped,
  type LayerFolders,
  literal,
  nameOf,
  parentOf,
  projectsIn,
} from './folders.ts'
import { apiPatterns, type PlacedFiles, widened } from './patterns.ts'

/** The patterns that put a project's source files into layers. */
export interface GuessedLayers {
  readonly layers: { readonly [layer in Layer]: readonly string[] }
  readonly ignored: readonly string[]
}

/** Where a file belongs, and the narrowest pattern that puts it there. */
export interface Placement {
  readonly place: Layer | 'ignored'
  readonly pattern: string
  /**
   * Whether the whole path of the pattern matters. Then it is not widened: its last part says nothing about the layer.
   */
  readonly fixed: boolean
}

/**
 * Returns where each source file belongs, judging by the names of folders and files only. `found` is every file of the
 * project, of any kind.
 */
export const guessPlaces = (
  files: readonly string[],
  found: readonly string[],
  folders: LayerFolders,
): ReadonlyMap<string, Placement> => {
  const surroundings: Surroundings = {
    folders,
    projects: new Set(projectsIn(found)),
    tooled: new Set(files.filter(isToolFile).map(parentOf)),
    typed: new Set(files.filter(isTyped).map(topOf)),
  }
  return new Map(files.toSorted(sourceFirst).map((path) => [path, placementOf(path, surroundings)]))
}

/**
 * Returns the fewest and widest patterns that put every file where it belongs. `outputs` are patterns that are ignored
 * already; they match none of the files.
 */
export const guessLayers = (
  placements: ReadonlyMap<string, Placement>,
  outputs: readonly string[],
  projects: readonly string[],
): GuessedLayers => {
  const placed: PlacedFiles = { places: new Map([...placements].map(([path, { place }]) => [path, place])), projects }
  const of = (place: Placement['place']): readonly string[] => {
    const narrow = [...placements.values()].filter((placement) => placement.place === place)
    const patterns = (fixed: boolean): readonly string[] => [
      ...new Set(narrow.filter((placement) => placement.fixed === fixed).map(({ pattern }) => pattern)),
    ]
    return [...widened(patterns(false), place, placed), ...patterns(true)]
  }
  const drafted = {
    layers: {
      domain: of('domain'),
      service: of('service'),
      api: apiPatterns(placed),
      test: of('test'),
    },
    ignored: [...outputs, ...of('ignored')],
  }
  // A pattern of a layer that is matched earlier may already match all files of a later one.
  const layers = Layers.stated(drafted)
  const empty = layers.empty([...placements.keys()].filter((path) => !layers.ignores(path)))
  const kept = (layer: Layer): readonly string[] =>
    drafted.layers[layer].filter((pattern) => !empty.some((each) => each.layer === layer && each.pattern === pattern))
  return {
    layers: { domain: kept('domain'), service: kept('service'), api: kept('api'), test: kept('test') },
    ignored: drafted.ignored,
  }
}

/** What is known about a project's folders when its files are placed. */
interface Surroundings {
  readonly folders: LayerFolders
  readonly projects: ReadonlySet<string>
  /** The folders that contain configs of tools. */
  readonly tooled: ReadonlySet<string>
  /** The folders at the root that contain TypeScript other than declarations. */
  readonly typed: ReadonlySet<string>
}

const placementOf = (path: string, surroundings: Surroundings): Placement =>
  toolPlacement(path, surroundings) ??
  asidePlacement(path, surroundings) ??
  testPlacement(path) ??
  layerPlacement(path, surroundings) ??
  declarationPlacement(path) ??
  placement('api', literal(path))

const placement = (place: Placement['place'], pattern: string): Placement => ({ place, pattern, fixed: false })

/** Places the config of a tool, at the root of the repository or of one of its projects. */
const toolPlacement = (path: string, { folders, projects }: Surroundings): Placement | null => {
  const folder = parentOf(path)
  if (!isToolFile(path) || (folder !== '' && !isChild(folder) && !projects.has(folder))) return null
  if (foldersAbove(folder).some((each) => folders.has(each))) return null
  return placement('ignored', under(folder, CONFIG.test(path) ? '*.config.*' : literal(nameOf(path))))
}

const isToolFile = (path: string): boolean => CONFIG.test(path) || TOOL.test(nameOf(path))

const CONFIG = /\.config\.(?:[^/]*\.)?[cm]?[jt]sx?$/
const TOOL = /^(gulpfile|gruntfile|webpack|rollup|karma|jest|babel)\b/i

const testPlacement = (path: string): Placement | null => {
  const word = /\.(test|spec|e2e|e2e-spec|cy|bench|stories)\.[cm]?[jt]sx?$/.exec(path)?.[1]
  if (word !== undefined) return placement('test', `**/*.${word}.*`)
  const folder = foldersAbove(path).find((each) => isTest(nameOf(each)))
  if (folder === undefined) return null
  const pattern = nameOf(folder).startsWith('__') ? `**/${nameOf(folder)}` : literal(folder)
  return placement('test', `${pattern}/**`)
}

const layerPlacement = (path: string, { folders, tooled, projects }: Surroundings): Placement | null => {
  for (const folder of foldersAbove(path)) {
    const layer = folders.get(folder)
    if (layer === undefined) continue
    // The config names the folder of a package inside the layer, because the check reads its package.json then.
    const inner = foldersAbove(path).findLast((each) => projects.has(each) && each.startsWith(`${folder}/`))
    if (inner !== undefined) return { place: layer, pattern: `${literal(inner)}/**`, fixed: true }
    if (!tooled.has(folder)) return placement(layer, `${literal(folder)}/**`)
    // An ignored file must not match a layer as well, and this folder contains configs of tools.
    const below = foldersAbove(path).find((each) => parentOf(each) === folder)
    return { place: layer, pattern: below === undefined ? literal(path) : `${literal(below)}/**`, fixed: true }
  }
  const stem = /([^/]+)\.[cm]?[jt]sx?$/.exec(path)?.[1]?.toLowerCase()
  return stem === 'domain' || stem === 'service' ? placement(stem, literal(path)) : null
}

/** Places documents, examples and third-party code: they are in the repository but not part of the program. */
const asidePlacement = (path: string, { folders, typed }: Surroundings): Placement | null => {
  const top = topOf(path)
  const isAside = ASIDE.has(top) || (SERVED.has(top) && !typed.has(top))
  return path !== top && isAside && !isPassage(top, folders) ? placement('ignored', `${top}/**`) : null
}

/** Places declaration files outside the sources: they contain no code. */
const declarationPlacement = (path: string): Placement | null => {
  const ending = /\.d\.[cm]?ts$/.exec(path)?.[0]
  const isOfSources = foldersAbove(path).some((each) => SOURCE.has(nameOf(each)))
  return ending === undefined || isOfSources ? null : placement('ignored', under(parentOf(path), `*${ending}`))
}

/** Sorts the sources before scripts and examples. */
const sourceFirst = (one: string, other: string): number =>
  Number(other.startsWith('src/')) - Number(one.startsWith('src/'))

const topOf = (path: string): string => path.split('/')[0] ?? ''

const under = (folder: string, pattern: string): string => (folder === '' ? pattern : `${literal(folder)}/${pattern}`)

const SOURCE: ReadonlySet<string> = new Set(['src', 'source', 'lib'])

const ASIDE: ReadonlySet<string> = new Set([
  'docs',
  'doc',
  'website',
  'example',
  'examples',
  'demo',
  'vendor',
  'third_party',
  'third-party',
])

/** Folders with files that a server delivers as they are. If they contain TypeScript, they are a program instead. */
const SERVED: ReadonlySet<string> = new Set(['public', 'static', 'assets'])
