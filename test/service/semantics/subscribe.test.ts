import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EventStore, Filter } from 'tenon'
import { events, fill, gives, ids, openStore, settings } from './stores.ts'

const all: Filter = { streams: 'all', types: 'all' }

for (const setting of settings) {
  suite(`subscribe on ${setting.name}`, () => {
    test('to an empty log says that it has caught up, and then gives what comes', async (t) => {
      const { store } = await openStore(t, setting)
      const items = store.subscribe({ after: 'start', filter: all })
      assert.deepEqual(await items.next(), { done: false, value: { kind: 'caught_up', position: 'start' } })
      const waiting = items.next()
      const made = await fill(store, 'a-1', 1)
      const { value } = await waiting
      assert.ok(value !== undefined)
      assert.equal(gives(value, 'event').event.id, made[0]?.id)
      await items.return?.()
    })

    test('gives what is there, and says that it has caught up each time before it waits', async (t) => {
      const { store } = await openStore(t, setting)
      const wanted: string[] = []
      const items = store.subscribe({ after: 'start', filter: all })
      for (const many of [3, 1, 700, 2]) {
        const made = await fill(store, 'a-1', many)
        wanted.push(...ids(made))
        const round = await untilCaughtUp(items)
        assert.deepEqual(round.ids, ids(made))
        const page = gives(await store.read_all({ after: round.position, filter: all, limit: 1 }), 'page')
        assert.deepEqual([page.events, page.head], [[], round.position])
      }
      await items.return?.()
      assert.deepEqual((await untilCaughtUp(store.subscribe({ after: 'start', filter: all }))).ids, wanted)
    })

    test('begins behind a position', async (t) => {
      const { store } = await openStore(t, setting)
      const made = await fill(store, 'a-1', 5)
      const log = gives(await store.read_all({ after: 'start', filter: all, limit: 5 }), 'page')
      for (const [i, { position }] of log.events.entries()) {
        const found = await untilCaughtUp(store.subscribe({ after: position, filter: all }))
        assert.deepEqual(found, { ids: ids(made.slice(i + 1)), position: log.head })
      }
    })

    test('gives only what passes the filter, before and after it has caught up', async (t) => {
      const { store } = await openStore(t, setting)
      const filter: Filter = { streams: { prefix: 'order-' }, types: ['Placed', 'Paid'] }
      const wanted = await fill(store, 'order-1', 2, 'Placed')
      await fill(store, 'order-1', 2, 'Shipped')
      await fill(store, 'other-1', 2, 'Placed')
      const items = store.subscribe({ after: 'start', filter })
      assert.deepEqual((await untilCaughtUp(items)).ids, ids(wanted))
      await fill(store, 'other-1', 3, 'Paid')
      const more = await fill(store, 'order-2', 2, 'Paid')
      const live: string[] = []
      while (live.length < 2) live.push(...(await untilCaughtUp(items)).ids)
      assert.deepEqual(live, ids(more))
      await items.return?.()
    })

    test('goes through a long stretch that the filter does not want', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, 'common-1', 11_000)
      const wanted = await fill(store, 'rare-1', 2)
      const found = await untilCaughtUp(
        store.subscribe({ after: 'start', filter: { streams: { prefix: 'rare' }, types: 'all' } }),
      )
      assert.deepEqual(found.ids, ids(wanted))
    })

    test('has no gap and no double between what was there and what comes while it is read', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, 'a-0', 600)
      const appends = Array.from({ length: 200 }, (_, i) => ({
        stream: `a-${i % 5}`,
        expectedRevision: 'any' as const,
        events: events(1 + (i % 4)),
      }))
      const many = 600 + appends.reduce((sum, append) => sum + append.events.length, 0)
      const writing = (async () => {
        for (let i = 0; i < appends.length; i += 8) {
          await Promise.all(appends.slice(i, i + 8).map((append) => store.append(append)))
        }
      })()
      const readers = Array.from({ length: 3 }, () => takeEvents(store, many))
      await writing
      const wanted: string[] = []
      for (let after: number | 'start' = 'start', left = true; left;) {
        const page: { events: readonly { id: string }[]; next: number | 'start'; caughtUp: boolean } = gives(
          await store.read_all({ after, filter: all, limit: 1_000 }),
          'page',
        )
        wanted.push(...ids(page.events))
        after = page.next
        left = !page.caughtUp
      }
      assert.equal(wanted.length, many)
      for (const found of await Promise.all(readers)) assert.deepEqual(found, wanted)
    })

    test('wakes every subscription that waits', async (t) => {
      const { store } = await openStore(t, setting)
      const many = Array.from({ length: 20 }, () => store.subscribe({ after: 'start', filter: all }))
      for (const items of many) await untilCaughtUp(items)
      const waiting = many.map((items) => items.next())
      const [made] = await fill(store, 'a-1', 1)
      for (const { value } of await Promise.all(waiting)) {
        assert.ok(value !== undefined)
        assert.equal(gives(value, 'event').event.id, made?.id)
      }
      for (const items of many) await items.return?.()
    })

    test('says ahead and ends when after lies beyond the head', async (t) => {
      const { store } = await openStore(t, setting)
      const empty = store.subscribe({ after: 1, filter: all })
      assert.deepEqual(await empty.next(), { done: false, value: { kind: 'ahead', head: 'start' } })
      assert.deepEqual(await empty.next(), { done: true, value: undefined })
      await fill(store, 'a-1', 2)
      const { head } = gives(await store.read_all({ after: 'start', filter: all, limit: 1 }), 'page')
      assert.ok(head !== 'start')
      const beyond = store.subscribe({ after: head + 1, filter: all })
      assert.deepEqual(await beyond.next(), { done: false, value: { kind: 'ahead', head } })
      assert.deepEqual(await beyond.next(), { done: true, value: undefined })
    })

    test('ends without an item when its signal fires while it waits', async (t) => {
      const { store } = await openStore(t, setting)
      const stop = new AbortController()
      const items = store.subscribe({ after: 'start', filter: all }, { signal: stop.signal, deadlineMs: null })
      await untilCaughtUp(items)
      const waiting = items.next()
      stop.abort()
      assert.deepEqual(await waiting, { done: true, value: undefined })
      await fill(store, 'a-1', 1)
      assert.deepEqual(await items.next(), { done: true, value: undefined })
    })

    test('ends without an item when its signal fires between two items, or had fired before', async (t) => {
      const { store, executor } = await openStore(t, setting)
      await fill(store, 'a-1', 5)
      const stop = new AbortController()
      const call = { signal: stop.signal, deadlineMs: null }
      const found: string[] = []
      for await (const item of store.subscribe({ after: 'start', filter: all }, call)) {
        found.push(item.kind)
        if (found.length === 2) stop.abort()
      }
      assert.deepEqual(found, ['event', 'event'])
      executor.calls.length = 0
      for await (const item of store.subscribe({ after: 'start', filter: all }, call)) assert.fail(item.kind)
      assert.deepEqual(executor.calls, [])
    })

    test('ends without an item by break and by return(), also while it waits', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, 'a-1', 3)
      const broken = store.subscribe({ after: 'start', filter: all })
      for await (const item of broken) {
        assert.equal(item.kind, 'event')
        break
      }
      assert.deepEqual(await broken.next(), { done: true, value: undefined })
      const items = store.subscribe({ after: 'start', filter: all })
      await untilCaughtUp(items)
      const waiting = items.next()
      assert.deepEqual(await items.return?.(), { done: true, value: undefined })
      assert.deepEqual(await waiting, { done: true, value: undefined })
      assert.deepEqual(await items.next(), { done: true, value: undefined })
    })

    test('lets the process go: a subscription that ended leaves no timer behind', async (t) => {
      const { store } = await openStore(t, setting)
      const before = timers()
      const items = store.subscribe({ after: 'start', filter: all })
      await untilCaughtUp(items)
      const waiting = items.next()
      await items.return?.()
      await waiting
      await new Promise((resolve) => setImmediate(resolve))
      assert.equal(timers(), before)
    })
  })
}

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

/** What a subscription gives up to the next time it has caught up. */
const untilCaughtUp = async (
  items: ReturnType<EventStore['subscribe']>,
): Promise<{ readonly ids: string[]; readonly position: number | 'start' }> => {
  const found: string[] = []
  for (;;) {
    const { value } = await items.next()
    assert.ok(value !== undefined)
    if (value.kind === 'caught_up') return { ids: found, position: value.position }
    found.push(gives(value, 'event').event.id)
  }
}

/** The ids of the first so many events. */
const takeEvents = async (store: EventStore, many: number): Promise<string[]> => {
  const found: string[] = []
  for await (const item of store.subscribe({ after: 'start', filter: all })) {
    if (item.kind === 'caught_up') continue
    found.push(gives(item, 'event').event.id)
    if (found.length === many) break
  }
  return found
}
