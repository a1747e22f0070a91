import { disjoint } from './edits.ts'
import { type Breach, byPlace, type Finding, type Stretch } from './finding.ts'
import { domainImportsTogether } from './together/domain-imports.ts'
import { explicitFieldsTogether } from './together/explicit-fields.ts'
import { frozenTogether } from './together/frozen.ts'
import type { Several, Together } from './together/several.ts'
import type { Edit } from '../facts/edit.ts'

/**
 * Makes of what was found, place by place, the findings that are told: one for a declaration, however many of its fields break a rule, and one for a file
 * outside of the domain, however many files import it. They are in order of path and place. What an allowance or a baseline lets stand is to be taken out
 * before: each lets its own places stand, and no others.
 */
export const together = (breaches: readonly Breach[]): readonly Finding[] =>
  [...Map.groupBy(breaches, keyOf).values()].flatMap(toldOf).toSorted(byPlace)

/** As `together`, for each file by itself: what comments let stand, each with its reason, and what a linter sees. */
export const togetherInFiles = (breaches: readonly Breach[]): readonly Finding[] =>
  [...Map.groupBy(breaches, ({ path }) => path).values()].flatMap(together)

/** What was found as findings of one place each, as a baseline counts them. */
export const apart = (breaches: readonly Breach[]): readonly Finding[] =>
  breaches.map(({ group: _group, ...finding }) => finding)

/** The changes that mend a finding, as far as they can be made at once: none lies in another. */
export const editsOf = ({ places }: Finding): readonly Edit[] => disjoint(places.flatMap(({ edit }) => edit ?? []))

/** What is told alone is its own key. */
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
  // However many of its fields are found, a declaration is told of as the same.
  const subject = group === null || group.declaration === null ? first.subject : first.within
  const tell = TOGETHER.get(first.rule)
  if (second === undefined || tell === undefined) return [{ ...finding, subject }]
  const several: Several = [first, second, ...others]
  const places = several.flatMap((each) => each.places)
  return [{ ...finding, ...placeOf(several), ...tell(several), subject, places }]
}

/** Several of a declaration stand at its name, unless they are on one line. */
const placeOf = ([first, ...others]: Several): Partial<Stretch> => {
  const { group, line } = first
  const scattered = others.some((each) => each.line !== line)
  return group === null || group.declaration === null || !scattered ? {} : group.declaration.named
}
