import type { Extent, FileLines, Reading } from '../project/reading.ts'
import type { Rule } from '../rules/rule.ts'
import { byPlace, type UngroupedFinding } from './finding.ts'
import { fileHealth, placed, projectHealth, unusedAllowances, withoutGroup } from './health-findings.ts'

/** What the rules find, place by place. `grouped` turns it into what is reported. */
export interface Judgement {
  /** In order of path and position, without what allowances cover. */
  readonly findings: readonly UngroupedFinding[]
  /** What allowances cover. */
  readonly allowed: readonly UngroupedFinding[]
}

/** Checks a project against the rules. */
export const judge = (reading: Reading, rules: readonly Rule[], extent: Extent): Judgement => {
  const byPath = new Map(reading.views.map(({ facts }) => [facts.path, facts]))
  const linesAt = (path: string): FileLines => byPath.get(path) ?? { path, lineStarts: [0] }
  const found = rules.flatMap((rule) => {
    if (rule.reads === 'file')
      return reading.views
        .filter(({ layer }) => rule.layers.includes(layer))
        .flatMap((view) => rule.find(view).map((each) => placed(rule.id, view.facts, each)))
    if (extent === 'files') return []
    return rule.find(reading).map((each) => placed(rule.id, linesAt(each.path), each))
  })
  const allowancesOf = allowing(reading)
  const findings = found.filter((finding) => allowancesOf(finding).length === 0)
  const allowed = found.filter((finding) => allowancesOf(finding).length > 0).toSorted(byPlace)
  const used = new Set(allowed.flatMap(allowancesOf))
  const health = [
    ...reading.views.flatMap(fileHealth),
    ...reading.views.flatMap((view) =>
      unusedAllowances(view, ({ rule, line }) => used.has(key(rule, view.facts.path, line)), extent, rules),
    ),
    ...projectHealth(reading, extent),
  ].map(withoutGroup)
  return { findings: [...findings, ...health].toSorted(byPlace), allowed }
}

/**
 * Returns a function that finds the comments that cover a finding: about its line, or about a line on which its
 * declaration begins or is named.
 */
const allowing = ({ views }: Reading): ((finding: UngroupedFinding) => readonly string[]) => {
  const stated = new Set(
    views.flatMap(({ facts: { path, allowances } }) =>
      allowances.filter(({ reason }) => reason !== '').map(({ rule, line }) => key(rule, path, line)),
    ),
  )
  if (stated.size === 0) return () => []
  return ({ rule, path, line, group }) =>
    [line, ...linesOf(group)].map((each) => key(rule, path, each)).filter((each) => stated.has(each))
}

const linesOf = (group: UngroupedFinding['group']): readonly number[] => {
  if (group === null || group.declaration === null) return []
  const { line, named } = group.declaration
  return [line, named.line]
}

const key = (rule: string, path: string, line: number): string => `${rule} ${line} ${path}`
