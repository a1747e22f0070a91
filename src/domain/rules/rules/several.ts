import type { Breach, Finding } from '../judgement/finding.ts'

/** What is told as one, in order of path and place. */
export type Several = readonly [Breach, Breach, ...(readonly Breach[])]

/** Tells of several at once. */
export type Together = (several: Several) => Pick<Finding, 'what' | 'fix'>

/** The first few of a list and how many more there are: `id, total, items, and 4 more`. */
export const shortly = (names: readonly string[]): string => {
  if (names.length > MOST + 1) return `${names.slice(0, MOST).join(', ')}, and ${names.length - MOST} more`
  return listed(names)
}

const MOST = 3

/** A list as it is spoken: `id, total and items`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** Each once, in the order given. */
export const once = (names: readonly string[]): readonly string[] => [...new Set(names)]
