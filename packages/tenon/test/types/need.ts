import { EventStore, need } from 'tenon'

const least = {
  atomicity: 'stream',
  order: 'stream',
  dedupe: 'expected',
  durability: 'power_loss',
  replication: 'single',
  reach: 'machine',
  retention: 'forever',
  max_event_bytes: 65_536,
  max_events_per_append: 100,
  dedupe_window_ms: 0,
} as const

const { dedupe: _dedupe, max_event_bytes: _bytes, ...incomplete } = least

/** A need that states everything. */
export const history = need(EventStore, least)

/** The type keeps the words that it requires. */
export const required: 'power_loss' = history.requires.durability

// @ts-expect-error a guarantee is left out
need(EventStore, { ...incomplete, max_event_bytes: 1 })

// @ts-expect-error a limit is left out
need(EventStore, { ...incomplete, dedupe: 'expected' })

// @ts-expect-error there is no such guarantee
need(EventStore, { ...least, warmth: 'mild' })

// @ts-expect-error there is no such rung
need(EventStore, { ...least, dedupe: 'sometimes' })

// @ts-expect-error a rung of another guarantee
need(EventStore, { ...least, durability: 'quorum' })

// @ts-expect-error a limit is a number
need(EventStore, { ...least, max_event_bytes: '65536' })

// @ts-expect-error a need names a capability
need({ name: 'event_store' }, least)

// @ts-expect-error what a need requires cannot be changed
history.requires.durability = 'none'
