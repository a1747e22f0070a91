import type { Settled } from '../../../../domain/conformance/summary.ts'
import { clean } from '../../event/event-line.ts'

/** The most characters of a reason that are shown. */
const MOST = 600

/** A reason as lines for people: cut where it is long, and nothing in it moves the cursor. */
export const reasonLines = (says: string): readonly string[] => shortened(says, MOST).split('\n').map(clean)

/** A text that is cut where it has more characters than these. */
export const shortened = (text: string, most: number): string => {
  // By code points, so that no pair of surrogates is torn.
  const points = [...text]
  return points.length <= most ? text : `${points.slice(0, most).join('')}… (${points.length} characters)`
}

/** Cases of one reason. */
export interface Group {
  readonly first: Settled
  readonly more: readonly Settled[]
}

/** Groups cases by their reasons, which are equal where only the place or an id differs, in the order in which they came. */
export const byReason = (cases: readonly Settled[]): readonly Group[] =>
  [...Map.groupBy(cases, (each) => reasonOf(each).replaceAll(OWN, '')).values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ first, more }],
  )

/** Why a case was not kept. */
export const reasonOf = ({ verdict }: Settled): string => (verdict.kind === 'kept' ? '' : verdict.says)

/** What every case has its own of: its folder, its place's name, and ids of events. */
const OWN = /tenon-lab-\w+|\bt[\da-f]{16}\b|\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g
