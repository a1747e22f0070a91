import assert from 'node:assert/strict'
import { suite, test, type TestContext } from 'node:test'
import type { NatsConnection } from '@nats-io/transport-node'
import type { NatsStreamConfig } from 'tenon/nats'
import { until } from '../../../../../src/service/lab/time.ts'
import { events, gives, ids, nth } from '../../../semantics/stores.ts'
import { nats, type Series } from '../../servers/binaries.ts'
import { all, ask, connected, fillBy, fillMany, freshConfig, openOn } from './stores.ts'

const forward = { direction: 'forward', limit: 1_000 } as const
const backward = { direction: 'backward', limit: 1_000 } as const

for (const series of ['2.10', '2.15'] as const) {
  suite(`a store on ${series} that keeps a bounded number of messages`, nats, () => {
    test('tells readers of a stream where it begins now, and gives what is left', async (t) => {
      const config = freshConfig({ maxMsgs: 4, discard: 'old' })
      const store = await openOn(t, series, config)
      const made = await fillBy(store, 'a-1', [3, 2, 1, 4, 2, 3])
      // The first two messages, with five events, were removed.
      for (const fresh of [store, await openOn(t, series, config)]) {
        for (const from of ['start', 0, 2, 4] as const)
          assert.deepEqual(await fresh.read({ stream: 'a-1', from, ...forward }), { kind: 'truncated', first: 5 })
        const page = gives(await fresh.read({ stream: 'a-1', from: 5, ...forward }), 'page')
        assert.deepEqual([ids(page.events), page.next, page.head], [ids(made.slice(5)), 'done', 14])
        const down = gives(await fresh.read({ stream: 'a-1', from: 'end', ...backward }), 'page')
        assert.deepEqual([ids(down.events), down.next], [ids(made.slice(5).toReversed()), 4])
        for (const from of [4, 0] as const)
          assert.deepEqual(await fresh.read({ stream: 'a-1', from, ...backward }), { kind: 'truncated', first: 5 })
        for (const [from, limit] of [
          [5, 1],
          [7, 3],
          [14, 10],
        ] as const) {
          const some = gives(await fresh.read({ stream: 'a-1', from, direction: 'backward', limit }), 'page')
          assert.deepEqual(ids(some.events), ids(made.slice(from - limit + 1, from + 1).toReversed()))
        }
      }
    })

    test('goes on with its revisions, and tells a conflict by them', async (t) => {
      const config = freshConfig({ maxMsgs: 2, discard: 'old' })
      const [store, other] = await Promise.all([openOn(t, series, config), openOn(t, series, config)])
      const first = await fillBy(store, 'a-1', [2, 2, 2, 2])
      for (let revision = 7, i = 0; i < 6; i += 1, revision += 3) {
        const by = i % 2 === 0 ? other : store
        const some = events(3)
        const old = await by.append({ stream: 'a-1', expectedRevision: 1, events: some })
        assert.deepEqual(old, { kind: 'conflict', actual: revision })
        const none = await by.append({ stream: 'a-1', expectedRevision: 'no_stream', events: first.slice(0, 2) })
        // Removed events cannot be recognised.
        assert.deepEqual(none, { kind: 'conflict', actual: revision })
        const expectedRevision = i < 3 ? revision : 'stream_exists'
        const outcome = gives(await by.append({ stream: 'a-1', expectedRevision, events: some }), 'appended')
        assert.equal(outcome.revision, revision + 3)
        const again = await store.append({ stream: 'a-1', expectedRevision: revision, events: some })
        assert.deepEqual(again, { ...outcome, repeated: true })
      }
    })

    test('tells a conflict where what stood in the way was removed, although it knew what stood before', async (t) => {
      const config = freshConfig({ maxMsgs: 2, discard: 'old' })
      const [store, other] = await Promise.all([openOn(t, series, config), openOn(t, series, config)])
      const some = events(2)
      const append = { stream: 'a-1', expectedRevision: 'no_stream', events: some } as const
      gives(await store.append(append), 'appended')
      assert.ok(gives(await store.append(append), 'appended').repeated)
      await fillBy(other, 'a-1', [1, 1, 1, 1])
      const outcome = await store.append({ stream: 'a-1', expectedRevision: 1, events: events(1) })
      assert.deepEqual(outcome, { kind: 'conflict', actual: 5 })
    })

    test('tells readers of the whole log and subscribers where it begins now, and they go on from there', async (t) => {
      const store = await openOn(t, series, freshConfig({ maxMsgs: 4, discard: 'old' }))
      const made = await fillBy(store, 'a-1', [3, 2, 1, 4, 2, 3])
      for (const filter of [
        all,
        { streams: { prefix: 'a-' }, types: 'all' },
        { streams: 'all', types: ['None'] },
      ] as const) {
        for (const after of ['start', 1_001] as const) {
          assert.deepEqual(await store.read_all({ after, filter, limit: 10 }), { kind: 'truncated', first: 3_000 })
          const items = store.subscribe({ after, filter })
          assert.deepEqual(await items.next(), { done: false, value: { kind: 'truncated', first: 3_000 } })
          assert.equal((await items.next()).done, true)
        }
        assert.equal(gives(await store.read_all({ after: 2_999, filter, limit: 10 }), 'page').head, 6_002)
      }
      const page = gives(await store.read_all({ after: 2_999, filter: all, limit: 100 }), 'page')
      assert.deepEqual([ids(page.events), page.caughtUp], [ids(made.slice(5)), true])
      const heard: string[] = []
      for await (const item of store.subscribe({ after: 2_999, filter: all })) {
        if (item.kind === 'caught_up') break
        heard.push(gives(item, 'event').event.id)
      }
      assert.deepEqual(heard, ids(made.slice(5)))
    })
  })

  suite(`a store on ${series} from which everything was removed`, nats, () => {
    test('has no streams, begins them anew, and takes its readers along', async (t) => {
      const { store, other, config, connection } = await emptied(t, series)
      const { first_seq: firstSeq } = (await ask(connection, `STREAM.INFO.${config.name}`)).state ?? { first_seq: 0 }
      for (const each of [store, other]) {
        assert.deepEqual(await each.read({ stream: 'a-1', from: 'start', ...forward }), { kind: 'no_stream' })
        assert.deepEqual(await each.streams({ prefix: '', after: null, limit: 10 }), {
          kind: 'page',
          streams: [],
          next: null,
        })
        const read = await each.read_all({ after: 'start', filter: all, limit: 10 })
        assert.deepEqual(read, { kind: 'truncated', first: firstSeq * 1_000 })
      }
      // A reader that had read all, and one that begins where it was told to.
      for (const after of [(firstSeq - 1) * 1_000 + 1, firstSeq * 1_000 - 1]) {
        const page = await other.read_all({ after, filter: all, limit: 10 })
        assert.deepEqual([gives(page, 'page').events, gives(page, 'page').caughtUp], [[], true], `after ${after}`)
      }
      const conflict = await store.append({ stream: 'a-1', expectedRevision: 3, events: events(1) })
      assert.deepEqual(conflict, { kind: 'conflict', actual: 'no_stream' })
      const begun = await store.append({ stream: 'a-1', expectedRevision: 'any', events: events(2) })
      assert.deepEqual(begun, { kind: 'appended', revision: 1, position: firstSeq * 1_000 + 1, repeated: false })
      const after = firstSeq * 1_000 - 1
      assert.equal(gives(await other.read_all({ after, filter: all, limit: 10 }), 'page').events.length, 2)
    })
  })
}

