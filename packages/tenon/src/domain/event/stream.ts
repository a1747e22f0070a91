import { z } from 'zod'
import { must } from '../data/schema-messages.ts'

/** The place of an event in its stream: a safe integer from 0, without gaps. */
export type Revision = number

/** The schema of a revision. */
export const Revision = z
  .int(must('a revision, a whole number of at least 0'))
  .min(0, must('a revision, a whole number of at least 0'))

/** The place of an event in the whole log: a safe integer from 1, unique and strictly rising. Gaps are allowed. */
export type Position = number

/** The schema of a position. */
export const Position = z
  .int(must('a position, a whole number of at least 1'))
  .min(1, must('a position, a whole number of at least 1'))

/**
 * Returns the category of a stream named `category-id`: the part before the first `-`, or the whole name if it has no
 * `-`.
 */
export const category = (stream: string): string => {
  const end = stream.indexOf('-')
  return end === -1 ? stream : stream.slice(0, end)
}
