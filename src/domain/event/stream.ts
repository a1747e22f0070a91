import { z } from 'zod'
import { must } from '../data/schema-messages.ts'

/** A place in a stream: from 0, without gaps, a safe integer. */
export type Revision = number

/** The schema of a revision. */
export const Revision = z
  .int(must('a revision, a whole number from 0'))
  .min(0, must('a revision, a whole number from 0'))

/** A place in the whole log: from 1, strictly rising, every event its own, gaps allowed, a safe integer. */
export type Position = number

/** The schema of a position. */
export const Position = z
  .int(must('a position, a whole number from 1'))
  .min(1, must('a position, a whole number from 1'))

/** The category of a stream named `category-id`: what stands before the first `-`, or the whole name if there is none. */
export const category = (stream: string): string => {
  const end = stream.indexOf('-')
  return end === -1 ? stream : stream.slice(0, end)
}
