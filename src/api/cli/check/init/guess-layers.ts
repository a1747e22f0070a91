import type { Layer } from '../../../../domain/rules/layer.ts'
import { Layers } from '../../../../service/project/layers/layers.ts'
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

/** How a project's source files are put into layers. */
export interface GuessedLayers {
  readonly layers: { readonly [layer in Layer]: readonly string[] }
  readonly ignored: readonly string[]
}

/** Where a file belongs, and the narrowest pattern that brings it there. */
export interface Placement {
  readonly place: Layer | 'ignored'
  readonly pattern: string
  /** Whether the pattern is meant by its whole path, and so is not made wider: what it ends in says nothing of the layer. */
  readonly fixed: boolean
}

/** Where each source file belongs, by the names of folders and files alone. `found` is every file of the project, of any kind. */
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
  return new Map(files.toSorted(sourceFirst).map((path) => [path, unitOf(path, surroundings)]))
}

/** The patterns that put every file where it belongs, as few and as wide as do that. `outputs` are ignored already, and fit none of the files. */
export const guessLayers = (
  units: ReadonlyMap<string, Placement>,
  outputs: readonly string[],
  projects: readonly string[],
): GuessedLayers => {
  const lying: PlacedFiles = { places: new Map([...units].map(([path, { place }]) => [path, place])), projects }
  const of = (place: Placement['place']): readonly string[] => {
    const narrow = [...units.values()].filter((unit) => unit.place === place)
    const patterns = (fixed: boolean): readonly string[] => [
      ...new Set(narrow.filter((unit) => unit.fixed === fixed).map(({ pattern }) => pattern)),
    ]
    return [...widened(patterns(false), place, lying), ...patterns(true)]
  }
  const drafted = {
    layers: {
      domain: of('domain'),
      service: of('service'),
      api: apiPatterns(lying),
      test: of('test'),
    },
    ignored: [...outputs, ...of('ignored')],
  }
  // A pattern of a layer that is asked first may have taken all that another would have brought in.
  const layers = Layers.stated(drafted)
  const empty = layers.empty([...units.keys()].filter((path) => !layers.ignores(path)))
  const kept = (layer: Layer): readonly string[] =>
    drafted.layers[layer].filter((pattern) => !empty.some((each) => each.layer === layer && each.pattern === pattern))
  return {
    layers: { domain: kept('domain'), service: kept('service'), api: kept('api'), test: kept('test') },
    ignored: drafted.ignored,
  }
}

/** What is known of a project's folders when its files are placed. */
interface Surroundings {
  readonly folders: LayerFolders
  readonly projects: ReadonlySet<string>
  /** The folders in which configs of tools lie. */
  readonly tooled: ReadonlySet<string>
  /** The folders at the root that hold TypeScript, declarations aside. */
  readonly typed: ReadonlySet<string>
}

const unitOf = (path: string, surroundings: Surroundings): Placement =>
  toolUnit(path, surroundings) ??
  asideUnit(path, surroundings) ??
  testUnit(path) ??
  layerUnit(path, surroundings) ??
  declarationUnit(path) ??
  unit('api', literal(path))

const unit = (place: Placement['place'], pattern: string): Placement => ({ place, pattern, fixed: false })

/** The config of a tool, at the root of the repository or of one of its projects. */
const toolUnit = (path: string, { folders, projects }: Surroundings): Placement | null => {
  const folder = parentOf(path)
  if (!isToolFile(path) || (folder !== '' && !isChild(folder) && !projects.has(folder))) return null
  if (foldersAbove(folder).some((each) => folders.has(each))) return null
  return unit('ignored', under(folder, CONFIG.test(path) ? '*.config.*' : literal(nameOf(path))))
}

const isToolFile = (path: string): boolean => CONFIG.test(path) || TOOL.test(nameOf(path))

const CONFIG = /\.config\.(?:[^/]*\.)?[cm]?[jt]sx?$/
const TOOL = /^(gulpfile|gruntfile|webpack|rollup|karma|jest|babel)\b/i

const testUnit = (path: string): Placement | null => {
  const word = /\.(test|spec|e2e|e2e-spec|cy|bench|stories)\.[cm]?[jt]sx?$/.exec(path)?.[1]
  if (word !== undefined) return unit('test', `**/*.${word}.*`)
  const folder = foldersAbove(path).find((each) => isTest(nameOf(each)))
  if (folder === undefined) return null
  const pattern = nameOf(folder).startsWith('__') ? `**/${nameOf(folder)}` : literal(folder)
  return unit('test', `${pattern}/**`)
}

const layerUnit = (path: string, { folders, tooled }: Surroundings): Placement | null => {
  for (const folder of foldersAbove(path)) {
    const layer = folders.get(folder)
    if (layer === undefined) continue
    if (!tooled.has(folder)) return unit(layer, `${literal(folder)}/**`)
    // What is ignored must not fit a layer as well: configs of tools lie beside what is in this folder.
    const below = foldersAbove(path).find((each) => parentOf(each) === folder)
    return { place: layer, pattern: below === undefined ? literal(path) : `${literal(below)}/**`, fixed: true }
  }
  const stem = /([^/]+)\.[cm]?[jt]sx?$/.exec(path)?.[1]?.toLowerCase()
  return stem === 'domain' || stem === 'service' ? unit(stem, literal(path)) : null
}

/** Documents, examples and what others wrote: in the repository, and no part of the program. */
const asideUnit = (path: string, { folders, typed }: Surroundings): Placement | null => {
  const top = topOf(path)
  const isAside = ASIDE.has(top) || (SERVED.has(top) && !typed.has(top))
  return path !== top && isAside && !isPassage(top, folders) ? unit('ignored', `${top}/**`) : null
}

/** Declarations outside of the sources: they hold no code. */
const declarationUnit = (path: string): Placement | null => {
  const ending = /\.d\.[cm]?ts$/.exec(path)?.[0]
  const isOfSources = foldersAbove(path).some((each) => SOURCE.has(nameOf(each)))
  return ending === undefined || isOfSources ? null : unit('ignored', under(parentOf(path), `*${ending}`))
}

/** The sources stand before scripts and examples. */
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

/** What a server hands out as it stands, unless it is written in TypeScript: then it is a program. */
const SERVED: ReadonlySet<string> = new Set(['public', 'static', 'assets'])
