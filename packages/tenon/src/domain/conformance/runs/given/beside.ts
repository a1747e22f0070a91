import { z } from 'zod'
import type { EventStore } from '../../../event/store.ts'
import { type EventTypes, eventTypes } from '../../../event/types.ts'
import { type DocumentParts, type DocumentProjection, documentProjection } from '../../../projection/projection.ts'
import type { ReadModel } from '../../../projection/read-model.ts'
import type { Place } from '../../fault.ts'

const Notes = eventTypes({ Noted: { version: 1, data: z.strictObject({}), from: {} } })

/** The types of the projections by which runs are tried. */
export interface CountedNotes extends DocumentParts {
  readonly events: typeof Notes
  readonly document: { readonly notes: number }
}

const counting = (name: string): DocumentProjection<CountedNotes> =>
  documentProjection<CountedNotes>({
    name,
    version: 1,
    events: Notes,
    filter: { streams: { prefix: 'notes-' }, types: 'all' },
    unreadable: 'stop',
    unknownType: 'stop',
    key: ({ stream }) => stream,
    initial: { notes: 0 },
    evolve: ({ notes }) => ({ notes: notes + 1 }),
  })

/**
 * The projections that a rig of runs runs over one log, by their names in a config. Their names sort in another order by
 * UTF-16 code units than by code points.
 */
export const countedNotes: { readonly [Name in 'first' | 'second']: DocumentProjection<CountedNotes> } = Object.freeze({
  first: counting('notes\u{FF5E}'),
  second: counting('notes\u{1F4DD}'),
})

/** What a rig makes beside the store that is tried: the log, and the read models of `countedNotes`. */
export interface Beside {
  readonly events: EventStore
  readonly first: ReadModel<EventTypes>
  readonly second: ReadModel<EventTypes>
}

/**
 * Does some work with what is beside the store at a place. Where it has to be opened for that, it is closed again.
 */
export type UseBeside = <Given>(place: Place, work: (beside: Beside) => Promise<Given>) => Promise<Given>
