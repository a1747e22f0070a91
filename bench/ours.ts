import { type Append, EventStore, type EventStoreCapability, need, type Outcome } from 'tenon'
import { type Binding, bind } from 'tenon/bind'
import { SqliteEventExecutor } from 'tenon/sqlite'

const Ledger = need(EventStore, {
  atomicity: 'stream',
  order: 'global',
  dedupe: 'forever',
  durability: 'power_loss',
  replication: 'single',
  reach: 'machine',
  retention: 'forever',
  max_event_bytes: 65_536,
  max_events_per_append: 100,
  dedupe_window_ms: 0,
})

const POLICY = {
  attempts: 3,
  attemptMs: 10_000,
  deadlineMs: 30_000,
  backoffMs: 10,
  maxBackoffMs: 1_000,
  concurrency: 256,
}

/** An open store of ours, and its binding. */
export interface Ours {
  readonly binding: Binding<EventStoreCapability>
  readonly store: EventStore
}

/** Opens one of our stores. Each append is durable before it returns. */
export const ourStore = async (path: string): Promise<Ours> => {
  const executor = new SqliteEventExecutor({
    config: {
      path,
      create: true,
      access: 'read_write',
      synchronous: 'full',
      dedupe: 'forever',
      busyTimeoutMs: 5_000,
      pollMs: 50,
    },
  })
  const binding = bind(Ledger, executor, POLICY)
  const opened = await binding.open()
  if (opened.kind !== 'opened') throw new Error(JSON.stringify(opened))
  return { binding, store: opened.store }
}

/** Makes all appends, with at most `inFlight` at a time. */
export const ourAppend = async (store: EventStore, appends: readonly Append[], inFlight: number): Promise<void> => {
  let next = 0
  const one = async (): Promise<void> => {
    for (let append = appends[next++]; append !== undefined; append = appends[next++]) {
      const outcome = await store.append(append)
      if (outcome.kind !== 'appended' || outcome.repeated) throw new Error(JSON.stringify(outcome))
    }
  }
  await Promise.all(Array.from({ length: inFlight }, one))
}

/** Reads the whole log in pages, and returns the number of events. */
export const ourScan = async (store: EventStore, page: number): Promise<number> => {
  let after: number | 'start' = 'start'
  let events = 0
  for (;;) {
    const read: Outcome<EventStoreCapability, 'read_all'> = await store.read_all({
      after,
      filter: { streams: 'all', types: 'all' },
      limit: page,
    })
    if (read.kind !== 'page') throw new Error(JSON.stringify(read))
    events += read.events.length
    after = read.next
    if (read.caughtUp) return events
  }
}
