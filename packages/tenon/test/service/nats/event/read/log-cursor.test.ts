import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { NatsConnection } from '@nats-io/transport-node'
import type { EventStore, Item, LogPage, Position, RecordedEvent } from 'tenon'
import type { NatsStreamConfig } from 'tenon/nats'
import type { EventStoreFailed } from '../../../../../src/domain/event/failure.ts'
import { until } from '../../../../../src/service/lab/time.ts'
import { event, events, fill, gives, ids } from '../../../semantics/stores.ts'
import { allSeries, nats } from '../../servers/binaries.ts'
import { startServer } from '../../servers/server.ts'
import {
  all,
  ask,
  connected,
  consumers,
  fillBy,
  fillMany,
  freshConfig,
  openAt,
  openOn,
  openOver,
  readLog,
} from './stores.ts'

suite('reading the whole log of a JetStream stream', nats, () => {
  test('gives every event that passes its filter, once and in order, wherever pages are cut', async (t) => {
    const store = await openOn(t, '2.10')
    await fillBy(store, 'a-1', [3, 1, 7])
    await fill(store, 'b', 5, 'Other')
    await fillBy(store, 'a-2', [20, 20, 1])
    await fill(store, 'ab-1', 4, 'Other')
    const [whole] = await readLog(store)
    const every = whole?.events ?? []
    assert.equal(every.length, 61)
    for (const filter of [
      all,
      { streams: { prefix: 'a' }, types: 'all' },
      { streams: { prefix: 'a-' }, types: 'all' },
      { streams: { prefix: 'a-2' }, types: ['Happened'] },
      { streams: { prefix: 'c-' }, types: 'all' },
      { streams: 'all', types: ['Other'] },
      { streams: 'all', types: ['None', 'Other', 'Happened'] },
      { streams: { prefix: 'a' }, types: ['Other'] },
    ] as const) {
      const passing = every.filter(({ stream, type }) => passes(filter, stream, type))
      for (const limit of [1, 7, 20, 1_000]) {
        const pages = await readLog(store, { filter, limit })
        assert.deepEqual(
          pages.flatMap((page) => page.events),
          passing,
          `${JSON.stringify(filter)} by ${limit}`,
        )
        const last = pages.at(-1)
        assert.deepEqual([last?.next, last?.head], [every.at(-1)?.position, every.at(-1)?.position])
      }
    }
    // After each event in turn, each with a reader of its own.
    await Promise.all(
      every.map(async ({ position }, i) => {
        const page = gives(await store.read_all({ after: position, filter: all, limit: 3 }), 'page')
        assert.deepEqual(ids(page.events), ids(every.slice(i + 1, i + 4)))
      }),
    )
  })

  test('says that a place is ahead of it, to subscribers too, and nothing of the kind about its own end', async (t) => {
    const store = await openOn(t, '2.10')
    assert.deepEqual(await store.read_all({ after: 1, filter: all, limit: 1 }), { kind: 'ahead', head: 'start' })
    const [last] = (await fillBy(store, 'a-1', [2, 3])).slice(-1)
    for (const filter of [
      all,
      { streams: { prefix: 'b-' }, types: 'all' },
      { streams: 'all', types: ['None'] },
    ] as const) {
      for (const after of [2_003, 3_000, 9_000_000]) {
        assert.deepEqual(await store.read_all({ after, filter, limit: 1 }), { kind: 'ahead', head: 2_002 })
        const items = store.subscribe({ after, filter })
        assert.deepEqual((await items.next()).value, { kind: 'ahead', head: 2_002 })
        assert.ok((await items.next()).done)
      }
      const page = await store.read_all({ after: 2_002, filter, limit: 1 })
      assert.deepEqual(page, { kind: 'page', events: [], next: 2_002, head: 2_002, caughtUp: true })
    }
    const page = gives(await store.read_all({ after: 2_001, filter: all, limit: 1 }), 'page')
    assert.deepEqual([ids(page.events), page.caughtUp], [[last?.id], true])
  })

  test('says a head that is no lower than what it gives, while others append', async (t) => {
    const config = freshConfig()
    const [store, other] = await Promise.all([openOn(t, '2.10', config), openOn(t, '2.10', config)])
    const filter = { streams: { prefix: 'many-' }, types: 'all' } as const
    const filling = fillMany(other, 2_000)
    const heard: RecordedEvent[] = []
    let after: Position | 'start' = 'start'
    while (heard.length < 2_000) {
      const page: LogPage = gives(await store.read_all({ after, filter, limit: 1_000 }), 'page')
      heard.push(...page.events)
      assert.ok(
        page.head === 'start' || (page.next !== 'start' && page.next <= page.head),
        `${page.next} of ${page.head}`,
      )
      assert.ok(page.caughtUp || page.next !== after)
      after = page.next
    }
    await filling
    assertStraight(heard)
  })

  test('scans no more than a stretch a page where next to nothing passes', async (t) => {
    const store = await openOn(t, '2.10')
    for (let i = 0; i < 20; i += 1)
      await fillBy(
        store,
        `a-${i}`,
        Array.from({ length: 2 }, () => 500),
      )
    await fill(store, 'a-rare', 1, 'Rare')
    await fillBy(store, 'a-20', [1_000])
    const pages = await readLog(store, { filter: { streams: 'all', types: ['Rare'] } })
    t.diagnostic(`${pages.length} pages of ${pages.map((page) => page.events.length).join(', ')} events`)
    assert.ok(pages.length > 2)
    assert.equal(pages.flatMap((page) => page.events).length, 1)
    for (const page of pages.slice(0, -1)) assert.ok(!page.caughtUp && page.head === 42_999)
    const [first] = pages
    assert.ok(typeof first?.next === 'number' && first.next < 42_999 && first.events.length === 0)
  })

  test('gives a few large events a page', async (t) => {
    const store = await openOn(t, '2.10')
    const made = await fillBy(store, 'a-1', [20])
    for (let i = 0; i < 10; i += 1) {
      const one = event('x'.repeat(1_000_000))
      gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [one] }), 'appended')
      made.push(one)
    }
    const pages = await readLog(store)
    assert.deepEqual(
      pages.flatMap((page) => ids(page.events)),
      ids(made),
    )
    assert.ok(pages.length > 1 && pages.every((page) => page.events.length > 0))
    for (const page of pages) assert.ok(JSON.stringify(page).length <= 10_000_000)
  })

  test('by many readers at once, each at its own pace, gives each of them all, and leaves no consumer', async (t) => {
    const config = freshConfig()
    const [store, connection] = await Promise.all([openOn(t, '2.10', config), connected(t, '2.10')])
    await fillMany(store, 300)
    const limits = [7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]
    const read = await Promise.all(
      // Two readers of each kind, which request the same pages at the same time.
      [...limits, ...limits].map((limit) => readLog(store, { limit })),
    )
    for (const pages of read) {
      const heard = pages.flatMap((page) => page.events)
      assert.equal(heard.length, 300)
      assertStraight(heard)
    }
    assert.equal(await until(async () => (await consumers(connection, config)).length === 0, 30_000), 'holds')
  })

  test('leaves a reader that stops between two pages with 1,000 messages at most, however fast it was', async (t) => {
    const config = freshConfig()
    const [store, connection] = await Promise.all([openOn(t, '2.10', config), connected(t, '2.10')])
    await fillMany(store, 15_000)
    let after: Position | 'start' = 'start'
    for (let read = 1_000; read <= 14_000; read += 1_000) {
      after = gives(await store.read_all({ after, filter: all, limit: 1_000 }), 'page').next
      assert.equal(after, read * 1_000)
      if (read < 10_000) continue
      const held = (await delivered(connection, config)) - read
      t.diagnostic(`${held} messages were held when ${read} were read`)
      assert.ok(held <= 1_000)
    }
  })
})

