import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import type { Event, EventStore, Read, RecordedEvent } from 'tenon'
import { event, events, gives, ids, nth } from '../../../semantics/stores.ts'
import { allSeries, nats } from '../../servers/binaries.ts'
import { sharedServer } from '../../servers/shared.ts'
import { connected, consumers, fillBy, freshConfig, openOn, openOver, readWhole } from './stores.ts'

/** 1 to 20 events per message, in no order, about 300 in total. */
const MIXED = Array.from({ length: 30 }, (_, i) => 1 + ((i * 13) % 20))

for (const series of ['2.10', '2.15'] as const) {
  suite(`reading a stream on ${series}`, nats, () => {
    test('gives the same from every revision, in both directions, with every limit, wherever messages end', async (t) => {
      const store = await openOn(t, series)
      const made = await fillBy(store, 'a-1', MIXED)
      const head = made.length - 1
      await fillBy(store, 'a-2', [3, 1])
      const reads: Read[] = []
      for (let from = 0; from <= head + 2; from += 1) {
        const limit = [1, 2, 19, 20, 21, 100, 1_000][from % 7] ?? 1
        reads.push({ stream: 'a-1', from, direction: 'forward', limit })
        if (from % 3 === 0) reads.push({ stream: 'a-1', from, direction: 'backward', limit })
      }
      for (const limit of [1, 2, head, head + 1, head + 2, 1_000]) {
        for (const from of ['start', 'end'] as const)
          for (const direction of ['forward', 'backward'] as const)
            reads.push({ stream: 'a-1', from, direction, limit })
      }
      for (let i = 0; i < reads.length; i += 32)
        await Promise.all(reads.slice(i, i + 32).map((read) => assertPage(store, made, read)))
    })

    test('returns each event as reading the whole log does, including its time', async (t) => {
      const store = await openOn(t, series)
      await fillBy(store, 'a-1', MIXED)
      const [page] = await readWhole(store, { stream: 'a-1', direction: 'forward', limit: 1_000 })
      const [backward] = await readWhole(store, { stream: 'a-1', direction: 'backward', limit: 1_000 })
      const last = gives(await store.read({ stream: 'a-1', from: 'end', direction: 'backward', limit: 1 }), 'page')
      const log = await store.read_all({ after: 'start', filter: { streams: 'all', types: 'all' }, limit: 1_000 })
      assert.deepEqual(gives(log, 'page').events, page)
      assert.deepEqual(backward?.toReversed(), page)
      assert.deepEqual(last.events[0], page?.at(-1))
    })

    test('goes on behind each page, however many there are, also where another appends between them', async (t) => {
      const config = freshConfig()
      const [store, other] = await Promise.all([openOn(t, series, config), openOn(t, series, config)])
      const made = await fillBy(
        store,
        'a-1',
        Array.from({ length: 400 }, (_, i) => 5 + (i % 7)),
      )
      assert.ok(made.length > 3_000)
      for (const direction of ['forward', 'backward'] as const) {
        const pages = await readWhole(store, { stream: 'a-1', direction, limit: 333 })
        assert.deepEqual(ids(pages.flat()), ids(direction === 'forward' ? made : made.toReversed()))
        assert.equal(pages.length, Math.ceil(made.length / 333))
      }
      const first = gives(await store.read({ stream: 'a-1', from: 0, direction: 'forward', limit: 500 }), 'page')
      made.push(...(await fillBy(other, 'a-1', [3])))
      let next = first.next
      let read = first.events.length
      while (next !== 'done') {
        const page = gives(await store.read({ stream: 'a-1', from: next, direction: 'forward', limit: 1_000 }), 'page')
        assert.equal(page.head, made.length - 1)
        assert.deepEqual(ids(page.events), ids(made.slice(read, read + page.events.length)))
        read += page.events.length
        next = page.next
      }
      assert.equal(read, made.length)
    })

    test('knows where a stream ends when another has appended to it', async (t) => {
      const config = freshConfig()
      const [store, other] = await Promise.all([openOn(t, series, config), openOn(t, series, config)])
      for (let head = 0; head < 20; head += 1) {
        const [one] = await fillBy(head % 2 === 0 ? other : store, 'a-1', [1])
        const page = gives(await store.read({ stream: 'a-1', from: 'end', direction: 'forward', limit: 1 }), 'page')
        assert.deepEqual([page.head, page.next, page.events[0]?.id], [head, 'done', one?.id])
      }
    })

    test('takes as many requests for a page of ten events as for one of hundreds, and leaves no consumer', async (t) => {
      const config = freshConfig()
      const connection = await connected(t, series)
      const store = await openOver(t, connection, config)
      await fillBy(
        store,
        'short-1',
        Array.from({ length: 10 }, () => 1),
      )
      await fillBy(
        store,
        'long-1',
        Array.from({ length: 700 }, () => 1),
      )
      const asked: number[] = []
      for (const stream of ['short-1', 'long-1']) {
        const before = connection.stats().outMsgs
        gives(await store.read({ stream, from: 'start', direction: 'forward', limit: 1_000 }), 'page')
        asked.push(connection.stats().outMsgs - before)
      }
      t.diagnostic(`${asked.join(' and ')} requests`)
      // The head and a direct get; or the head, making a consumer and deleting it.
      assert.deepEqual(asked, series === '2.15' ? [2, 2] : [3, 3])
      assert.deepEqual(await consumers(connection, config), [])
    })

    test('gives a few large events a page, in both directions, and all in the end', async (t) => {
      const store = await openOn(t, series)
      const made: Event[] = [...(await fillBy(store, 'a-1', [20]))]
      for (let i = 0; i < 10; i += 1) {
        const one = event('x'.repeat(1_000_000))
        gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [one] }), 'appended')
        made.push(one)
      }
      for (const direction of ['forward', 'backward'] as const) {
        const pages = await readWhole(store, { stream: 'a-1', direction, limit: 1_000 })
        t.diagnostic(`${direction}: ${pages.map((page) => page.length).join(', ')} events`)
        assert.deepEqual(ids(pages.flat()), ids(direction === 'forward' ? made : made.toReversed()))
        assert.ok(pages.length > 1)
        for (const page of pages) assert.ok(page.length > 0 && sizeOf(page) <= 12_000_000, `${sizeOf(page)}`)
      }
    })
  })
}

