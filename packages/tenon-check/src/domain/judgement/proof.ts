import type { Layer } from '../config/layer.ts'
import type { RuleId } from '../rules/rule-id.ts'
import type { Plant, Rule } from '../rules/rule.ts'
import type { Finding } from './finding.ts'

/** Where the files of a project are, as its config states. */
export interface Places {
  readonly layers: { readonly [layer in Layer]: readonly string[] }
  /** The files that are checked. */
  readonly files: readonly string[]
  readonly fits: (pattern: string, path: string) => boolean
  /** The layer of a path that is checked; `null` if it is in no layer or left out. */
  readonly layerOf: (path: string) => Layer | null
}

/** A plant and where it is put. */
export interface Planting {
  readonly rule: Finding['rule']
  readonly layer: Layer
  readonly pattern: string
  readonly path: string
  readonly text: string
}

/** A plant that fits nowhere. */
export interface Unplantable {
  readonly rule: Finding['rule']
  readonly layer: Layer
  readonly pattern: string
  readonly says: string
  /** Whether this prevents the rule from being proved. It does not if the rule cannot be broken there. */
  readonly fails: boolean
}

/** What is to be planted. */
export interface Plan {
  /** Each round has a path at most once, so that its plants can be checked together. */
  readonly rounds: readonly (readonly Planting[])[]
  readonly unplantable: readonly Unplantable[]
}

/** Plans to plant every plant of every rule under every pattern of its layer. */
export const planned = (rules: readonly Rule[], places: Places): Plan => {
  const rounds: Map<string, Planting>[] = []
  const unplantable: Unplantable[] = []
  for (const rule of rules)
    for (const layer of rule.layers)
      for (const pattern of places.layers[layer]) {
        const plants = rule.plants.filter((plant) => plant.layer === layer)
        const refuse = (says: string, fails: boolean): void => {
          unplantable.push({ rule: rule.id, layer, pattern, says, fails })
        }
        if (plants.length === 0) refuse(`${rule.id} has no plant for the layer ${layer}: a defect of tenon-check`, true)
        for (const plant of plants) {
          const path = pathFor(rule.id, plant, pattern, places)
          const text = path === null ? null : textAt(path.path, plant.text, places)
          if (path !== null && text !== null) enter(rounds, { rule: rule.id, layer, pattern, path: path.path, text })
          else if (path !== null) refuse('the plant needs a domain file, and there is none', false)
          else if (plant.file.includes('/') && !isGlob(pattern))
            refuse('it names one file, and a folder cannot be in a file', false)
          else refuse(`it puts no file named like ${plant.file} into the layer ${layer}`, true)
        }
      }
  return { rounds: rounds.map((round) => [...round.values()]), unplantable }
}

/** A domain file that imports another one, which matches the domain too, breaks a rule, and is to be ignored. */
export interface IgnoredPlanting extends Planting {
  readonly ignored: { readonly path: string; readonly text: string }
}

/** Plans to plant, under every pattern of the domain, a file to be ignored and one that imports it. */
export const plannedIgnored = (
  places: Places,
): { readonly plantings: readonly IgnoredPlanting[]; readonly unplantable: readonly Unplantable[] } => {
  const plantings: IgnoredPlanting[] = []
  const unplantable: Unplantable[] = []
  const about = { rule: 'ignored-source', layer: 'domain' } as const
  for (const pattern of places.layers.domain) {
    const path = pathFor('domain-imports', { ...about, file: 'planted-import.ts', text: '' }, pattern, places)?.path
    const ignored = pathFor('domain-imports', { ...about, file: 'planted-ignored.ts', text: '' }, pattern, places)?.path
    if (path === undefined || ignored === undefined)
      unplantable.push({ ...about, pattern, says: 'it puts no file into the layer domain', fails: true })
    else if (path === ignored)
      unplantable.push({ ...about, pattern, says: 'it names one file, so no other file can be ignored', fails: false })
    else {
      const text = `import '${specifierOf(path, ignored)}'\n`
      plantings.push({ ...about, pattern, path, text, ignored: { path: ignored, text: "export * from 'node:fs'\n" } })
    }
  }
  return { plantings, unplantable }
}

