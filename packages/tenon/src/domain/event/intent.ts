import { z } from 'zod'
import { type Schema, withFastPath } from '../capability/schema.ts'
import type { JsonInput } from '../data/json.ts'
import { Name, Prefix } from '../data/names.ts'
import { listOf, must, mustHave } from '../data/schema-messages.ts'
import type { ExpectedRevision, WrittenAppend } from './append.ts'
import { Event, MOST_EVENTS, type WrittenEvent } from './event.ts'
import { writtenIfPlain } from './append-fast-path.ts'
import { Position, Revision } from './stream.ts'

/** The fields of an append: events for one stream. Either all of them are stored or none. */
export interface Append {
  readonly stream: string
  readonly expectedRevision: ExpectedRevision
  /** 1 to 100,000 events, and at most the binding's `max_events_per_append`. No id may occur twice. */
  readonly events: readonly Event[]
}

/** The fields of a read of one page of a stream. */
export interface Read {
  readonly stream: string
  /** The first revision of the page. `start` is the first revision of the stream, `end` the last. */
  readonly from: Revision | 'start' | 'end'
  readonly direction: 'forward' | 'backward'
  /** The most events of the page, 1 to 1,000. */
  readonly limit: number
}

/** Selects events of the whole log. An event must match both parts. */
export interface Filter {
  /** `all`, or the beginning of the name of the stream. */
  readonly streams: 'all' | { readonly prefix: string }
  /** `all`, or 1 to 1,000 types. */
  readonly types: 'all' | readonly string[]
}

/** The fields of a read of one page of the whole log. */
export interface ReadAll {
  /** The page begins after this position. */
  readonly after: Position | 'start'
  readonly filter: Filter
  /** The most events of the page, 1 to 1,000. */
  readonly limit: number
}

/** The fields of a listing of one page of streams, in the order of the code points of their names. */
export interface ListStreams {
  readonly prefix: string
  /** The page begins after this name. `null` for the first page. */
  readonly after: string | null
  /** The most streams of the page, 1 to 1,000. */
  readonly limit: number
}

/** The fields of a subscription to the whole log: first the events that are there, then each new one. */
export interface Subscribe {
  /** The subscription begins after this position. */
  readonly after: Position | 'start'
  readonly filter: Filter
}

const EXPECTED = "'any', 'no_stream', 'stream_exists' or a revision, a whole number of at least 0"

const Expected = z.union([z.enum(['any', 'no_stream', 'stream_exists']), Revision], must(EXPECTED))

const Limit = z.int(must('a whole number from 1 to 1000')).min(1, must('at least 1')).max(1000, must('at most 1000'))

const MostEvents = Limit.describe('The most events of the page, 1 to 1,000.')

const After = z
  .union([z.literal('start'), Position], must("'start' or a position, a whole number of at least 1"))
  .describe("Events after this position of the log are given. 'start' begins with the first event.")

const StreamName = Name.describe('The name of the stream, 1 to 255 code points.')

/** The most types that a filter may list. */
export const MOST_TYPES = 1_000
const types = `a list of one type or more, at most ${MOST_TYPES}`

/** The schema of a filter. */
export const Filter = z
  .strictObject(
    {
      streams: z
        .union(
          [
            z.literal('all'),
            z.strictObject({
              prefix: Prefix.describe('The beginning of the names of streams, at most 255 code points.'),
            }),
          ],
          must("'all' or { prefix } with the beginning of a name"),
        )
        .describe("'all', or only the events of streams whose names begin with a prefix."),
      types: z
        .union([z.literal('all'), listOf(Name, types, MOST_TYPES)], must(`'all' or ${types}`))
        .describe("'all', or only the events of these 1 to 1,000 types."),
    },
    mustHave('streams', 'types'),
  )
  .describe('Selects events. An event must match both parts.')

/** Refuses the first id that occurs twice. */
const distinct = (events: readonly WrittenEvent[], refusals: z.RefinementCtx): readonly WrittenEvent[] => {
  const seen = new Set<string>()
  for (const [i, { id }] of events.entries()) {
    if (seen.has(id)) {
      refusals.addIssue({ code: 'custom', path: [i, 'id'], message: `occurs twice in one append: ${id}` })
      break
    }
    seen.add(id)
  }
  return events
}

const AppendSchema = z
  .strictObject(
    {
      stream: StreamName,
      expectedRevision: Expected.describe(
        "What the append expects of its stream: 'any' for nothing, 'no_stream', 'stream_exists', or its last revision.",
      ),
      events: listOf(Event, 'a list of one event or more', MOST_EVENTS)
        .transform(distinct)
        .describe('The events to store, 1 to 100,000. No id may occur twice.'),
    },
    mustHave('stream', 'expectedRevision', 'events'),
  )
  .overwrite(Object.freeze)

/** The schema of an append. It takes the fast path if it can. */
export const Append: Schema<Append, WrittenAppend> = withFastPath(AppendSchema, writtenIfPlain)

/** Returns the fields that state a written append: its JSON read again. */
export const statedAppend = ({ stream, expectedRevision, events }: WrittenAppend): Append => ({
  stream,
  expectedRevision,
  events: events.map(({ id, type, data, metadata }) => ({
    id,
    type,
    data: JSON.parse(data) as JsonInput,
    metadata: JSON.parse(metadata) as object,
  })),
})

/** The schema of a read. */
export const Read: Schema<Read> = z
  .strictObject(
    {
      stream: StreamName,
      from: z
        .union([z.enum(['start', 'end']), Revision], must("'start', 'end' or a revision, a whole number of at least 0"))
        .describe("The first revision of the page. 'start' is the first of the stream, and 'end' the last."),
      direction: z
        .enum(['forward', 'backward'], must("'forward' or 'backward'"))
        .describe("Whether revisions rise within the page ('forward') or fall ('backward')."),
      limit: MostEvents,
    },
    mustHave('stream', 'from', 'direction', 'limit'),
  )
  .overwrite(Object.freeze)

/** The schema of a read of the whole log. */
export const ReadAll: Schema<ReadAll> = z
  .strictObject({ after: After, filter: Filter, limit: MostEvents }, mustHave('after', 'filter', 'limit'))
  .overwrite(Object.freeze)

/** The schema of a listing of streams. */
export const ListStreams: Schema<ListStreams> = z
  .strictObject(
    {
      prefix: Prefix.describe('The beginning of the names to list, at most 255 code points. Empty for all streams.'),
      after: z
        .union([Name, z.null()], must('the name of a stream or null'))
        .describe('The page begins after this name. null for the first page.'),
      limit: Limit.describe('The most streams of the page, 1 to 1,000.'),
    },
    mustHave('prefix', 'after', 'limit'),
  )
  .overwrite(Object.freeze)

/** The schema of a subscription. */
export const Subscribe: Schema<Subscribe> = z
  .strictObject({ after: After, filter: Filter }, mustHave('after', 'filter'))
  .overwrite(Object.freeze)

/** Fits an append of two or more events, which could be stored in part. */
export const AppendOfMany: Schema = z.looseObject({ events: z.array(z.unknown()).min(2) })

/** Fits an append that states the place of its events, so that a repeat can be recognised. */
export const AppendAtRevision: Schema = z.looseObject({ expectedRevision: z.union([z.literal('no_stream'), Revision]) })

/** Fits every append. */
export const AppendOfAny: Schema = z.looseObject({})
