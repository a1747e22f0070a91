import type { Layer } from '../../../domain/config/layer.ts'
import { Layers } from '../../../service/project/layers/layers.ts'
import { foldersAbove, generalised, literal, parentOf } from './folders.ts'

/**
 * Where the files of a project belong, and the folders with their own `package.json`. Patterns must lead through those
 * folders, because their packages are read there.
 */
export interface PlacedFiles {
  readonly places: ReadonlyMap<string, Place>
  readonly projects: readonly string[]
}

type Place = Layer | 'ignored'

/** Returns the fewest and widest patterns that match the same files as the narrow patterns of one place. */
export const widened = (narrow: readonly string[], place: Place, placed: PlacedFiles): readonly string[] => {
  const everywhere = narrow.filter((pattern) => pattern.startsWith('**/'))
  const alike = Map.groupBy(
    narrow.filter((pattern) => !everywhere.includes(pattern)),
    tailOf,
  )
  return [...everywhere, ...new Set([...alike.values()].flatMap((patterns) => wide(patterns, place, placed)))]
}

/**
 * Returns the patterns of the api. It is matched last, so a pattern for a whole folder at the root covers what is left
 * of the folder.
 */
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

/**
 * Merges patterns with the same ending into one, if that one matches no file of a layer that is matched later;
 * otherwise into one for each folder where this holds.
 */
const wide = (narrow: readonly string[], place: Place, placed: PlacedFiles): readonly string[] => {
  const general = [...new Set(narrow.map(generalisedPattern))]
  const shared = sharedFolder(narrow)
  const wider = [...(general.length === 1 ? general : []), ...widerThan(narrow, shared, place, placed.projects)]
  const one = wider.find((pattern) => takesTheSame(pattern, narrow, place, placed))
  if (one !== undefined) return [one]
  const apart = Map.groupBy(narrow, (pattern) => pattern.slice(shared === '' ? 0 : shared.length + 1).split('/')[0])
  return apart.size === 1 ? narrow : [...apart.values()].flatMap((patterns) => wide(patterns, place, placed))
}

/**
 * Returns patterns that may replace several narrow ones, the widest first. Patterns under "ignored" are not widened,
 * because they might match a source one day.
 */
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

/** Merges paths of the same depth into one pattern, with a star where they differ. */
const aligned = (paths: readonly string[]): string => {
  const [first = [], ...others] = paths.map((path) => path.split('/'))
  return first.map((name, i) => (others.every((each) => each[i] === name) ? name : '*')).join('/')
}

/**
 * Returns the folder below which `**` may replace the rest of the patterns: the folder that they share, with a star if
 * projects are directly below it. `null` if projects are deeper.
 */
const acrossFrom = (shared: string, narrow: readonly string[], projects: readonly string[]): string | null => {
  const led = projects.filter(
    (project) => isBelow(project, shared) && narrow.some((pattern) => isBelow(pattern, literal(project))),
  )
  if (led.length === 0) return shared
  return led.every((project) => parentOf(project) === shared) ? under(shared, '*') : null
}

/** Whether a pattern matches every file that the narrow ones match, and takes no file from another place. */
const takesTheSame = (pattern: string, narrow: readonly string[], place: Place, { places }: PlacedFiles): boolean => {
  const fits = fitting([pattern])
  const fitsNarrow = fitting(narrow)
  return [...places].every(([path, other]) => (fits(path) ? !TAKEN_FROM[place].includes(other) : !fitsNarrow(path)))
}

/**
 * The places from which a pattern of a place would take files: the layers that are matched later, and "ignored", whose
 * files must not match a layer with rules.
 */
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

/** Returns the ending that patterns must share to be merged: `domain/**`, `*.config.*`, `constants.ts`. */
const tailOf = (pattern: string): string => /(?:[^/]*\/\*\*|[^/]*)$/.exec(pattern)?.[0] ?? pattern

const headOf = (pattern: string): string => pattern.slice(0, -tailOf(pattern).length).replace(/\/$/, '')

/** Returns a pattern with stars for the names of projects. The last folder or file name stays. */
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
