import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import { eventTypes, type EventStore, type EventStoreFailed, type Item, projection, type Subscribe } from 'tenon'
import { z } from 'zod'
import { openFile, pathFor } from '../sqlite/files.ts'
import { Process } from '../sqlite/processes/process.ts'
import { fill, gives, openStore, settings, sqliteConfig } from '../semantics/stores.ts'
import { KeptModel } from './kept.ts'
import { ALL, flawIn, logOf, projectionOf, started, until } from './runs.ts'

/** What the other processes append, and what `fill` does. */
const Written = eventTypes({ Happened: { version: 1, data: z.object({ by: z.number().optional() }), from: {} } })

type Items = AsyncGenerator<Item | EventStoreFailed, undefined>

/** A store to read from. `turned` resolves when its subscription has caught up. */
interface Turning {
  readonly store: EventStore
  readonly turned: Promise<void>
}

/** Returns a store in which events are appended between the last page and the subscription that follows it. */
const busyAtTheSeam = (store: EventStore, subscribe: (fields: Subscribe) => Items): Turning => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const atTheSeam = async function* atTheSeam(fields: Subscribe): Items {
    await fill(store, 'seam', 3)
    for await (const item of subscribe(fields)) {
      if (item.kind === 'caught_up') resolve()
      yield item
    }
    return undefined
  }
  return { store: { ...store, subscribe: atTheSeam }, turned: promise }
}

const honest = (store: EventStore) =>
  async function* subscribed(fields: Subscribe): Items {
    yield* store.subscribe(fields)
    return undefined
  }

/** Subscribes at the end of the log instead of where the last page ended. */
const lying = (store: EventStore) =>
  async function* subscribed(fields: Subscribe): Items {
    const { head } = gives(await store.read_all({ after: 'start', filter: ALL, limit: 1 }), 'page')
    yield* store.subscribe({ ...fields, after: head })
    return undefined
  }

/** The law `seam`: where history turns live, no event is missed and none is taken twice. */
const seam = async (t: TestContext, store: EventStore, read: Turning): Promise<string | undefined> => {
  await fill(store, 'a', 250)
  const model = new KeptModel(projectionOf())
  const run = started(t, read.store, [model])
  await read.turned
  const [last] = await fill(store, 'a', 1)
  await until(run, () => model.ids().at(-1) === last?.id)
  return flawIn(model.ids(), await logOf(store))
}

describe('The law `seam`', () => {
  for (const setting of settings) {
    test(`is kept on ${setting.name}`, async (t) => {
      const { store } = await openStore(t, setting)
      assert.equal(await seam(t, store, busyAtTheSeam(store, honest(store))), undefined)
    })

    test(`is broken on ${setting.name} by a subscription that begins at the end of the log`, async (t) => {
      const { store } = await openStore(t, setting)
      assert.match(
        (await seam(t, store, busyAtTheSeam(store, lying(store)))) ?? 'kept',
        /^event 250 of the log was not taken in its place$/,
      )
    })
  }

  test('is kept while four processes append to a file', async (t) => {
    const path = await pathFor(t)
    const store = await openFile(t, path)
    const any = projection({ ...projectionOf(), events: Written })
    await fill(store, 'history', 2_000)
    const config = sqliteConfig(path)
    const writers = Array.from(
      { length: 4 },
      (_, i) =>
        new Process(t, { kind: 'append', config, stream: `s-${i}`, expected: 'any', appends: 250, inFlight: 4 }),
    )
    for (const writer of writers) assert.equal(await writer.hear(), 'ready')
    const model = new KeptModel(any)
    const narrow = new KeptModel(projection({ ...any, filter: { streams: { prefix: 's-2' }, types: 'all' } }))
    const run = started(t, store, [model, narrow], { pageEvents: 50 })
    for (const writer of writers) writer.go()
    for (const writer of writers) await writer.hearAll()
    const [last] = await fill(store, 's-2', 1)
    await until(run, () => model.ids().at(-1) === last?.id && narrow.ids().at(-1) === last?.id)
    const log = await logOf(store)
    assert.equal(flawIn(model.ids(), log), undefined)
    assert.equal(log.length, 3_001)
    assert.equal(narrow.ids().length, 251)
    assert.deepEqual(
      narrow.ids(),
      log.filter((id) => new Set(narrow.ids()).has(id)),
    )
  })
})
