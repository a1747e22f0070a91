import type { Settled } from '../../../../domain/conformance/summary.ts'
import { clean } from '../../terminal/visible.ts'

/** At most this many characters of a reason are shown. */
const MOST = 600

/**
 * Returns a reason as lines for people: shortened if it is long, and with characters escaped that would move the
 * cursor.
 */
export const reasonLines = (says: string): readonly string[] => shortened(says, MOST).split('\n').map(clean)

/** Shortens a text to at most this many characters, and then states its full length. */
export const shortened = (text: string, most: number): string => {
  // Cut by code points, so that no surrogate pair is split.
  const points = [...text]
  return points.length <= most ? text : `${points.slice(0, most).join('')}… (${points.length} characters)`
}

/** Cases with the same reason. */
export interface Group {
  readonly first: Settled
  readonly more: readonly Settled[]
}

/** Groups cases by their reasons, in their order. Reasons are equal if they differ only in a place or an id. */
export const byReason = (cases: readonly Settled[]): readonly Group[] =>
  [...Map.groupBy(cases, (each) => reasonOf(each).replaceAll(OWN, '')).values()].flatMap(([first, ...more]) =>
    first === undefined ? [] : [{ first, more }],
  )

/** Returns why a case was not kept; an empty text if it was. */
export const reasonOf = ({ verdict }: Settled): string => (verdict.kind === 'kept' ? '' : verdict.says)

/** The parts of a reason that differ between cases: a folder, a place's name, and ids. */
const OWN = /tenon-lab-\w+|\bt[\da-f]{16}\b|\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/g
