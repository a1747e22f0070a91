import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EventStore, Filter, LogPage } from 'tenon'
import { event, events, fill, gives, ids, openStore, settings } from './stores.ts'

const all: Filter = { streams: 'all', types: 'all' }

for (const setting of settings) {
  suite(`read_all on ${setting.name}`, () => {
    test('of an empty log gives an empty page that has caught up, whatever the filter', async (t) => {
      const { store } = await openStore(t, setting)
      for (const filter of [all, { streams: { prefix: 'a' }, types: ['T'] }] as const) {
        assert.deepEqual(await store.read_all({ after: 'start', filter, limit: 10 }), {
          kind: 'page',
          events: [],
          next: 'start',
          head: 'start',
          caughtUp: true,
        })
      }
      assert.deepEqual(await store.read_all({ after: 1, filter: all, limit: 10 }), { kind: 'ahead', head: 'start' })
    })

    test('gives the events of all streams in the order of their positions', async (t) => {
      const { store } = await openStore(t, setting)
      const made = [
        ...(await fill(store, 'b-1', 2)),
        ...(await fill(store, 'a-1', 3)),
        ...(await fill(store, 'b-1', 2)),
      ]
      const page = gives(await store.read_all({ after: 'start', filter: all, limit: 100 }), 'page')
      assert.deepEqual(ids(page.events), ids(made))
      assert.deepEqual(
        page.events.map(({ stream, revision }) => `${stream}@${revision}`),
        ['b-1@0', 'b-1@1', 'a-1@0', 'a-1@1', 'a-1@2', 'b-1@2', 'b-1@3'],
      )
      const positions = page.events.map(({ position }) => position)
      assert.ok(positions.every((position, i) => position >= 1 && position > (positions[i - 1] ?? 0)))
      assert.deepEqual([page.next, page.head, page.caughtUp], [positions.at(-1), positions.at(-1), true])
    })

    test('begins behind after, which is exclusive, and says how far it came', async (t) => {
      const { store } = await openStore(t, setting)
      const made = await fill(store, 'a-1', 10)
      const log = gives(await store.read_all({ after: 'start', filter: all, limit: 10 }), 'page')
      for (const [i, { position }] of log.events.entries()) {
        const page = gives(await store.read_all({ after: position, filter: all, limit: 3 }), 'page')
        assert.deepEqual(ids(page.events), ids(made.slice(i + 1, i + 4)))
        assert.equal(page.next, page.events.at(-1)?.position ?? position)
        assert.deepEqual([page.head, page.caughtUp], [log.head, i >= 6])
      }
      for (let limit = 1; limit <= 11; limit += 1) assert.deepEqual(await drain(store, all, limit), ids(made))
    })

    test('says ahead, with the head, when after lies beyond the head, and not when it lies on it', async (t) => {
      const { store } = await openStore(t, setting)
      const { position } = gives(
        await store.append({ stream: 'a-1', expectedRevision: 'any', events: events(3) }),
        'appended',
      )
      const page = gives(await store.read_all({ after: position, filter: all, limit: 10 }), 'page')
      assert.deepEqual([page.events, page.next, page.caughtUp], [[], position, true])
      for (const after of [position + 1, Number.MAX_SAFE_INTEGER]) {
        for (const filter of [all, { streams: { prefix: 'zzz' }, types: 'all' }] as const) {
          assert.deepEqual(await store.read_all({ after, filter, limit: 10 }), { kind: 'ahead', head: position })
        }
      }
    })

    test('gives only the events whose stream begins with the prefix and whose type is listed', async (t) => {
      const { store } = await openStore(t, setting)
      const made = [
        { stream: 'order-1', type: 'Placed' },
        { stream: 'order-1', type: 'Paid' },
        { stream: 'Order-1', type: 'Placed' },
        { stream: 'order', type: 'placed' },
        { stream: 'ord*-1', type: 'Placed' },
        { stream: 'ord%er', type: '%' },
        { stream: 'or_er-1', type: 'Pa"id' },
        { stream: '😀-1', type: 'Paid' },
        { stream: '😁-1', type: '😀' },
      ]
      for (const { stream, type } of made) {
        gives(
          await store.append({ stream, expectedRevision: 'any', events: [event({ stream, type }, type)] }),
          'appended',
        )
      }
      for (const prefix of [
        'all',
        '',
        'o',
        'order',
        'order-',
        'order-1',
        'ord*',
        'ord%',
        'or_',
        'O',
        '😀',
        'x',
        '%',
        '*',
      ])
        for (const types of [
          'all',
          ['Placed'],
          ['Paid', 'Placed'],
          ['%'],
          ['Pa"id'],
          ['😀', 'nothing'],
          ['nothing'],
        ] as const) {
          const filter: Filter = { streams: prefix === 'all' ? 'all' : { prefix }, types }
          const wanted = made.filter(
            ({ stream, type }) =>
              (prefix === 'all' || stream.startsWith(prefix)) && (types === 'all' || types.some((one) => one === type)),
          )
          const page = gives(await store.read_all({ after: 'start', filter, limit: 100 }), 'page')
          assert.deepEqual(
            page.events.map(({ data }) => data),
            wanted,
            JSON.stringify(filter),
          )
          assert.deepEqual([page.next, page.caughtUp], [page.head, true])
          for (const limit of [1, 2]) assert.deepEqual(await drain(store, filter, limit), ids(page.events))
        }
    })

    test('scans a bounded stretch a page: a filter that fits little gives a page without events that has not caught up', async (t) => {
      const { store } = await openStore(t, setting)
      const [first] = await fill(store, 'rare-1', 1)
      await fill(store, 'common-1', 12_000)
      const [second] = await fill(store, 'rare-1', 1)
      await fill(store, 'common-1', 500)
      assert.ok(first !== undefined && second !== undefined)
      const filter: Filter = { streams: { prefix: 'rare' }, types: 'all' }
      const pages: LogPage[] = []
      let after: LogPage['next'] = 'start'
      do {
        const page: LogPage = gives(await store.read_all({ after, filter, limit: 100 }), 'page')
        if (!page.caughtUp) assert.ok(page.next !== 'start' && page.next > (after === 'start' ? 0 : after))
        after = page.next
        pages.push(page)
      } while (pages.at(-1)?.caughtUp === false)
      assert.ok(pages.length >= 2)
      assert.deepEqual(
        pages.flatMap((page) => ids(page.events)),
        [first.id, second.id],
      )
      const empty = gives(await store.read_all({ after: 1, filter, limit: 100 }), 'page')
      assert.deepEqual([empty.events, empty.caughtUp], [[], false])
      assert.deepEqual(await drain(store, { streams: 'all', types: ['Nothing'] }, 10), [])
    })
  })
}

/** The ids of every event that passes a filter, page after page. */
const drain = async (store: EventStore, filter: Filter, limit: number): Promise<string[]> => {
  const found: string[] = []
  let after: LogPage['next'] = 'start'
  for (;;) {
    const page: LogPage = gives(await store.read_all({ after, filter, limit }), 'page')
    assert.ok(page.events.length <= limit)
    found.push(...ids(page.events))
    if (page.caughtUp) return found
    after = page.next
  }
}
