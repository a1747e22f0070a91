import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EventStore, Read } from 'tenon'
import { event, fill, gives, ids, openStore, settings } from './stores.ts'

for (const setting of settings) {
  suite(`read on ${setting.name}`, () => {
    test('says no_stream for a stream to which nothing was ever appended, in both directions', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, 'a-1', 1)
      for (const direction of ['forward', 'backward'] as const) {
        for (const from of ['start', 'end', 0, 7] as const) {
          assert.deepEqual(await store.read({ stream: 'a-2', from, direction, limit: 10 }), { kind: 'no_stream' })
        }
      }
    })

    test('gives revisions rising or falling from where it is asked, with next and head', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, 'a-1', 5)
      await fill(store, 'a-10', 2)
      for (const [from, direction, limit, revisions, next] of [
        ['start', 'forward', 2, [0, 1], 2],
        ['start', 'forward', 5, [0, 1, 2, 3, 4], 'done'],
        ['start', 'forward', 1_000, [0, 1, 2, 3, 4], 'done'],
        [0, 'forward', 1, [0], 1],
        [3, 'forward', 1, [3], 4],
        [3, 'forward', 2, [3, 4], 'done'],
        [4, 'forward', 2, [4], 'done'],
        ['end', 'forward', 2, [4], 'done'],
        [5, 'forward', 2, [], 'done'],
        [1_000_000, 'forward', 2, [], 'done'],
        [Number.MAX_SAFE_INTEGER, 'forward', 2, [], 'done'],
        ['end', 'backward', 2, [4, 3], 2],
        ['end', 'backward', 5, [4, 3, 2, 1, 0], 'done'],
        ['end', 'backward', 1_000, [4, 3, 2, 1, 0], 'done'],
        [4, 'backward', 1, [4], 3],
        [1, 'backward', 2, [1, 0], 'done'],
        [1, 'backward', 1, [1], 0],
        [0, 'backward', 1, [0], 'done'],
        ['start', 'backward', 3, [0], 'done'],
        [5, 'backward', 2, [4, 3], 2],
        [Number.MAX_SAFE_INTEGER, 'backward', 2, [4, 3], 2],
      ] as const) {
        const page = gives(await store.read({ stream: 'a-1', from, direction, limit }), 'page')
        const found = [page.events.map(({ revision }) => revision), page.next, page.head]
        assert.deepEqual(found, [revisions, next, 4], `from ${from} ${direction} limit ${limit}`)
      }
    })

    test('goes on from next, in both directions, until done, without a gap or a double', async (t) => {
      const { store } = await openStore(t, setting)
      const made = await fill(store, 'a-1', 1_250)
      const forward = await all(store, { stream: 'a-1', from: 'start', direction: 'forward', limit: 99 })
      assert.deepEqual(forward, ids(made))
      const backward = await all(store, { stream: 'a-1', from: 'end', direction: 'backward', limit: 1_000 })
      assert.deepEqual(backward, ids(made).toReversed())
    })

    test('sees an append as soon as it was answered', async (t) => {
      const { store } = await openStore(t, setting)
      for (let i = 0; i < 20; i += 1) {
        gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [event(i)] }), 'appended')
        const page = gives(await store.read({ stream: 'a-1', from: 'end', direction: 'backward', limit: 1 }), 'page')
        assert.deepEqual([page.head, page.events[0]?.data], [i, i])
      }
    })

    test('gives every page of large events, even where one page could not hold them all', async (t) => {
      const { store } = await openStore(t, setting)
      const large = Array.from({ length: 10 }, () => event('x'.repeat(1_000_000)))
      for (const one of large) {
        gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [one] }), 'appended')
      }
      const forward = await all(store, { stream: 'a-1', from: 'start', direction: 'forward', limit: 1_000 })
      assert.deepEqual(forward, ids(large))
      const backward = await all(store, { stream: 'a-1', from: 'end', direction: 'backward', limit: 1_000 })
      assert.deepEqual(backward, ids(large).toReversed())
    })
  })
}

/** The ids of every event from a place on, page after page. */
const all = async (store: EventStore, { from, ...read }: Read): Promise<string[]> => {
  const found: string[] = []
  let next: Read['from'] | 'done' = from
  while (next !== 'done') {
    const page: { readonly events: readonly { readonly id: string }[]; readonly next: number | 'done' } = gives(
      await store.read({ ...read, from: next }),
      'page',
    )
    found.push(...ids(page.events))
    next = page.next
  }
  return found
}
