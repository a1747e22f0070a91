import { z } from 'zod'
import type { Schema } from '../capability/schema.ts'
import { Name } from '../data/names.ts'
import { RecordedEvent } from './event.ts'
import { Position, Revision } from './stream.ts'

/** The events are stored. */
export interface Appended {
  readonly kind: 'appended'
  /** The last event's revision. */
  readonly revision: Revision
  /** The last event's position. */
  readonly position: Position
  /** Whether an earlier call had stored them and this one stored nothing. */
  readonly repeated: boolean
}

/** The stream is not where the append expected it. Nothing was stored. */
export interface Conflict {
  readonly kind: 'conflict'
  /** The stream's last revision. */
  readonly actual: Revision | 'no_stream'
}

/** An id of the append stands for another event already. Nothing was stored. */
export interface IdReused {
  readonly kind: 'id_reused'
  /** The first such id, in the append's order. */
  readonly id: string
}

/** A page of a stream. */
export interface StreamPage {
  readonly kind: 'page'
  /** May be fewer than the limit, even when more follow: `next` tells. */
  readonly events: readonly RecordedEvent[]
  /** Where the next page begins in the same direction, or `done`. */
  readonly next: Revision | 'done'
  /** The stream's last revision. */
  readonly head: Revision
}

/** The stream is absent: nothing was ever appended to it. */
export interface NoStream {
  readonly kind: 'no_stream'
}

/** What was asked for was removed by bounded retention. */
export interface Truncated {
  readonly kind: 'truncated'
  /** The first revision, or of the whole log the first position, that is still there. */
  readonly first: number
}

/** A page of the whole log. */
export interface LogPage {
  readonly kind: 'page'
  /** May be fewer than the limit, even none, without `caughtUp`. */
  readonly events: readonly RecordedEvent[]
  /** What to read on after. */
  readonly next: Position | 'start'
  /** The log's last position when the page was read, or `start` for an empty log. */
  readonly head: Position | 'start'
  /**
   * Whether the page reached the head. A full page has reached it too when no later event passes the filter, unless the head is too far
   * away to look.
   */
  readonly caughtUp: boolean
}

/** The position asked for lies beyond the head: the store is older than the reader, as a restored backup is. */
export interface Ahead {
  readonly kind: 'ahead'
  readonly head: Position | 'start'
}

/** A page of streams. */
export interface StreamsPage {
  readonly kind: 'page'
  readonly streams: readonly { readonly stream: string; readonly revision: Revision }[]
  /** What to list on after, or `null` when there is no more. */
  readonly next: string | null
}

/** One event of a subscription. */
export interface EventItem {
  readonly kind: 'event'
  readonly event: RecordedEvent
}

/** All up to the head has been given, and the subscription is about to wait. */
export interface CaughtUp {
  readonly kind: 'caught_up'
  readonly position: Position | 'start'
}

const PositionOrStart = z.union([z.literal('start'), Position])

const appended = z.strictObject({
  kind: z.literal('appended'),
  revision: Revision,
  position: Position,
  repeated: z.boolean(),
})
const conflict = z.strictObject({ kind: z.literal('conflict'), actual: z.union([z.literal('no_stream'), Revision]) })
const idReused = z.strictObject({ kind: z.literal('id_reused'), id: z.string() })
const noStream = z.strictObject({ kind: z.literal('no_stream') })
const truncated = z.strictObject({ kind: z.literal('truncated'), first: z.int() })
const ahead = z.strictObject({ kind: z.literal('ahead'), head: PositionOrStart })
const streamPage = z.strictObject({
  kind: z.literal('page'),
  events: z.array(RecordedEvent),
  next: z.union([z.literal('done'), Revision]),
  head: Revision,
})
const logPage = z.strictObject({
  kind: z.literal('page'),
  events: z.array(RecordedEvent),
  next: PositionOrStart,
  head: PositionOrStart,
  caughtUp: z.boolean(),
})
const streamsPage = z.strictObject({
  kind: z.literal('page'),
  streams: z.array(z.strictObject({ stream: Name, revision: Revision })),
  next: z.union([Name, z.null()]),
})
const eventItem = z.strictObject({ kind: z.literal('event'), event: RecordedEvent })
const caughtUp = z.strictObject({ kind: z.literal('caught_up'), position: PositionOrStart })

/** What can come of an append. */
export type AppendResult = Appended | Conflict | IdReused
/** The schema of what can come of an append. */
export const AppendResult: Schema<AppendResult> = z.discriminatedUnion('kind', [appended, conflict, idReused])

/** What can come of a read. */
export type ReadResult = StreamPage | NoStream | Truncated
/** The schema of what can come of a read. */
export const ReadResult: Schema<ReadResult> = z.discriminatedUnion('kind', [streamPage, noStream, truncated])

/** What can come of a read of the whole log. */
export type ReadAllResult = LogPage | Truncated | Ahead
/** The schema of what can come of a read of the whole log. */
export const ReadAllResult: Schema<ReadAllResult> = z.discriminatedUnion('kind', [logPage, truncated, ahead])

/** The schema of what can come of a listing of streams. */
export const StreamsPage: Schema<StreamsPage> = streamsPage

/** What a subscription gives, one after the other. */
export type Item = EventItem | CaughtUp | Truncated | Ahead
/** The schema of what a subscription gives. */
export const Item: Schema<Item> = z.discriminatedUnion('kind', [eventItem, caughtUp, truncated, ahead])
