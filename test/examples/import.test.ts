import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import type { Departure } from '../../examples/flights/domain/departure.ts'
import { importDepartures } from '../../examples/flights/domain/import.ts'
import { readDelays } from '../../examples/flights/service/delays.ts'
import { flightId } from '../../examples/flights/service/flight-id.ts'

const flight = { date: '2001/01/01 00:47', delay: 66, distance: 1750, origin: 'DTW', destination: 'LAS' }

test('two flights with the same data are two flights, and their ids are the same in every run', () => {
  const id = flightId(flight, 0)
  assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  assert.equal(flightId({ ...flight }, 0), id)
  assert.notEqual(flightId(flight, 1), id)
  assert.notEqual(flightId({ ...flight, delay: 67 }, 0), id)
})

test('an import says which flight found its place taken, and stores the flights of other airports', async () => {
  await using binding = bind(WEAK, new MemoryEventExecutor(), PATIENCE)
  const opened = await binding.open()
  assert.ok(opened.kind === 'opened')
  const { store } = opened
  const [stranger, taken, behind, other] = ['DTW', 'DTW', 'DTW', 'LAX'].map(departure)
  assert.ok(stranger !== undefined && taken !== undefined && behind !== undefined && other !== undefined)
  assert.deepEqual(await importDepartures(store, [stranger], told), { kind: 'imported', appended: 1, repeated: 0 })
  assert.deepEqual(await importDepartures(store, [taken, behind, other], told), {
    kind: 'unfit',
    says: `airport-DTW holds something else where flight ${taken.id} belongs, at revision 0.`,
  })
  const page = await store.streams({ prefix: '', after: null, limit: 10 })
  assert.deepEqual(page.kind === 'page' && page.streams, [
    { stream: 'airport-DTW', revision: 0 },
    { stream: 'airport-LAX', revision: 0 },
  ])
})

test('the delays are not made from an event that another program appended as a departure', async (t) => {
  await using binding = bind(WEAK, new MemoryEventExecutor(), PATIENCE)
  const opened = await binding.open()
  assert.ok(opened.kind === 'opened')
  const folder = await mkdtemp(join(tmpdir(), 'tenon-flights-'))
  t.after(() => rm(folder, { recursive: true }))
  const strange = { id: flightId(flight, 0), type: 'FlightDeparted', data: { ...flight, delay: 'long' }, metadata: {} }
  await opened.store.append({ stream: 'airport-DTW', expectedRevision: 'no_stream', events: [strange] })
  const delays = await readDelays(opened.store, join(folder, 'delays.sqlite'))
  assert.equal(delays.kind, 'unfit')
  assert.match(Reflect.get(delays, 'says'), /FlightDeparted at revision 0 of airport-DTW .*delay: .*expected number/)
})

const departure = (origin: string, i: number): Departure => {
  const departed = { ...flight, origin, delay: i }
  return { id: flightId(departed, 0), flight: departed }
}

const told = (): void => undefined

const WEAK = need(EventStore, {
  atomicity: 'event',
  order: 'stream',
  dedupe: 'expected',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'forever',
  max_event_bytes: 1_024,
  max_events_per_append: 1,
  dedupe_window_ms: 0,
})

const PATIENCE = { attempts: 1, attemptMs: 1_000, deadlineMs: 1_000, backoffMs: 0, maxBackoffMs: 0, concurrency: 64 }