suite('a subscription to a JetStream stream', nats, () => {
  test('begins in the middle of a message, and goes on with what another appends', async (t) => {
    const config = freshConfig()
    const [store, other] = await Promise.all([openOn(t, '2.10', config), openOn(t, '2.10', config)])
    const made = await fillBy(store, 'a-1', [2, 9])
    const items = store.subscribe({ after: 2_003, filter: all })
    assert.deepEqual(ids(await take(items, 5)), ids(made.slice(6)))
    assert.deepEqual((await items.next()).value, { kind: 'caught_up', position: 2_008 })
    for (let i = 0; i < 10; i += 1) {
      const some = await fillBy(i % 2 === 0 ? other : store, `b-${i}`, [1 + i])
      assert.deepEqual(ids(await take(items, 1 + i)), ids(some))
      gives((await items.next()).value ?? assert.fail('it ended'), 'caught_up')
    }
    await items.return?.()
  })

  for (const series of ['2.10', '2.15'] as const)
    test(`on ${series} leaves a reader that stops with 1,000 messages at most, however fast it was, and gives it all when it comes back`, async (t) => {
      const config = freshConfig()
      const [store, other] = await Promise.all([openOn(t, series, config), openOn(t, series, config)])
      const connection = await connected(t, series)
      await fillMany(other, 25_000)
      const items = store.subscribe({ after: 'start', filter: all })
      const heard: RecordedEvent[] = []
      for (const stop of [1, 15_000, 16_250, 17_750, 19_001, 20_000]) {
        heard.push(...(await take(items, stop - heard.length)))
        const held = (await delivered(connection, config)) - stop
        t.diagnostic(`${held} messages were held when ${stop} were read`)
        assert.ok(held <= 1_000)
      }
      heard.push(...(await take(items, 5_000)))
      assertStraight(heard)
      gives((await items.next()).value ?? assert.fail('it ended'), 'caught_up')
      await items.return?.()
    })

  test('asks the server for nothing while nothing comes, whatever there is that does not pass', async (t) => {
    const config = freshConfig()
    const connection = await connected(t, '2.10')
    const [store, other] = await Promise.all([openOver(t, connection, config), openOn(t, '2.10', config)])
    const items = store.subscribe({ after: 'start', filter: { streams: { prefix: 'a-' }, types: 'all' } })
    gives((await items.next()).value ?? assert.fail('it ended'), 'caught_up')
    const next = items.next()
    await fillBy(store, 'a-1', [1])
    gives((await next).value ?? assert.fail('it ended'), 'event')
    gives((await items.next()).value ?? assert.fail('it ended'), 'caught_up')
    const waiting = items.next()
    const before = connection.stats().outMsgs
    await fillMany(other, 200)
    assert.equal(connection.stats().outMsgs, before)
    await fillBy(other, 'a-1', [1])
    gives((await waiting).value ?? assert.fail('it ended'), 'event')
    await items.return?.()
  })

  for (const series of allSeries) {
    test(`on ${series} is one of many, and none leaves its consumer behind, however it ends`, async (t) => {
      const config = freshConfig()
      const [store, connection] = await Promise.all([openOn(t, series, config), connected(t, series)])
      await fillBy(store, 'a-1', [5])
      const aborting = new AbortController()
      const all50 = Array.from({ length: 50 }, (_, i) =>
        store.subscribe(
          { after: 'start', filter: i % 2 === 0 ? all : { streams: { prefix: 'a-' }, types: 'all' } },
          { signal: i % 3 === 0 ? aborting.signal : null, deadlineMs: null },
        ),
      )
      for (const heard of await Promise.all(all50.map((items) => take(items, 5)))) assert.equal(heard.length, 5)
      assert.equal((await consumers(connection, config)).length, 50)
      aborting.abort()
      await Promise.all(all50.map((items) => items.return?.()))
      assert.equal(await until(async () => (await consumers(connection, config)).length === 0, 30_000), 'holds')
    })
  }

  test('goes on over restarts of the server: nothing is skipped and nothing comes twice', async (t) => {
    await using server = await startServer({ series: '2.10' })
    const config = freshConfig()
    const store = await openAt(t, server.url, config)
    await fillMany(store, 500)
    const items = store.subscribe({ after: 'start', filter: all })
    const heard = [...(await take(items, 10))]
    for (let turn = 1; turn <= 3; turn += 1) {
      await server.kill()
      const hearing = take(items, 500 + 100 * turn - heard.length)
      // The outcome is checked below.
      hearing.catch(() => undefined)
      await server.restart()
      await appendUntilStored(store, turn, 100)
      heard.push(...(await hearing))
    }
    assertStraight(heard)
    assert.equal(heard.length, 800)
    await items.return?.()
  })
})