suite('the names of streams', nats, () => {
  for (const series of allSeries) {
    test(`on ${series} may be as long as they can be, under a config whose names are too`, async (t) => {
      const subjectPrefix = 'p'.repeat(128)
      const config = freshConfig({
        name: 'N'.repeat(255),
        subjectPrefix,
        subjects: [`${subjectPrefix}.>`],
        maxMsgSize: 8_192,
      })
      const store = await openOn(t, series, config)
      const names = ['😀'.repeat(255), `${'é'.repeat(100)}-${'😀'.repeat(154)}`, ` .*>$-${'\\'.repeat(249)}`]
      for (const stream of names) {
        const type = '😀'.repeat(255)
        // As much as is granted, with everything around it as long as possible.
        const one = { ...event('x'.repeat(8_192 - 2_048 - 4)), type }
        const outcome = await store.append({ stream, expectedRevision: 'no_stream', events: [one] })
        gives(outcome, 'appended')
        gives(await store.append({ stream, expectedRevision: 0, events: events(3) }), 'appended')
        const page = gives(await store.read({ stream, from: 0, direction: 'forward', limit: 10 }), 'page')
        assert.deepEqual([page.events.length, nth(page.events, 0).id, nth(page.events, 3).stream], [4, one.id, stream])
      }
      const listed = gives(await store.streams({ prefix: '', after: null, limit: 10 }), 'page')
      assert.deepEqual(listed.streams.map(({ stream }) => stream).toSorted(), names.toSorted())
      for (const stream of names) {
        const filter = { streams: { prefix: stream }, types: 'all' } as const
        const log = gives(await store.read_all({ after: 'start', filter, limit: 10 }), 'page')
        assert.deepEqual(
          log.events.map((each) => each.stream),
          [stream, stream, stream, stream],
        )
      }
    })
  }
})

suite('an append', nats, () => {
  test('is one message to the server where its stream is known, and so is one that makes a stream', async (t) => {
    const connection: NatsConnection = await connect({ servers: (await sharedServer('2.10')).url })
    t.after(() => connection.close())
    const store = await openOver(t, connection, freshConfig())
    const before = connection.stats().outMsgs
    let appends = 0
    for (let i = 0; i < 20; i += 1) {
      for (const expectedRevision of [i === 0 ? 'no_stream' : i * 2 - 1, 'any'] as const) {
        gives(await store.append({ stream: 'a-1', expectedRevision, events: events(1) }), 'appended')
        appends += 1
      }
    }
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const stream = `b-${i % 10}`
        const expectedRevision = i < 10 ? 'no_stream' : 'any'
        gives(await store.append({ stream, expectedRevision, events: events(3) }), 'appended')
        appends += 1
      }),
    )
    assert.equal(connection.stats().outMsgs - before, appends)
  })
})

const assertPage = async (store: EventStore, made: readonly Event[], read: Read): Promise<void> => {
  const page = gives(await store.read(read), 'page')
  const end = made.length - 1
  const from = read.from === 'start' ? 0 : read.from === 'end' ? end : read.from
  const [first, last] =
    read.direction === 'forward'
      ? [from, Math.min(from + read.limit - 1, end)]
      : [Math.max(Math.min(from, end) - read.limit + 1, 0), Math.min(from, end)]
  const expected = made.slice(first, last + 1).map(({ id }, i) => [id, first + i])
  const next = read.direction === 'forward' ? (last < end ? last + 1 : 'done') : first > 0 ? first - 1 : 'done'
  const given = page.events.map(({ id, revision }) => [id, revision])
  const where = JSON.stringify(read)
  assert.deepEqual(given, read.direction === 'forward' ? expected : expected.toReversed(), where)
  assert.deepEqual([page.next, page.head], [next, end], where)
}

const sizeOf = (page: readonly RecordedEvent[]): number =>
  page.reduce((size, { data }) => size + JSON.stringify(data).length, 0)
