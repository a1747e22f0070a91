import type { Edit } from '../facts/edit.ts'
import { summariseDomainImports } from '../rules/domain-imports/summary.ts'
import { summariseExplicitFields } from '../rules/explicit-fields/summary.ts'
import { summariseFrozen } from '../rules/frozen/summary.ts'
import type { Summarise } from '../rules/summary.ts'
import { withoutOverlaps } from './edits.ts'
import { byPlace, type Finding, type TextRange, type UngroupedFinding } from './finding.ts'

/**
 * Groups findings: one for each declaration, however many of its fields break a rule, and one for each file outside the
 * domain, however many domain files import it. They are in order of path and position. Allowances and baselines apply
 * to single places, so remove what they cover first.
 */
export const grouped = (findings: readonly UngroupedFinding[]): readonly Finding[] =>
  [...Map.groupBy(findings, keyOf).values()].flatMap(asOne).toSorted(byPlace)

/**
 * Groups findings as `grouped` does, but each file separately. For the findings that comments allow, and for linters.
 */
export const groupedByFile = (findings: readonly UngroupedFinding[]): readonly Finding[] =>
  [...Map.groupBy(findings, ({ path }) => path).values()].flatMap(grouped)

/** Turns each place into a finding of its own, as a baseline counts them. */
export const ungrouped = (findings: readonly UngroupedFinding[]): readonly Finding[] =>
  findings.map(({ group: _group, ...finding }) => finding)

/** The edits that fix a finding and can be made at once: none is inside another. */
export const editsOf = ({ places }: Finding): readonly Edit[] =>
  withoutOverlaps(places.flatMap(({ edit }) => edit ?? []))

/** The key of a finding's group; a finding without a group is its own key. */
const keyOf = (finding: UngroupedFinding): unknown => {
  const { rule, path, group } = finding
  if (group === null) return finding
  return JSON.stringify([rule, group.across === 'file' ? path : '', group.key])
}

const SUMMARIES: ReadonlyMap<Finding['rule'], Summarise> = new Map([
  ['domain-imports', summariseDomainImports],
  ['explicit-fields', summariseExplicitFields],
  ['frozen', summariseFrozen],
])

const asOne = (members: readonly UngroupedFinding[]): readonly Finding[] => {
  const [first, second, ...others] = members.toSorted(byPlace)
  if (first === undefined) return []
  const { group, ...finding } = first
  // A declaration keeps its subject, however many of its fields break the rule.
  const subject = group === null || group.declaration === null ? first.subject : first.within
  const summarise = SUMMARIES.get(first.rule)
  if (second === undefined || summarise === undefined) return [{ ...finding, subject }]
  const all = [first, second, ...others] as const
  const places = all.flatMap((each) => each.places)
  return [{ ...finding, ...placeOf(all), ...summarise(all), subject, places }]
}

/** Several places of a declaration are reported at its name, unless they are on one line. */
const placeOf = ([first, ...others]: readonly [
  UngroupedFinding,
  ...(readonly UngroupedFinding[]),
]): Partial<TextRange> => {
  const { group, line } = first
  const isScattered = others.some((each) => each.line !== line)
  return group === null || group.declaration === null || !isScattered ? {} : group.declaration.named
}
