import { disjoint } from './edits.ts'
import { type Breach, byPlace, type Finding, type Stretch } from './finding.ts'
import { domainImportsTogether } from '../rules/domain-imports/together.ts'
import { explicitFieldsTogether } from '../rules/explicit-fields/together.ts'
import { frozenTogether } from '../rules/frozen/together.ts'
import type { Several, Together } from '../rules/several.ts'
import type { Edit } from '../facts/edit.ts'

/**
 * Groups breaches into findings: one for each declaration, however many of its fields break a rule, and one for each file outside the domain, however many
 * files import it. They are in order of path and position. Allowances and baselines apply to single places, so what they cover must be removed first.
 */
export const together = (breaches: readonly Breach[]): readonly Finding[] =>
  [...Map.groupBy(breaches, keyOf).values()].flatMap(toldOf).toSorted(byPlace)

/** As `together`, for each file on its own. For what comments allow, and for linters. */
export const togetherInFiles = (breaches: readonly Breach[]): readonly Finding[] =>
  [...Map.groupBy(breaches, ({ path }) => path).values()].flatMap(together)

/** Breaches as findings of one place each, as a baseline counts them. */
export const apart = (breaches: readonly Breach[]): readonly Finding[] =>
  breaches.map(({ group: _group, ...finding }) => finding)

/** The edits that fix a finding and can be made at once: none is inside another. */
export const editsOf = ({ places }: Finding): readonly Edit[] => disjoint(places.flatMap(({ edit }) => edit ?? []))

/** The key of a breach's group; a breach without a group is its own key. */
const keyOf = (breach: Breach): unknown => {
  const { rule, path, group } = breach
  if (group === null) return breach
  return JSON.stringify([rule, group.across === 'file' ? path : '', group.key])
}

const TOGETHER: ReadonlyMap<Finding['rule'], Together> = new Map([
  ['domain-imports', domainImportsTogether],
  ['explicit-fields', explicitFieldsTogether],
  ['frozen', frozenTogether],
])

const toldOf = (alike: readonly Breach[]): readonly Finding[] => {
  const [first, second, ...others] = alike.toSorted(byPlace)
  if (first === undefined) return []
  const { group, ...finding } = first
  // A declaration keeps its subject, however many of its fields break the rule.
  const subject = group === null || group.declaration === null ? first.subject : first.within
  const tell = TOGETHER.get(first.rule)
  if (second === undefined || tell === undefined) return [{ ...finding, subject }]
  const several: Several = [first, second, ...others]
  const places = several.flatMap((each) => each.places)
  return [{ ...finding, ...placeOf(several), ...tell(several), subject, places }]
}

/** Several places of a declaration are reported at its name, unless they are on one line. */
const placeOf = ([first, ...others]: Several): Partial<Stretch> => {
  const { group, line } = first
  const scattered = others.some((each) => each.line !== line)
  return group === null || group.declaration === null || !scattered ? {} : group.declaration.named
}
