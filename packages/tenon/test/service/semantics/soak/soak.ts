import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { TestContext } from 'node:test'
import type { EventStore, EventStoreCapability } from 'tenon'
import type { Binding } from 'tenon/bind'
import { randomFrom } from '../../../../src/domain/conformance/given/random.ts'
import { now } from '../../../../src/service/lab/time.ts'
import { event, gives } from '../stores.ts'
import { handles, JumpingClock, Level } from './level.ts'
import { Run, type Size } from './run.ts'

/** The store of a soak. */
export interface Soaked {
  readonly size: Size
  /** Makes another binding of the store. Each is opened and closed on its own. */
  bind(): Binding<EventStoreCapability>
}

const BATCH = 1_000
const WRITERS = 4
const LOOK_MS = 3_000
/** How many MiB the memory may rise in the second half of a soak. Anything kept for each event would exceed that. */
const MOST_HEAP = 16
const MOST_RSS = 96

/**
 * Soaks a store. Asserts that it lost, skipped and doubled nothing, and that the process holds as many handles as at
 * the beginning.
 */
export const soak = async (t: TestContext, soaked: Soaked, seed: string): Promise<void> => {
  process.stderr.write(`TENON_SEED=${seed}: ${t.name}\n`)
  const { size } = soaked
  const begun = now()
  const before = handles()
  const level = new Level()
  using clock = new JumpingClock()
  const seconds = (): number => Math.round((now() - begun) / 1_000)
  const bindings = Array.from({ length: WRITERS }, () => soaked.bind())
  try {
    const stores = await Promise.all(bindings.map(async (binding) => gives(await binding.open(), 'opened').store))
    const [first] = stores
    assert.ok(first !== undefined)
    await fill(first, size)
    t.diagnostic(`filled with ${size.events} events in one stream and ${size.streams} streams by second ${seconds()}`)
    const run = new Run(stores, size, randomFrom(seed))
    await run.begin(() => openAndClose(soaked))
    while (run.goes && (now() - begun < size.ms || !run.isDone)) {
      await wait(LOOK_MS)
      clock.jump()
      level.look()
    }
    await run.end()
    t.diagnostic(`ended by second ${seconds()}: ${JSON.stringify({ ...run.counts, jumps: clock.jumps })}`)
    t.diagnostic(`MiB of heap and of the process: ${level.toString()}`)
    assert.deepEqual(await run.flaws(), [])
  } finally {
    await Promise.all(bindings.map((binding) => binding.close()))
  }
  const rises = { heap: level.rise('heap'), rss: level.rise('rss') }
  t.diagnostic(`the second half rises by ${rises.heap.toFixed(1)} MiB of heap and ${rises.rss.toFixed(1)} MiB in all`)
  assert.ok(rises.heap < MOST_HEAP && rises.rss < MOST_RSS, level.toString())
  assert.deepEqual(await settledHandles(before), before)
}

/** Returns the handles once they are as before, or after a while, because a closed handle disappears a moment later. */
const settledHandles = async (before: object): Promise<object> => {
  for (let tries = 0; tries < 100 && JSON.stringify(handles()) !== JSON.stringify(before); tries += 1) await wait(50)
  return handles()
}

const openAndClose = async ({ bind }: Soaked): Promise<void> => {
  const binding = bind()
  const { store } = gives(await binding.open(), 'opened')
  gives(await store.streams({ prefix: 'none', after: null, limit: 1 }), 'page')
  gives(await binding.close(), 'closed')
}

/** Appends one long stream, and many streams of one event. */
const fill = async (store: EventStore, { events, streams }: Size): Promise<void> => {
  for (let at = 0; at < events; at += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, events - at) }, (_, i) => event({ n: at + i }, 'Long'))
    const expectedRevision = at === 0 ? 'no_stream' : at - 1
    gives(await store.append({ stream: 'long-1', expectedRevision, events: batch }), 'appended')
  }
  for (let at = 0; at < streams; at += BATCH)
    await Promise.all(
      Array.from({ length: Math.min(BATCH, streams - at) }, async (_, i) =>
        gives(
          await store.append({ stream: `many-${at + i}`, expectedRevision: 'no_stream', events: [event()] }),
          'appended',
        ),
      ),
    )
}
