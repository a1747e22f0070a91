import type { Group, PlacedViolation } from './violation.ts'

/** A violation that is reported together with others. */
export interface GroupMember extends Pick<PlacedViolation, 'path' | 'within' | 'subject' | 'what' | 'fix'> {
  /** The line it is on, from 1. */
  readonly line: number
  readonly group: Pick<Group, 'key' | 'part' | 'way'> | null
}

/** Two or more violations of one group, in order of path and position. */
export type GroupMembers = readonly [GroupMember, GroupMember, ...(readonly GroupMember[])]

/** Writes the one message that reports all the violations of a group. */
export type Summarise = (members: GroupMembers) => Pick<GroupMember, 'what' | 'fix'>

/** The first few of a list and how many more there are: `id, total, items, and 4 more`. */
export const shortList = (names: readonly string[]): string => {
  if (names.length > MOST + 1) return `${names.slice(0, MOST).join(', ')}, and ${names.length - MOST} more`
  return listed(names)
}

const MOST = 3

/** A list as a sentence has it: `id, total and items`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** Each name once, in the order given. */
export const once = (names: readonly string[]): readonly string[] => [...new Set(names)]
