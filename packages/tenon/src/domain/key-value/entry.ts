import { z } from 'zod'
import { must } from '../data/schema-messages.ts'

/**
 * The number of a change: a safe integer from 1. It rises strictly with every change of the store, whichever key it is
 * of, and no revision is used again, also after a removal. Gaps are allowed.
 */
export type EntryRevision = number

const REVISION = 'a revision, a whole number of at least 1'

/** The schema of a revision. `abort` lets a union with it say in its own words what it must be. */
export const EntryRevision = z.int(must(REVISION)).min(1, { ...must(REVISION), abort: true })

/** The schema of a place among the changes of a store. `start` is before the first change. */
export const PlaceOfChange = z.union([z.literal('start'), EntryRevision], must(`'start' or ${REVISION}`))
