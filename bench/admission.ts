import { performance } from 'node:perf_hooks'
import { randomUUID } from 'node:crypto'
import { type Append, EventStore, need } from 'tenon'
import { bind, runtime } from 'tenon/bind'
import { MemoryEventExecutor, MemoryKeyValueExecutor } from 'tenon/memory'
import { leastEntries } from '../packages/tenon/test/service/memory/key-value/need.ts'
import { Events } from './events.ts'

/**
 * What it costs to check one append and to write its JSON: the fast path, and the way over the schema, which takes objects of another
 * make. Then what a whole call costs before it returns its promise, for each event: checks, limits, and the way to the executor. Last, the same for a put and a get, whose layers are the same.
 */
const TIMES = 200_000
const CALLED = 20_000
const RUNS = 5
const { validate } = EventStore.operations.append.intent['~standard']
const [plain] = new Events().next(1).appends
const roundabout = Object.assign(Object.create(null), plain)

const best = async (run: () => Promise<number> | number): Promise<number> => {
  let least = Infinity
  for (let i = 0; i < RUNS; i += 1) least = Math.min(least, await run())
  return least
}

const microseconds = (value: unknown) => (): number => {
  const begun = performance.now()
  for (let i = 0; i < TIMES; i += 1) validate(value)
  return ((performance.now() - begun) * 1_000) / TIMES
}

const least = need(EventStore, {
  atomicity: 'stream',
  order: 'stream',
  dedupe: 'expected',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'forever',
  max_event_bytes: 65_536,
  max_events_per_append: 1_000,
  dedupe_window_ms: 0,
})

/** An append of this many events. Repeating it stores nothing, so the store does not grow. */
const appendOf = (events: number): Append => ({
  stream: `of-${events}`,
  expectedRevision: 'no_stream',
  events: new Events().next(events).appends.flatMap((append) => append.events),
})

const policy = { attempts: 1, attemptMs: 60_000, deadlineMs: 60_000, backoffMs: 0, maxBackoffMs: 0, concurrency: 64 }
await using binding = bind(least, new MemoryEventExecutor(), policy)
const opened = await binding.open()
if (opened.kind !== 'opened') throw new Error(JSON.stringify(opened))
const { store } = opened

const calling = (events: number) => async (): Promise<number> => {
  const append = appendOf(events)
  const calls: Promise<unknown>[] = []
  const begun = performance.now()
  for (let i = 0; i < CALLED / events; i += 1) calls.push(store.append(append))
  const took = performance.now() - begun
  await Promise.all(calls)
  return (took * 1_000) / CALLED
}

const [schema, straight] = [await best(microseconds(roundabout)), await best(microseconds(plain))]
console.log(
  `an append of one event, best of ${RUNS} runs: over the schema ${schema.toFixed(1)} µs, fast path ${straight.toFixed(1)} µs`,
)
for (const events of [1, 10, 1_000]) {
  const each = await best(calling(events))
  console.log(`a call to append ${events} events, until it returns: ${each.toFixed(1)} µs an event`)
}

await using entries = bind(leastEntries, new MemoryKeyValueExecutor({ clock: runtime }), policy)
const openedEntries = await entries.open()
if (openedEntries.kind !== 'opened') throw new Error(JSON.stringify(openedEntries))
const { put, get } = openedEntries.store
const [event] = appendOf(1).events
/** A put of what an append of one event stores. Repeating it stores nothing. */
const onePut = {
  id: randomUUID(),
  key: 'of-1',
  value: { data: event?.data ?? null, metadata: event?.metadata ?? null },
  expected: 'absent',
  lifetimeSeconds: null,
} as const

const callingOnce = (call: () => Promise<unknown>) => async (): Promise<number> => {
  const calls: Promise<unknown>[] = []
  const begun = performance.now()
  for (let i = 0; i < CALLED; i += 1) calls.push(call())
  const took = performance.now() - begun
  await Promise.all(calls)
  return (took * 1_000) / CALLED
}

for (const [name, call] of [
  ['put the same value', () => put(onePut)],
  ['get a value', () => get({ key: 'of-1' })],
] as const)
  console.log(`a call to ${name}, until it returns: ${(await best(callingOnce(call))).toFixed(1)} µs`)
