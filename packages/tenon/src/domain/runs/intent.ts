import { z } from 'zod'
import type { Schema } from '../capability/schema.ts'
import { Name, Prefix } from '../data/names.ts'
import { must, mustHave } from '../data/schema-messages.ts'

/** The fields of a listing of one page of runs, in the order of the code points of their names. */
export interface ListRuns {
  /** The beginning of the names, such as `orders@`. `''` for all. */
  readonly prefix: string
  /** The page begins after this name. `null` for the first page. */
  readonly after: string | null
  /** The most runs of the page, 1 to 1,000. */
  readonly limit: number
}

/** The fields of a call about one run. */
export interface NamedRun {
  /** The name of the run, such as `orders@2.1`. */
  readonly run: string
}

/** The schema of a listing of runs. */
export const ListRuns: Schema<ListRuns> = z
  .strictObject(
    {
      prefix: Prefix.describe("The beginning of the names of the runs, such as orders@; '' for all."),
      after: z
        .union([Name, z.null()], must('the name of a run or null'))
        .describe('The run after which the page begins, or null for the first page.'),
      limit: z
        .int(must('a whole number from 1 to 1000'))
        .min(1, must('at least 1'))
        .max(1000, must('at most 1000'))
        .describe('The most runs of the page, 1 to 1000.'),
    },
    mustHave('prefix', 'after', 'limit'),
  )
  .overwrite(Object.freeze)

/** The schema of a call about one run. */
export const NamedRun: Schema<NamedRun> = z
  .strictObject({ run: Name.describe('The name of the run, such as orders@2.1.') }, mustHave('run'))
  .overwrite(Object.freeze)
