import type { Grants, Limits } from '../../../domain/capability/need.ts'
import type { EventStoreCapability } from '../../../domain/event/store.ts'

/** What memory promises: everything except that events outlive the process. */
export const grants = Object.freeze({
  atomicity: 'stream',
  order: 'global',
  dedupe: 'forever',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'forever',
} as const satisfies Grants<EventStoreCapability>)

/** What memory promises in numbers. An id is recognised as long as the events exist. */
export const limits: Limits<EventStoreCapability> = Object.freeze({
  max_event_bytes: 1_048_576,
  max_events_per_append: 1_000,
  dedupe_window_ms: Number.MAX_SAFE_INTEGER,
})
