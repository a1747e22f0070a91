import type { Finding } from '../../../domain/judgement/finding.ts'
import { isTrusted } from '../../../domain/judgement/health-findings.ts'
import { type Layer, layers } from '../../../domain/config/layer.ts'
import type { Extent, Reading } from '../../../domain/project/reading.ts'
import type { Rule } from '../../../domain/rules/rule.ts'
import type { RuleId } from '../../../domain/rules/rule-id.ts'

/** The result of a check. Paths are relative to the project's root, with slashes. */
export interface Report {
  readonly extent: Extent
  readonly files: number
  /** The number of imports and re-exports, within the project and out of it. */
  readonly edges: number
  readonly layers: { readonly [layer in Layer]: number }
  readonly rules: {
    readonly kept: readonly RuleId[]
    readonly broken: readonly RuleId[]
    /** The rules that need the whole project, if only some of its files were checked. */
    readonly notAsked: readonly RuleId[]
  }
  readonly findings: readonly Finding[]
  /** The findings that comments in the files allow. */
  readonly allowed: readonly Finding[]
  /** The findings that the project's baseline covers. */
  readonly baselined: readonly Finding[]
  readonly mended: readonly FixedFile[]
  /** Whether everything that should be checked was checked. */
  readonly trusted: boolean
}

/** A file that `--fix` changed. */
export interface FixedFile {
  readonly path: string
  readonly edits: number
}

/** The findings of a check, by how they are treated, and the files that `--fix` changed. */
export type Found = Pick<Report, 'findings' | 'allowed' | 'baselined' | 'mended'>

/**
 * Returns the report of a check. A rule counts as kept if a file of one of its layers was checked and it is not
 * broken.
 */
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

/** Returns the report of a check that could not begin. */
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

/** Returns a summary of a check in a few sentences: how much was checked, and the results. */
export const summaryOf = (report: Report): string =>
  [counts(report), mendedIn(report), mendable(report), notAsked(report), distrust(report)]
    .filter((each) => each !== '')
    .join(' ')

const counts = ({ files, edges, layers: perLayer, rules, allowed, baselined }: Report): string => {
  const placed = layers.filter((layer) => perLayer[layer] > 0).map((layer) => `${layer} ${number(perLayer[layer])}`)
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
  return `Fixed ${counted(edits, 'place')} in ${mended.map(({ path }) => path).join(', ')}.`
}

/**
 * Says how many findings there are, and how many of them `--fix` can fix. It does not change files that cannot be
 * parsed.
 */
const mendable = ({ findings, mended }: Report): string => {
  if (findings.length === 0) return ''
  const all = counted(findings.length, 'finding')
  const unparsed = new Set(findings.filter(({ rule }) => rule === 'parse-error').map(({ path }) => path))
  const edited = findings.filter(({ path, places }) => !unparsed.has(path) && places.some(({ edit }) => edit !== null))
  if (edited.length === 0 || mended.length > 0) return `${all}.`
  const whole = edited.filter(({ places }) => places.every(({ edit }) => edit !== null)).length
  const part = edited.length === whole ? '' : `, and ${number(edited.length - whole)} in part`
  return `${number(whole)} of ${all} can be fixed by "tenon-check --fix"${part}.`
}

const notAsked = ({ rules: { notAsked: ids } }: Report): string =>
  ids.length === 0 ? '' : `Not checked: ${ids.join(', ')}, which need the whole project.`

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

/**
 * Formats a whole number with thousands separators. The first call of `toLocaleString` would take longer than checking
 * a file.
 */
const number = (count: number): string => String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
