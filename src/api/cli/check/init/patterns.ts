import type { Layer } from '../../../../domain/rules/layer.ts'
import { Layers } from '../../../../service/project/layers/layers.ts'
import { foldersAbove, generalised, literal, parentOf } from './folders.ts'

/** Where the files of a project belong, and the folders that have a `package.json` of their own: patterns must lead through those, for their packages are read there. */
export interface PlacedFiles {
  readonly places: ReadonlyMap<string, Place>
  readonly projects: readonly string[]
}

type Place = Layer | 'ignored'

/** Patterns that take the same files as the narrow ones of one place, as few and as wide as do that. */
export const widened = (narrow: readonly string[], place: Place, lying: PlacedFiles): readonly string[] => {
  const everywhere = narrow.filter((pattern) => pattern.startsWith('**/'))
  const alike = Map.groupBy(
    narrow.filter((pattern) => !everywhere.includes(pattern)),
    tailOf,
  )
  return [...everywhere, ...new Set([...alike.values()].flatMap((patterns) => wide(patterns, place, lying)))]
}

/** The patterns of the api: it is asked last, so a whole folder at the root says the same as all that is left of it. */
export const apiPatterns = ({ places, projects }: PlacedFiles): readonly string[] => {
  const folders = [...places].flatMap(([path, place]) => {
    if (place !== 'api') return []
    const [top = '', ...below] = path.split('/')
    return below.length === 0 ? [] : [projects.findLast((each) => isBelow(path, each)) ?? top]
  })
  const alike = Map.groupBy(new Set(folders.map(generalised)), (folder) => {
    const [top = '', ...below] = folder.split('/')
    return `${below.length} ${top}`
  })
  const endings = [...places].flatMap(([path, place]) =>
    place === 'api' && !path.includes('/') ? [/\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? ''] : [],
  )
  return [
    ...[...alike.values()].map((each) => `${aligned(each)}/**`),
    ...new Set(endings.map((ending) => `*${ending}`)),
  ]
}

/** Patterns that end alike, as one where that takes no file of a layer that is asked later; else as one for each folder in which that is so. */
const wide = (narrow: readonly string[], place: Place, lying: PlacedFiles): readonly string[] => {
  const general = [...new Set(narrow.map(generalisedPattern))]
  const shared = sharedFolder(narrow)
  const wider = [...(general.length === 1 ? general : []), ...widerThan(narrow, shared, place, lying.projects)]
  const one = wider.find((pattern) => takesTheSame(pattern, narrow, place, lying))
  if (one !== undefined) return [one]
  const apart = Map.groupBy(narrow, (pattern) => pattern.slice(shared === '' ? 0 : shared.length + 1).split('/')[0])
  return apart.size === 1 ? narrow : [...apart.values()].flatMap((patterns) => wide(patterns, place, lying))
}

/** What may take the place of several patterns, the widest first. What is ignored is not looked for everywhere: it might be a source one day. */
const widerThan = (
  narrow: readonly string[],
  shared: string,
  place: Place,
  projects: readonly string[],
): readonly string[] => {
  const [first = '', ...others] = narrow
  if (others.length === 0 || place === 'ignored') return []
  const through = acrossFrom(shared, narrow, projects)
  return [
    ...(through === null ? [] : [under(through, `**/${tailOf(first)}`)]),
    ...(others.every((each) => depth(each) === depth(first)) ? [aligned(narrow)] : []),
  ]
}

const depth = (pattern: string): number => pattern.split('/').length

/** Paths of the same depth as one pattern, with a star where they differ. */
const aligned = (paths: readonly string[]): string => {
  const [first = [], ...others] = paths.map((path) => path.split('/'))
  return first.map((name, i) => (others.every((each) => each[i] === name) ? name : '*')).join('/')
}

/** The folders from which stars may lead to what patterns have in common: those that they share, and a star for the projects right below. `null` where projects lie deeper. */
const acrossFrom = (shared: string, narrow: readonly string[], projects: readonly string[]): string | null => {
  const led = projects.filter(
    (project) => isBelow(project, shared) && narrow.some((pattern) => isBelow(pattern, literal(project))),
  )
  if (led.length === 0) return shared
  return led.every((project) => parentOf(project) === shared) ? under(shared, '*') : null
}

/** Whether a pattern takes all that narrow ones do, and nothing that would come into another place by them. */
const takesTheSame = (pattern: string, narrow: readonly string[], place: Place, { places }: PlacedFiles): boolean => {
  const fits = fitting([pattern])
  const fitsNarrow = fitting(narrow)
  return [...places].every(([path, other]) => (fits(path) ? !TAKEN_FROM[place].includes(other) : !fitsNarrow(path)))
}

/** The places whose files a pattern of a place would take: those that are asked later, and what is ignored, for that must not fit what is checked by rules. */
const TAKEN_FROM: { readonly [place in Place]: readonly Place[] } = {
  ignored: ['test', 'domain', 'service', 'api'],
  test: ['domain', 'service', 'api'],
  domain: ['service', 'api', 'ignored'],
  service: ['api', 'ignored'],
  api: [],
}

const fitting = (patterns: readonly string[]): ((path: string) => boolean) => {
  const layers = Layers.stated({ layers: { domain: [], service: [], api: patterns, test: [] }, ignored: [] })
  return (path) => layers.of(path) !== null
}

/** What patterns must have in common to become one: `domain/**`, `*.config.*`, `constants.ts`. */
const tailOf = (pattern: string): string => /(?:[^/]*\/\*\*|[^/]*)$/.exec(pattern)?.[0] ?? pattern

const headOf = (pattern: string): string => pattern.slice(0, -tailOf(pattern).length).replace(/\/$/, '')

/** A pattern with stars for the names of projects, but for the folder or the file that it is about. */
const generalisedPattern = (pattern: string): string => {
  const head = headOf(pattern)
  return under(head === '' ? '' : generalised(head), tailOf(pattern))
}

const sharedFolder = (patterns: readonly string[]): string => {
  const [first = '', ...others] = patterns
  return foldersAbove(`${headOf(first)}/x`).findLast((folder) => others.every((each) => isBelow(each, folder))) ?? ''
}

const isBelow = (path: string, folder: string): boolean => folder === '' || path.startsWith(`${folder}/`)

const under = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`)
