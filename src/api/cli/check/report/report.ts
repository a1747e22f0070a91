import type { Finding } from '../../../../domain/rules/judgement/finding.ts'
import { isTrusted } from '../../../../domain/rules/judgement/illness.ts'
import { type Layer, layers } from '../../../../domain/rules/layer.ts'
import type { Extent, Reading } from '../../../../domain/rules/judgement/reading.ts'
import type { Rule } from '../../../../domain/rules/rule.ts'
import type { RuleId } from '../../../../domain/rules/rule-id.ts'

/** What came of a check. Paths are from the project's root, with slashes. */
export interface Report {
  readonly extent: Extent
  readonly files: number
  /** How many imports and exports lead from file to file, or out of the project. */
  readonly edges: number
  readonly layers: { readonly [layer in Layer]: number }
  readonly rules: {
    readonly kept: readonly RuleId[]
    readonly broken: readonly RuleId[]
    /** Those that need the whole project where some of its files were checked. */
    readonly notAsked: readonly RuleId[]
  }
  readonly findings: readonly Finding[]
  /** What comments in the files let stand. */
  readonly allowed: readonly Finding[]
  /** What the project's baseline lets stand. */
  readonly baselined: readonly Finding[]
  readonly mended: readonly FixedFile[]
  /** Whether all that should be looked at was looked at. */
  readonly trusted: boolean
}

/** A file that was changed by `--fix`. */
export interface FixedFile {
  readonly path: string
  readonly edits: number
}

/** The findings of a check, by what becomes of them. */
export type Found = Pick<Report, 'findings' | 'allowed' | 'baselined' | 'mended'>

/** Draws up what came of a check. A rule is kept where it had something to look at and is not broken. */
export const reportOf = (reading: Reading, extent: Extent, rules: readonly Rule[], found: Found): Report => {
  const present = new Set(reading.views.map(({ layer }) => layer))
  const asked = rules.filter(
    (rule) => (rule.reads === 'file' || extent === 'project') && rule.layers.some((layer) => present.has(layer)),
  )
  const broken = new Set<string>(found.findings.map(({ rule }) => rule))
  return {
    extent,
    files: reading.views.length,
    edges: reading.views.reduce((sum, { edges }) => sum + edges.length, 0),
    layers: countsOf(reading),
    rules: {
      kept: asked.filter(({ id }) => !broken.has(id)).map(({ id }) => id),
      broken: rules.filter(({ id }) => broken.has(id)).map(({ id }) => id),
      notAsked: extent === 'project' ? [] : rules.filter(({ reads }) => reads === 'project').map(({ id }) => id),
    },
    ...found,
    trusted: found.findings.every(isTrusted),
  }
}

/** What came of a check that could not begin. */
export const nothingChecked = (findings: readonly Finding[]): Report => ({
  extent: 'project',
  files: 0,
  edges: 0,
  layers: { domain: 0, service: 0, api: 0, test: 0 },
  rules: { kept: [], broken: [], notAsked: [] },
  findings,
  allowed: [],
  baselined: [],
  mended: [],
  trusted: false,
})

const countsOf = ({ views }: Reading): Report['layers'] => {
  const counts = { domain: 0, service: 0, api: 0, test: 0 }
  for (const { layer } of views) counts[layer] += 1
  return counts
}

/** What came of a check in a few sentences: what was looked at, and what the rules say. */
export const summaryOf = (report: Report): string =>
  [counts(report), mendedIn(report), mendable(report), notAsked(report), distrust(report)]
    .filter((each) => each !== '')
    .join(' ')

const counts = ({ files, edges, layers: standing, rules, allowed, baselined }: Report): string => {
  const placed = layers.filter((layer) => standing[layer] > 0).map((layer) => `${layer} ${number(standing[layer])}`)
  const parts = [
    `${counted(files, 'file')}, ${counted(edges, 'import')}`,
    placed.join(', '),
    `${counted(rules.kept.length, 'rule')} kept, ${number(rules.broken.length)} broken`,
    [
      ...(allowed.length === 0 ? [] : [counted(allowed.length, 'exception')]),
      ...(baselined.length === 0 ? [] : [`${number(baselined.length)} in the baseline`]),
    ].join(', '),
  ]
  return `${parts.filter((part) => part !== '').join('; ')}.`
}

const mendedIn = ({ mended }: Report): string => {
  if (mended.length === 0) return ''
  const edits = mended.reduce((sum, each) => sum + each.edits, 0)
  return `Mended ${counted(edits, 'place')} in ${mended.map(({ path }) => path).join(', ')}.`
}

/** How many findings there are, and how many of them `--fix` would mend; it touches no file that cannot be parsed. */
const mendable = ({ findings, mended }: Report): string => {
  if (findings.length === 0) return ''
  const all = counted(findings.length, 'finding')
  const unparsed = new Set(findings.filter(({ rule }) => rule === 'parse-error').map(({ path }) => path))
  const edited = findings.filter(({ path, places }) => !unparsed.has(path) && places.some(({ edit }) => edit !== null))
  if (edited.length === 0 || mended.length > 0) return `${all}.`
  const whole = edited.filter(({ places }) => places.every(({ edit }) => edit !== null)).length
  const part = edited.length === whole ? '' : `, and ${number(edited.length - whole)} in part`
  return `${number(whole)} of ${all} ${whole === 1 || findings.length === 1 ? 'is' : 'are'} mended by "tenon check --fix"${part}.`
}

const notAsked = ({ rules: { notAsked: ids } }: Report): string =>
  ids.length === 0 ? '' : `Not asked: ${ids.join(', ')}, which need the whole project.`

const distrust = ({ trusted, findings }: Report): string => {
  if (trusted) return ''
  const ill = Map.groupBy(
    findings.filter((finding) => !isTrusted(finding)),
    ({ rule }) => rule,
  )
  const causes = [...ill].map(([rule, alike]) => `${number(alike.length)} ${rule}`)
  return `This check cannot be trusted: ${causes.join(', ')}.`
}

const counted = (count: number, one: string): string => `${number(count)} ${count === 1 ? one : `${one}s`}`

/** A whole number with its thousands apart. `toLocaleString` takes longer the first time than to check a file. */
const number = (count: number): string => String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