/** Returns how many messages the only consumer of a JetStream stream has delivered, once no more are on their way. */
const delivered = async (connection: NatsConnection, config: NatsStreamConfig): Promise<number> => {
  const [name] = await consumers(connection, config)
  let count = -1
  let same = 0
  const rests = async (): Promise<boolean> => {
    const before = count
    count = (await ask(connection, `CONSUMER.INFO.${config.name}.${name}`)).delivered?.consumer_seq ?? 0
    same = count === before ? same + 1 : 0
    return same === 20
  }
  assert.equal(await until(rests, 30_000), 'holds')
  return count
}

/** Makes this many appends, each repeated until it is stored, because the server may have only just come back. */
const appendUntilStored = async (store: EventStore, turn: number, many: number): Promise<void> => {
  for (let i = 0; i < many; i += 1) {
    const append = { stream: `late-${turn}-${i}`, expectedRevision: 'no_stream', events: events(1) } as const
    const stored = await until(async () => (await store.append(append)).kind === 'appended', 30_000)
    assert.equal(stored, 'holds')
  }
}

/** Returns the next events of a subscription, this many, and skips `caught_up`. */
const take = async (items: AsyncIterator<Item | EventStoreFailed>, many: number): Promise<RecordedEvent[]> => {
  const taken: RecordedEvent[] = []
  while (taken.length < many) {
    const { value, done } = await items.next()
    assert.ok(done !== true, `it ended after ${taken.length} of ${many}`)
    if (value.kind !== 'caught_up') taken.push(gives(value, 'event').event)
  }
  return taken
}

/** Asserts that each event comes after the one before, and is the next of its stream. */
const assertStraight = (heard: readonly RecordedEvent[]): void => {
  const revisions = new Map<string, number>()
  let last = 0
  for (const { stream, revision, position } of heard) {
    assert.ok(position > last, `${position} came behind ${last}`)
    assert.equal(revision, (revisions.get(stream) ?? -1) + 1, `of ${stream}`)
    revisions.set(stream, revision)
    last = position
  }
}

const passes = (filter: Parameters<EventStore['read_all']>[0]['filter'], stream: string, type: string): boolean =>
  (filter.streams === 'all' || stream.startsWith(filter.streams.prefix)) &&
  (filter.types === 'all' || filter.types.includes(type))
