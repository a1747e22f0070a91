import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { NatsConnection } from '@nats-io/transport-node'
import type { EventStore, Read } from 'tenon'
import type { NatsStreamConfig } from 'tenon/nats'
import { EventApi } from '../../../../../src/service/nats/event/message/event-api.ts'
import { Connection } from '../../../../../src/service/nats/connection/connection.ts'
import { type Fresh, History } from '../../../../../src/service/nats/event/message/stream-history.ts'
import { subjectOf } from '../../../../../src/service/nats/event/message/subject.ts'
import { gives, ids, nth } from '../../../semantics/stores.ts'
import { nats } from '../../servers/binaries.ts'
import { ask, connected, fillBy, freshConfig, openOn } from '../read/stores.ts'

/** 1 to 20 events per message, in no order, about 400 in total. */
const MIXED = Array.from({ length: 38 }, (_, i) => 1 + ((i * 13) % 20))

suite('the place of a revision', nats, () => {
  test('is found for any revision, in few requests, wherever its message is among those of others', async (t) => {
    const config = freshConfig()
    const [store, connection] = await Promise.all([openOn(t, '2.10', config), connected(t, '2.10')])
    await scatter(store)
    for (const [stream, fewOnAverage] of [
      ['even-1', 6],
      ['early-1', 20],
      ['late-1', 20],
    ] as const) {
      const { history, head } = await historyOf(connection, config, stream)
      const asked: number[] = []
      for (let revision = 0; revision <= head.revision; revision += 7) {
        const before = connection.stats().outMsgs
        const held = await history.holding(revision, head)
        assert.ok(!('kind' in held))
        const { first, count } = held.heading
        assert.ok(first <= revision && revision < first + count, `${revision} is not in ${first} + ${count}`)
        asked.push(connection.stats().outMsgs - before)
      }
      const mean = asked.reduce((sum, each) => sum + each, 0) / asked.length
      t.diagnostic(`${stream}: ${mean.toFixed(1)} requests, at most ${Math.max(...asked)}`)
      // Every fourth request halves the rest.
      assert.ok(Math.max(...asked) <= 4 * Math.ceil(Math.log2(head.sequence)) && mean <= fewOnAverage)
    }
  })
})

suite('a stream from whose middle messages were deleted', nats, () => {
  for (const series of ['2.10', '2.15'] as const) {
    test(`of ${series} is corrupted for reads across the hole, which is named, and for no other`, async (t) => {
      const config = freshConfig({ denyDelete: false, denyPurge: false })
      const [store, connection] = await Promise.all([openOn(t, series, config), connected(t, series)])
      const made = await fillBy(store, 'a-1', [2, 3, 1, 4, 2])
      // The messages of revisions 2 to 4 and of 5.
      for (const seq of [2, 3]) assert.ok((await ask(connection, `STREAM.MSG.DELETE.${config.name}`, { seq })).success)
      for (const fresh of [store, await openOn(t, series, config)]) {
        for (const read of [
          { from: 'start', direction: 'forward', limit: 1_000 },
          { from: 0, direction: 'forward', limit: 3 },
          { from: 2, direction: 'forward', limit: 1 },
          { from: 4, direction: 'forward', limit: 100 },
          { from: 5, direction: 'forward', limit: 1 },
          { from: 'end', direction: 'backward', limit: 1_000 },
          { from: 6, direction: 'backward', limit: 2 },
          { from: 3, direction: 'backward', limit: 1 },
        ] as const) {
          const failed = gives(await fresh.read({ stream: 'a-1', ...read }), 'failed')
          assert.deepEqual([failed.failure, failed.effect], ['corrupted', 'none'])
          assert.match(failed.says, /revisions 2 to 5 of stream a-1 are missing/, JSON.stringify(read))
        }
        for (const [read, from, to] of [
          [{ from: 'start', direction: 'forward', limit: 2 }, 0, 2],
          [{ from: 1, direction: 'forward', limit: 1 }, 1, 2],
          [{ from: 6, direction: 'forward', limit: 1_000 }, 6, 12],
          [{ from: 'end', direction: 'backward', limit: 6 }, 6, 12],
          [{ from: 1, direction: 'backward', limit: 9 }, 0, 2],
        ] as const)
          assert.deepEqual(await idsOf(fresh, read), ids(made.slice(from, to)), JSON.stringify(read))
      }
      const more = await store.append({ stream: 'a-1', expectedRevision: 11, events: [nth(made, 0)] })
      assert.equal(gives(more, 'appended').revision, 12)
    })

    test(`of ${series} is corrupted too where its first are gone although nothing may remove them`, async (t) => {
      const config = freshConfig({ denyDelete: false, denyPurge: false })
      const [store, connection] = await Promise.all([openOn(t, series, config), connected(t, series)])
      const made = await fillBy(store, 'a-1', [2, 3, 1])
      assert.ok((await ask(connection, `STREAM.PURGE.${config.name}`, { keep: 2 })).success)
      const failed = gives(
        await store.read({ stream: 'a-1', from: 'start', direction: 'forward', limit: 10 }),
        'failed',
      )
      assert.equal(failed.failure, 'corrupted')
      assert.match(failed.says, /revisions 0 to 1 of stream a-1 are missing/)
      assert.deepEqual(await idsOf(store, { from: 2, direction: 'forward', limit: 10 }), ids(made.slice(2)))
    })
  }
})

/** Three streams: one with evenly spread messages, one with most at the beginning, and one with most at the end. */
const scatter = async (store: EventStore): Promise<void> => {
  await fillBy(store, 'late-1', [3])
  await fillBy(store, 'early-1', MIXED)
  for (const count of MIXED) {
    await fillBy(store, 'even-1', [count])
    await fillBy(
      store,
      `other-${count}`,
      Array.from({ length: 15 }, () => 1),
    )
  }
  await fillBy(store, 'late-1', MIXED)
  await fillBy(store, 'early-1', [3])
}

const historyOf = async (
  client: NatsConnection,
  config: NatsStreamConfig,
  stream: string,
): Promise<{ readonly history: History; readonly head: Fresh }> => {
  const connection = Connection.over(client, { requestMs: 2_000, inboxPrefix: '_INBOX' })
  const history = new History(
    stream,
    subjectOf(config.subjectPrefix, stream),
    new EventApi(connection, config),
    'read',
    undefined,
  )
  const head = await history.head()
  assert.ok(head.kind === 'fresh')
  return { history, head }
}

const idsOf = async (store: EventStore, read: Omit<Read, 'stream'>): Promise<string[]> => {
  const { events } = gives(await store.read({ stream: 'a-1', ...read }), 'page')
  return ids(read.direction === 'forward' ? events : events.toReversed())
}