/**
 * Whether the import of the ignored file is reported at its place, and the file itself is reported as taken out of the
 * domain.
 */
export const isIgnoredReported = ({ path }: IgnoredPlanting, findings: readonly Finding[]): boolean =>
  findings.some((finding) => finding.rule === 'domain-imports' && finding.path === path) &&
  findings.some(({ rule }) => rule === 'ignored-source')

/** Whether there is a finding of the rule at the path of the planting, or at a folder that came with it. */
export const isReported = ({ rule, path }: Planting, findings: readonly Finding[]): boolean =>
  findings.some((finding) => finding.rule === rule && (finding.path === path || path.startsWith(`${finding.path}/`)))

const enter = (rounds: Map<string, Planting>[], planting: Planting): void => {
  const free = rounds.find((round) => !round.has(planting.path))
  if (free === undefined) rounds.push(new Map([[planting.path, planting]]))
  else free.set(planting.path, planting)
}

/** The text of a plant at a path, or `null` if it names a domain file and there is none. */
const textAt = (path: string, text: string, { files, layerOf }: Places): string | null => {
  if (!text.includes(DOMAIN)) return text
  const target = files.find((each) => TYPESCRIPT.test(each) && layerOf(each) === 'domain')
  return target === undefined ? null : text.replaceAll(DOMAIN, specifierOf(path, target))
}

/** A specifier with which one file imports another. */
const specifierOf = (path: string, target: string): string => {
  const up = '../'.repeat(path.split('/').length - 1)
  return up === '' ? `./${target}` : `${up}${target}`
}

/** The placeholder in a plant for the specifier of some domain file. */
const DOMAIN = '<domain>'

/** A path for a plant under a pattern: next to existing files, or in place of one if the pattern names single files. */
const pathFor = (
  rule: RuleId,
  plant: Plant,
  pattern: string,
  { files, fits, layerOf }: Places,
): { readonly path: string } | null => {
  const existing = files.filter((path) => fits(pattern, path) && layerOf(path) === plant.layer)
  const { base, filled } = foldersOf(pattern)
  const folders = [...new Set([base, ...existing.map(folderOf), filled])]
  const names = [plant.file, `${rule}-${plant.file}`, ...namesBy(pattern, plant.file)]
  const paths = folders.flatMap((folder) => names.map((name) => (folder === '' ? name : `${folder}/${name}`)))
  const path =
    paths.find((each) => !files.includes(each) && fits(pattern, each) && layerOf(each) === plant.layer) ??
    // A plant with a folder of its own is about that folder, so no existing file can take its place.
    (plant.file.includes('/') ? undefined : existing.find((each) => TYPESCRIPT.test(each)))
  return path === undefined ? null : { path }
}

const TYPESCRIPT = /(?<!\.d)\.[cm]?ts$/

/** The folder in which a pattern's wildcards begin, and one made by filling them in. */
const foldersOf = (pattern: string): { readonly base: string; readonly filled: string } => {
  const segments = pattern.split('/').slice(0, -1)
  const begin = segments.findIndex(isGlob)
  const filled = segments.flatMap((segment) => (segment === '**' ? [] : [filledIn(segment)]))
  return { base: segments.slice(0, begin === -1 ? segments.length : begin).join('/'), filled: filled.join('/') }
}

const filledIn = (segment: string): string =>
  segment
    .replaceAll(/\{([^{},]*)[^{}]*\}/g, '$1')
    .replaceAll(/\*+/g, 'planted')
    .replaceAll('?', 'x')

/** Names that fit a pattern that ends in a file name: the plant's own name replaces the wildcard. */
const namesBy = (pattern: string, file: string): readonly string[] => {
  const last = pattern.split('/').at(-1) ?? ''
  const slash = file.lastIndexOf('/') + 1
  const stem = file.slice(slash).replace(/\.\w+$/, '')
  if (!last.includes('*') || last === '**') return []
  return [file.slice(0, slash) + filledIn(last.replace('*', stem))]
}

const isGlob = (text: string): boolean => /[*?[\]{}]|[!+@]\(/.test(text)

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
