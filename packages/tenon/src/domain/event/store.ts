import type { Declared } from '../capability/capability.ts'
import { capability } from '../capability/declaration/tested.ts'
import { type Words, words } from '../capability/failure.ts'
import type { CallOptions } from '../capability/outcome.ts'
import { type CommonFailure, commonFailures } from '../vocabulary/failures.ts'
import { commonLadders } from '../vocabulary/ladders.ts'
import type { WrittenAppend } from './append.ts'
import type { EventStoreFailed } from './failure.ts'
import {
  Append,
  AppendAtRevision,
  AppendOfAny,
  AppendOfMany,
  ListStreams,
  Read,
  ReadAll,
  statedAppend,
  Subscribe,
} from './intent.ts'
import { AppendResult, Item, ReadAllResult, ReadResult, StreamsPage } from './result.ts'

const declared = capability({
  name: 'event_store',
  version: 1,
  operations: {
    append: {
      says: 'Append events to one stream, all or none.',
      touches: 'write',
      gives: 'one',
      asks: [{ when: AppendOfMany, guarantee: 'atomicity', rung: 'stream' }],
      repeatable: [
        { when: AppendAtRevision, guarantee: 'dedupe', rung: 'expected' },
        { when: AppendOfAny, guarantee: 'dedupe', rung: 'window' },
      ],
      intent: Append,
      states: statedAppend,
      result: AppendResult,
    },
    read: {
      says: 'Read one page of a stream.',
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: Read,
      states: 'the_intent',
      result: ReadResult,
    },
    read_all: {
      says: 'Read one page of the whole log.',
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: ReadAll,
      states: 'the_intent',
      result: ReadAllResult,
    },
    streams: {
      says: "List one page of streams, in the order of their names' code points.",
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: ListStreams,
      states: 'the_intent',
      result: StreamsPage,
    },
    subscribe: {
      says: 'Follow the whole log: what is there, then what comes.',
      touches: 'read',
      gives: 'many',
      resume: { items: ['event.position', 'position'], intent: 'after' },
      last: ['truncated', 'ahead'],
      silent: 'may_last',
      asks: [],
      repeatable: 'always',
      intent: Subscribe,
      states: 'the_intent',
      result: Item,
    },
  },
  failures: commonFailures,
  guarantees: {
    atomicity: ['event', 'stream'],
    order: ['stream', 'global'],
    dedupe: ['expected', 'window', 'forever'],
    ...commonLadders,
    retention: ['bounded', 'forever'],
  },
  limits: {
    max_event_bytes: {
      says: 'The most bytes of UTF-8 that the data and metadata of one event may have as JSON.',
      measure: 'json_bytes',
      operation: 'append',
      path: 'events[]',
      of: ['data', 'metadata'],
    },
    max_events_per_append: {
      says: 'The most events of one append.',
      measure: 'items',
      operation: 'append',
      path: 'events',
    },
    dedupe_window_ms: {
      says: 'How long an id is recognised under the rung `window`, in milliseconds.',
      measure: 'rung_ms',
      guarantee: 'dedupe',
      rung: 'window',
    },
  },
})

/** The type of the declaration, as an interface so that hovers, errors and `.d.ts` files show its name. */
export interface EventStoreCapability extends Declared<typeof declared> {}

/** The event store as data: its operations, failures, guarantees and limits. */
export const EventStore: EventStoreCapability = declared

/**
 * The event store as a domain function takes it. No method rejects or throws: a failure is the outcome `failed`. The
 * second argument sets a signal and a deadline for one call.
 */
export interface EventStore {
  /**
   * Appends events to one stream, all or none.
   *
   * - `appended`: the events are stored. `repeated` is true if an earlier call stored them and this one stored nothing.
   * - `conflict`: the stream does not match `expectedRevision`. Nothing was stored.
   * - `id_reused`: the store already has an event with one of the ids. Nothing was stored.
   * - `failed`: with effect `none`, nothing was stored and nothing will be. With `unknown`, the events may be stored,
   *   now or later.
   */
  readonly append: (append: Append, options?: CallOptions) => Promise<AppendResult | EventStoreFailed>
  /**
   * Reads one page of a stream.
   *
   * - `page`: events in the direction asked for, and where the next page begins.
   * - `no_stream`: nothing was ever appended to the stream.
   * - `truncated`: the store no longer has the events asked for, because it removes old ones.
   * - `failed`: the page could not be read.
   */
  readonly read: (read: Read, options?: CallOptions) => Promise<ReadResult | EventStoreFailed>
  /**
   * Reads one page of the whole log, in the order of positions.
   *
   * - `page`: the events that pass the filter, possibly none, and the position to read on after.
   * - `truncated`: the store no longer has the events asked for, because it removes old ones.
   * - `ahead`: the position asked for is beyond the end of the log.
   * - `failed`: the page could not be read.
   */
  readonly read_all: (read: ReadAll, options?: CallOptions) => Promise<ReadAllResult | EventStoreFailed>
  /**
   * Lists one page of streams, in the order of the code points of their names.
   *
   * - `page`: the streams with their last revisions, and the name to list on after.
   * - `failed`: the page could not be read.
   */
  readonly streams: (list: ListStreams, options?: CallOptions) => Promise<StreamsPage | EventStoreFailed>
  /**
   * Follows the whole log: first the events that are there, then each new one. The reader pulls: nothing is read before
   * it asks.
   *
   * - `event`: the next event that passes the filter.
   * - `caught_up`: every event up to the end of the log was given. The next item waits for a new one.
   * - `truncated`, `ahead` or `failed`: as for `read_all`. It is the last item.
   */
  readonly subscribe: (
    subscribe: Subscribe,
    options?: CallOptions,
  ) => AsyncIterableIterator<Item | EventStoreFailed, undefined>
}

/** A failure word of an event store. */
export type EventStoreFailure = CommonFailure

/** The same words as constants: `EventStoreFailure.ConnectionLost === 'connection_lost'`. */
export const EventStoreFailure: Words<typeof commonFailures> = words(commonFailures)

/** An intent of `append`, `read`, `read_all` or `streams`, which `execute` of an executor is given. */
export type EventIntent =
  | ({ readonly kind: 'append' } & WrittenAppend)
  | ({ readonly kind: 'read' } & Read)
  | ({ readonly kind: 'read_all' } & ReadAll)
  | ({ readonly kind: 'streams' } & ListStreams)

/** The outcome of such an intent, which `execute` of an executor returns. */
export type EventOutcome = AppendResult | ReadResult | ReadAllResult | StreamsPage | EventStoreFailed

/** An intent of `subscribe`, which `follow` of an executor is given. */
export type EventSubscription = { readonly kind: 'subscribe' } & Subscribe

/** The items of a subscription, which `follow` of an executor returns. */
export type EventItems = AsyncIterator<Item | EventStoreFailed, undefined, undefined>
