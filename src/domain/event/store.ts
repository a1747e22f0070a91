import type { Declared } from '../capability/capability.ts'
import { capability } from '../capability/declaration.ts'
import type { Intent, NameOfMany, NameOfOne, Outcome, Store } from '../capability/outcome.ts'
import { failures } from './failure.ts'
import { Append, AppendAtRevision, AppendOfAny, AppendOfMany, ListStreams, Read, ReadAll, Subscribe } from './intent.ts'
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
      result: AppendResult,
    },
    read: {
      says: 'Read one page of a stream.',
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: Read,
      result: ReadResult,
    },
    read_all: {
      says: 'Read one page of the whole log.',
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: ReadAll,
      result: ReadAllResult,
    },
    streams: {
      says: "List one page of streams, in the order of their names' code points.",
      touches: 'read',
      gives: 'one',
      asks: [],
      repeatable: 'always',
      intent: ListStreams,
      result: StreamsPage,
    },
    subscribe: {
      says: 'Follow the whole log: what is there, then what comes.',
      touches: 'read',
      gives: 'many',
      resume: { items: ['event.position', 'position'], intent: 'after' },
      asks: [],
      repeatable: 'always',
      intent: Subscribe,
      result: Item,
    },
  },
  failures,
  guarantees: {
    atomicity: ['event', 'stream'],
    order: ['stream', 'global'],
    dedupe: ['expected', 'window', 'forever'],
    durability: ['none', 'process_crash', 'power_loss'],
    replication: ['single', 'quorum'],
    reach: ['process', 'machine', 'network'],
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

/** The declaration of the event store, under a name that hovers, errors and `.d.ts` files keep. */
export interface EventStoreCapability extends Declared<typeof declared> {}

/** The event store as data: what can be asked of it, how it can fail, and what it may promise. */
export const EventStore: EventStoreCapability = declared

/** The event store as a domain function takes it: `append`, `read`, `read_all`, `streams`, `subscribe`. */
export interface EventStore extends Store<EventStoreCapability> {}

/** What the executor of an event store is asked, where it answers once: append, read, read_all, streams. */
export type EventIntent = Intent<EventStoreCapability, NameOfOne<EventStoreCapability>>

/** What the executor of an event store answers to that. */
export type EventOutcome = Outcome<EventStoreCapability, NameOfOne<EventStoreCapability>>

/** What the executor of an event store is asked, where it answers with item after item: subscribe. */
export type EventSubscription = Intent<EventStoreCapability, NameOfMany<EventStoreCapability>>

/** The items that it answers with. */
export type EventItems = AsyncIterator<
  Outcome<EventStoreCapability, NameOfMany<EventStoreCapability>>,
  undefined,
  undefined
>
