import { EventStore, need } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import { SqliteEventExecutor, type SqliteStoreConfig } from 'tenon/sqlite'
import { modest, Pantry, PantryExecutor, well } from '../service/binding/toy.ts'

const least = {
  atomicity: 'stream',
  order: 'global',
  dedupe: 'expected',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'forever',
  max_event_bytes: 65_536,
  max_events_per_append: 100,
  dedupe_window_ms: 0,
} as const

const policy: Policy = {
  attempts: 3,
  attemptMs: 1_000,
  deadlineMs: 5_000,
  backoffMs: 10,
  maxBackoffMs: 100,
  concurrency: 64,
}

const config: SqliteStoreConfig = {
  path: 'orders.db',
  create: true,
  access: 'read_write',
  synchronous: 'normal',
  dedupe: 'expected',
  busyTimeoutMs: 1_000,
  pollMs: 50,
}

/** Memory satisfies a need that requires no durability. */
export const forgetful = bind(need(EventStore, least), new MemoryEventExecutor(), policy)

/** A pantry binds to its own executor. */
export const larder = bind(need(Pantry, modest), new PantryExecutor(well), policy)

const durable = need(EventStore, { ...least, durability: 'power_loss', dedupe: 'forever' })

/** What depends on the config is known only at run time. This compiles and has gaps. */
export const byConfig = bind(durable, new SqliteEventExecutor({ config }), policy)

// @ts-expect-error memory cannot survive a power loss, whatever its config
bind(durable, new MemoryEventExecutor(), policy)

// @ts-expect-error memory cannot be reached from another process
bind(need(EventStore, { ...least, reach: 'machine' }), new MemoryEventExecutor(), policy)

// @ts-expect-error no config of SQLite replicates
bind(need(EventStore, { ...least, replication: 'quorum' }), new SqliteEventExecutor({ config }), policy)

// @ts-expect-error no config of SQLite is reached over a network
bind(need(EventStore, { ...least, reach: 'network' }), new SqliteEventExecutor({ config }), policy)

// @ts-expect-error the executor of a pantry is not one of an event store
bind(need(EventStore, least), new PantryExecutor(well), policy)

// @ts-expect-error the executor of an event store is not one of a pantry
bind(need(Pantry, modest), new MemoryEventExecutor(), policy)

const { attempts: _attempts, ...incomplete } = policy

// @ts-expect-error no field of a policy may be left out
bind(need(EventStore, least), new MemoryEventExecutor(), incomplete)

// @ts-expect-error a policy has no other fields
bind(need(EventStore, least), new MemoryEventExecutor(), { ...policy, retries: 3 })

const { pollMs: _pollMs, ...sparse } = config

// @ts-expect-error no field of a config may be left out
export const guessed = new SqliteEventExecutor({ config: sparse })

// @ts-expect-error a config of SQLite has no such value
export const unsafe = new SqliteEventExecutor({ config: { ...config, synchronous: 'off' } })

const answer = await forgetful.open()

// @ts-expect-error it may be a shortfall or a failure: check `kind` first
export const unchecked = answer.store

/** The store, after a check of `kind`. */
export const checked: EventStore | undefined = answer.kind === 'opened' ? answer.store : undefined

/** The gaps, after a check of `kind`. */
export const shortfall = answer.kind === 'shortfall' ? answer.gaps[0]?.granted : undefined

/** Every outcome of `open`. */
export const opening = (): string => {
  switch (answer.kind) {
    case 'opened':
      return 'opened'
    case 'shortfall':
      return `${answer.gaps.length} gaps`
    case 'failed':
      return answer.failure
    default:
      return answer satisfies never
  }
}

// @ts-expect-error the store is not the binding: no domain function can close it
await checked?.close()

// @ts-expect-error the store is not disposable
export const disposed = checked?.[Symbol.asyncDispose]
