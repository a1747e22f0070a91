import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import type { EventStore, LogPage, Position, Read, StreamPage } from 'tenon'
import { event, fill, gives, openStore, type Setting, settings } from './stores.ts'

const MANY = 10_000
const PAGE = 500
const all = { streams: 'all', types: 'all' } as const

for (const setting of settings) {
  suite(`the event loop on ${setting.name}`, () => {
    test('runs between the pages of a loop that does nothing but read_all', async (t) => {
      const store = await filled(t, setting)
      const ticks = ticking(t)
      let pages = 0
      let read = 0
      for (let after: Position | 'start' = 'start', more = true; more; pages += 1) {
        const page: LogPage = gives(await store.read_all({ after, filter: all, limit: PAGE }), 'page')
        read += page.events.length
        after = page.next
        more = !page.caughtUp
      }
      assert.equal(read, MANY)
      assert.ok(ticks() >= pages && pages >= MANY / PAGE, `it ran ${ticks()} times in ${pages} pages`)
    })

    test('runs between the pages of a loop that does nothing but read', async (t) => {
      const store = await filled(t, setting)
      const ticks = ticking(t)
      let pages = 0
      for (let next: number | 'done' = 0; next !== 'done'; pages += 1) {
        const read: Read = { stream: 'a-1', from: next, direction: 'forward', limit: PAGE }
        const page: StreamPage = gives(await store.read(read), 'page')
        next = page.next
      }
      assert.ok(ticks() >= pages && pages >= MANY / PAGE, `it ran ${ticks()} times in ${pages} pages`)
    })

    test('runs between the pages of a subscription that catches up', async (t) => {
      const store = await filled(t, setting)
      const ticks = ticking(t)
      const heard = await catchUp(store, new AbortController().signal, () => undefined)
      assert.equal(heard, MANY)
      // The size of a subscription's pages is not visible. None is larger than the largest page of read_all.
      assert.ok(ticks() >= MANY / 1_000, `it ran ${ticks()} times`)
    })

    test('lets a timer end a subscription while it catches up', async (t) => {
      const store = await filled(t, setting)
      const caller = new AbortController()
      const heard = await catchUp(store, caller.signal, (number) => {
        if (number === 1) setTimeout(() => caller.abort(), 1)
      })
      t.diagnostic(`${heard} of ${MANY} events came before the timer`)
      assert.ok(caller.signal.aborted && heard < MANY)
    })

    test('is let go by a subscription that ended while it waited: no timer is left', async (t) => {
      const { store } = await openStore(t, setting)
      const before = timers()
      const items = store.subscribe({ after: 'start', filter: all })
      assert.equal((await items.next()).value?.kind, 'caught_up')
      const waiting = items.next()
      await items.return?.()
      await waiting
      await new Promise((resolve) => setImmediate(resolve))
      assert.equal(timers(), before)
    })

    test('lets an append be answered while a subscription beside it catches up, which gives that event too', async (t) => {
      const store = await filled(t, setting)
      const appends: Promise<number>[] = []
      let heard = 0
      await catchUp(store, new AbortController().signal, (number) => {
        heard = number
        if (number > 1) return
        const append = store.append({ stream: 'b-1', expectedRevision: 'no_stream', events: [event()] })
        appends.push(append.then((outcome) => (gives(outcome, 'appended'), heard)))
      })
      const [at] = await Promise.all(appends)
      t.diagnostic(`answered when ${at} of ${MANY} events had come`)
      assert.ok(at !== undefined && at < MANY)
      assert.equal(heard, MANY + 1)
    })
  })
}

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

const filled = async (t: TestContext, setting: Setting): Promise<EventStore> => {
  const { store } = await openStore(t, setting)
  await fill(store, 'a-1', MANY)
  return store
}

/** Counts the turns of the event loop from now until the end of the test. */
const ticking = (t: TestContext): (() => number) => {
  let ticks = 0
  const tick = (): void => {
    ticks += 1
    next = setImmediate(tick)
  }
  let next = setImmediate(tick)
  t.after(() => clearImmediate(next))
  return () => ticks
}

/** Follows a store until it has caught up or is called off. Returns how many events arrived. */
const catchUp = async (store: EventStore, signal: AbortSignal, hear: (number: number) => void): Promise<number> => {
  let heard = 0
  for await (const item of store.subscribe({ after: 'start', filter: all }, { signal, deadlineMs: null })) {
    if (item.kind === 'caught_up') break
    gives(item, 'event')
    heard += 1
    hear(heard)
  }
  return heard
}
