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
  /** Whether an earlier call stored them and this one stored nothing. */
  readonly repeated: boolean
}

/** The stream does not match what the append expected. Nothing was stored. */
export interface Conflict {
  readonly kind: 'conflict'
  /** The stream's last revision. */
  readonly actual: Revision | 'no_stream'
}

/** The store already has another event with an id of the append. Nothing was stored. */
export interface IdReused {
  readonly kind: 'id_reused'
  /** The first such id, in the append's order. */
  readonly id: string
}

/** A page of a stream. */
export interface StreamPage {
  readonly kind: 'page'
  /** There may be fewer than the limit although more follow. `next` tells whether more follow. */
  readonly events: readonly RecordedEvent[]
  /** Where the next page begins in the same direction, or `done`. */
  readonly next: Revision | 'done'
  /** The stream's last revision. */
  readonly head: Revision
}

/** The stream does not exist: nothing was ever appended to it. */
export interface NoStream {
  readonly kind: 'no_stream'
}

/** The events asked for were removed, because the store's retention is bounded. */
export interface Truncated {
  readonly kind: 'truncated'
  /** The first revision that is still there. For the whole log, the first position. */
  readonly first: number
}

/** A page of the whole log. */
export interface LogPage {
  readonly kind: 'page'
  /** There may be fewer than the limit, even none, although `caughtUp` is false. */
  readonly events: readonly RecordedEvent[]
  /** The position to read on after. */
  readonly next: Position | 'start'
  /** The last position of the log when the page was read, or `start` if the log was empty. */
  readonly head: Position | 'start'
  /**
   * Whether the page reached the head. A full page has reached it too if no later event passes the filter, unless the
   * head is too far away to check that.
   */
  readonly caughtUp: boolean
}

/** The position asked for is beyond the head: the store is older than the reader, such as after restoring a backup. */
export interface Ahead {
  readonly kind: 'ahead'
  readonly head: Position | 'start'
}

/** A page of streams with their last revisions. */
export interface StreamsPage {
  readonly kind: 'page'
  readonly streams: readonly { readonly stream: string; readonly revision: Revision }[]
  /** The name to list on after, or `null` if no more streams follow. */
  readonly next: string | null
}

/** One event of a subscription. */
export interface EventItem {
  readonly kind: 'event'
  readonly event: RecordedEvent
}

/** Every event up to the head has been given, and the subscription now waits for new ones. */
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

/** The result of an append. */
export type AppendResult = Appended | Conflict | IdReused
/** The schema of the result of an append. */
export const AppendResult: Schema<AppendResult> = z.discriminatedUnion('kind', [appended, conflict, idReused])

/** The result of a read. */
export type ReadResult = StreamPage | NoStream | Truncated
/** The schema of the result of a read. */
export const ReadResult: Schema<ReadResult> = z.discriminatedUnion('kind', [streamPage, noStream, truncated])

/** The result of a read of the whole log. */
export type ReadAllResult = LogPage | Truncated | Ahead
/** The schema of the result of a read of the whole log. */
export const ReadAllResult: Schema<ReadAllResult> = z.discriminatedUnion('kind', [logPage, truncated, ahead])

/** The schema of the result of a listing of streams. */
export const StreamsPage: Schema<StreamsPage> = streamsPage

/** An item of a subscription. */
export type Item = EventItem | CaughtUp | Truncated | Ahead
/** The schema of an item of a subscription. */
export const Item: Schema<Item> = z.discriminatedUnion('kind', [eventItem, caughtUp, truncated, ahead])
