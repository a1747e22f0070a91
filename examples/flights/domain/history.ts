import { EventStore, need } from 'tenon'

/** The least that the history of flights needs of an event store. */
export const FlightHistory = need(EventStore, {
  atomicity: 'event',
  order: 'stream',
  dedupe: 'expected',
  durability: 'power_loss',
  replication: 'single',
  reach: 'machine',
  retention: 'forever',
  max_event_bytes: 1_024,
  max_events_per_append: 1,
  dedupe_window_ms: 0,
})

/** The store works, but holds something other than the history of these flights. */
export interface Unfit {
  readonly kind: 'unfit'
  readonly says: string
}
