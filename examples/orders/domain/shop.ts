import { EventStore, need } from 'tenon'

/** The least that the history of the shop needs of an event store. */
export const ShopHistory = need(EventStore, {
  atomicity: 'event',
  order: 'stream',
  dedupe: 'expected',
  durability: 'power_loss',
  replication: 'single',
  reach: 'machine',
  retention: 'forever',
  max_event_bytes: 4_096,
  max_events_per_append: 1,
  dedupe_window_ms: 0,
})