suite('a store that keeps a bounded number of messages', nats, () => {
  test('truncates a subscription that was too slow, and never skips in silence', async (t) => {
    const store = await openOn(t, '2.10', freshConfig({ maxMsgs: 2_000, discard: 'old' }))
    await fillMany(store, 2_000)
    const items = store.subscribe({ after: 'start', filter: all })
    let last = gives(nth([(await items.next()).value], 0) ?? assert.fail(), 'event').event
    await fillMany(store, 2_500)
    for await (const item of items) {
      if (item.kind === 'truncated') {
        assert.ok(item.first > last.position + 1_000)
        return
      }
      if (item.kind === 'caught_up') break
      const { event } = gives(item, 'event')
      assert.equal(event.position, last.position + 1_000)
      last = event
    }
    assert.fail('it caught up although messages were gone before it came to them')
  })
})

suite('a store whose events are kept for a while', nats, () => {
  test('gives them while it has them, and then truncated, to a subscriber too', async (t) => {
    const config = freshConfig({ maxAgeMs: 1_000, discard: 'old' })
    const [store, connection] = await Promise.all([openOn(t, '2.10', config), connected(t, '2.10')])
    const items = store.subscribe({ after: 'start', filter: all })
    gives((await items.next()).value ?? assert.fail(), 'caught_up')
    await fillBy(store, 'a-1', [2, 2])
    for (let i = 0; i < 4; i += 1)
      assert.equal(gives((await items.next()).value ?? assert.fail(), 'event').event.revision, i)
    gives((await items.next()).value ?? assert.fail(), 'caught_up')
    const next = items.next()
    const empty = async () => (await ask(connection, `STREAM.INFO.${config.name}`)).state?.messages === 0
    assert.equal(await until(empty, 30_000), 'holds')
    assert.deepEqual(await store.read({ stream: 'a-1', from: 'start', ...forward }), { kind: 'no_stream' })
    assert.deepEqual(await store.read_all({ after: 'start', filter: all, limit: 1 }), {
      kind: 'truncated',
      first: 3_000,
    })
    await fillBy(store, 'b-1', [1])
    // It had read all that was removed, and goes on.
    assert.equal(gives((await next).value ?? assert.fail(), 'event').event.stream, 'b-1')
    await items.return?.()
  })
})

/** Makes a store that had four events, of which none is left, and another executor of it. */
const emptied = async (t: TestContext, series: Series) => {
  const config: NatsStreamConfig = freshConfig({ maxMsgs: 100, discard: 'old', denyPurge: false, denyDelete: false })
  const connection: NatsConnection = await connected(t, series)
  const [store, other] = await Promise.all([openOn(t, series, config), openOn(t, series, config)])
  await fillBy(store, 'a-1', [2, 2])
  gives(await store.read({ stream: 'a-1', from: 'start', ...forward }), 'page')
  assert.ok((await ask(connection, `STREAM.PURGE.${config.name}`)).success)
  return { store, other, config, connection }
}
