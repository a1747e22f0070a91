import type { Finding } from './finding.ts'
import { illnessesOfFile, illnessesOfProject, placed, unusedIn } from './illness.ts'
import type { Extent, Lined, Reading } from './reading.ts'
import type { Rule } from '../rule.ts'

/** What the rules say of what was read. */
export interface Judgement {
  /** In order of path and place. What an allowance lets stand is not among them. */
  readonly findings: readonly Finding[]
  /** What allowances let stand. */
  readonly allowed: readonly Finding[]
}

/** Judges what was read by the rules. It looks at data and touches nothing. */
export const judge = (reading: Reading, rules: readonly Rule[], extent: Extent): Judgement => {
  const byPath = new Map(reading.views.map(({ facts }) => [facts.path, facts]))
  const linedAt = (path: string): Lined => byPath.get(path) ?? { path, lineStarts: [0] }
  const found = rules.flatMap((rule) => {
    if (rule.reads === 'file')
      return reading.views
        .filter(({ layer }) => rule.layers.includes(layer))
        .flatMap((view) => rule.find(view).map((each) => placed(rule.id, view.facts, each)))
    if (extent === 'files') return []
    return rule.find(reading).map((each) => placed(rule.id, linedAt(each.path), each))
  })
  const allows = allowing(reading)
  const findings = found.filter((finding) => !allows(finding))
  const allowed = found.filter(allows).toSorted(byPlace)
  const used = new Set(allowed.map(({ rule, path, line }) => key(rule, path, line)))
  const health = [
    ...reading.views.flatMap(illnessesOfFile),
    ...reading.views.flatMap((view) =>
      unusedIn(view, ({ rule, line }) => used.has(key(rule, view.facts.path, line)), extent, rules),
    ),
    ...illnessesOfProject(reading, extent),
  ]
  return { findings: [...findings, ...health].toSorted(byPlace), allowed }
}

/** Tells whether a comment lets a finding stand. */
const allowing = ({ views }: Reading): ((finding: Finding) => boolean) => {
  const stated = new Set(
    views.flatMap(({ facts: { path, allowances } }) =>
      allowances.filter(({ reason }) => reason !== '').map(({ rule, line }) => key(rule, path, line)),
    ),
  )
  return ({ rule, path, line }) => stated.has(key(rule, path, line))
}

const key = (rule: string, path: string, line: number): string => `${rule} ${line} ${path}`

const byPlace = (one: Finding, other: Finding): number =>
  one.path === other.path ? one.start - other.start : one.path < other.path ? -1 : 1
