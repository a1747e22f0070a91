import type { Layer } from '../../../domain/rules/layer.ts'
import { Layers } from '../../../service/oxc/layers.ts'
import { generalised, isChild, isPassage, LAYER_FOLDERS, layerFolders, patternOf } from './folders.ts'

/** How a project's source files are put into layers. */
export interface Arrangement {
  readonly layers: { readonly [layer in Layer]: readonly string[] }
  readonly ignored: readonly string[]
}

/** Puts every source file of a project into one layer, or under what is ignored, by the names of folders and files alone. `ignored` is settled already, and fits none of the files. */
export const arrange = (files: readonly string[], ignored: readonly string[]): Arrangement => {
  const folders = layerFolders(files)
  const units = files.toSorted(sourceFirst).map((path) => unitOf(path, folders))
  const of = (place: Place): string[] => [
    ...new Set(units.filter((unit) => unit.place === place).map(({ pattern }) => pattern)),
  ]
  const drafted = {
    layers: { domain: of('domain'), service: of('service'), api: of('api'), test: of('test') },
    ignored: [...ignored, ...of('ignored')],
  }
  // A pattern of a layer that is asked first may have taken all that another would have brought in.
  const layers = Layers.stated(drafted)
  const empty = layers.empty(files.filter((path) => !layers.ignores(path)))
  const kept = (layer: Layer): readonly string[] =>
    drafted.layers[layer].filter((pattern) => !empty.some((each) => each.layer === layer && each.pattern === pattern))
  return {
    layers: { domain: kept('domain'), service: kept('service'), api: kept('api'), test: kept('test') },
    ignored: drafted.ignored,
  }
}

type Place = Layer | 'ignored'

/** Where a file belongs, and the pattern that brings it there with its like. */
interface Unit {
  readonly place: Place
  readonly pattern: string
}

const unitOf = (path: string, folders: ReadonlyMap<string, 'domain' | 'service'>): Unit =>
  testUnit(path) ?? toolUnit(path) ?? layerUnit(path, folders) ?? asideUnit(path, folders) ?? apiUnit(path, folders)

const testUnit = (path: string): Unit | null => {
  const word = /\.(test|spec|e2e|e2e-spec|cy|bench|stories)\.[cm]?[jt]sx?$/.exec(path)?.[1]
  if (word !== undefined) return { place: 'test', pattern: `**/*.${word}.*` }
  const segments = path.split('/')
  const at = segments.slice(0, -1).findIndex((name) => LAYER_FOLDERS.test.has(name))
  if (at === -1) return null
  const name = segments[at] ?? ''
  const folder = name.startsWith('__') && at > 0 ? `**/${name}` : patternOf(segments.slice(0, at + 1).join('/'))
  return { place: 'test', pattern: `${folder}/**` }
}

/** The config of a tool, at the root of the repository or of one of its projects. */
const toolUnit = (path: string): Unit | null => {
  const { folder, name } = partsOf(path)
  if (folder !== '' && !isChild(folder)) return null
  if (CONFIG.test(name)) return { place: 'ignored', pattern: under(generalised(folder), '*.config.*') }
  return TOOL.test(name) ? { place: 'ignored', pattern: under(generalised(folder), name) } : null
}

const CONFIG = /\.config\.[cm]?[jt]s$/
const TOOL = /^(gulpfile|gruntfile|webpack|rollup|karma|jest|babel)\b/i

const layerUnit = (path: string, folders: ReadonlyMap<string, 'domain' | 'service'>): Unit | null => {
  const segments = path.split('/')
  for (let i = 1; i < segments.length; i += 1) {
    const folder = segments.slice(0, i).join('/')
    const layer = folders.get(folder)
    if (layer !== undefined) return { place: layer, pattern: `${patternOf(folder)}/**` }
  }
  const stem = /([^/]+)\.[cm]?[jt]sx?$/.exec(path)?.[1] ?? ''
  return stem === 'domain' || stem === 'service' ? { place: stem, pattern: patternOf(path) } : null
}

/** What stands in the repository and is no part of the program: declarations, documents, what others wrote. */
const asideUnit = (path: string, folders: ReadonlyMap<string, 'domain' | 'service'>): Unit | null => {
  const segments = path.split('/')
  const [top = ''] = segments
  const { folder, name } = partsOf(path)
  const ending = /\.d\.[cm]?ts$/.exec(name)?.[0] ?? (CONFIG.test(name) ? '.config.*' : undefined)
  if (ending !== undefined && !segments.slice(0, -1).some((each) => SOURCE.has(each)))
    return { place: 'ignored', pattern: under(generalised(folder), `*${ending}`) }
  if (segments.length > 1 && ASIDE.has(top) && !isPassage(top, folders))
    return { place: 'ignored', pattern: `${top}/**` }
  return null
}

/** All that is left reaches the program from outside, or ties it together: its folder, or its name where it stands in the open. */
const apiUnit = (path: string, folders: ReadonlyMap<string, 'domain' | 'service'>): Unit => {
  const segments = path.split('/')
  for (let i = 1; i < segments.length; i += 1) {
    const folder = segments.slice(0, i).join('/')
    if (!isPassage(folder, folders)) return { place: 'api', pattern: `${generalised(folder)}/**` }
  }
  if (segments.length === 1) return { place: 'api', pattern: generalised(path) }
  const ending = /\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? ''
  return { place: 'api', pattern: `${generalised(segments.slice(0, -1).join('/'))}/*${ending}` }
}

/** The sources stand before scripts and examples. */
const sourceFirst = (one: string, other: string): number =>
  Number(other.startsWith('src/')) - Number(one.startsWith('src/'))

const partsOf = (path: string): { readonly folder: string; readonly name: string } => {
  const slash = path.lastIndexOf('/')
  return { folder: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) }
}

const under = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)

const SOURCE: ReadonlySet<string> = new Set(['src', 'source', 'lib'])

const ASIDE: ReadonlySet<string> = new Set([
  'docs',
  'doc',
  'website',
  'example',
  'examples',
  'demo',
  'public',
  'static',
  'assets',
  'vendor',
  'third_party',
  'third-party',
])
