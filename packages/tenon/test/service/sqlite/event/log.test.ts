import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { fill, gives, nth } from '../../semantics/stores.ts'
import { openFile, pathFor } from '../files.ts'

/** More events than one filtered page covers. */
const MANY = 12_000

suite('the log in a file', () => {
  test('is scanned a bounded stretch a filtered page: one without events need not have caught up', async (t) => {
    const store = await openFile(t, await pathFor(t))
    await fill(store, 'common-1', MANY)
    for (const filter of [
      { streams: { prefix: 'rare' }, types: 'all' },
      { streams: 'all', types: ['Nothing'] },
    ] as const) {
      const page = gives(await store.read_all({ after: 'start', filter, limit: 100 }), 'page')
      assert.deepEqual([page.events, page.head, page.caughtUp], [[], MANY, false])
      assert.ok(page.next !== 'start' && page.next < MANY)
    }
  })

  test('of a full page is looked at for a stretch only: it need not have caught up, though nothing more passes', async (t) => {
    const store = await openFile(t, await pathFor(t))
    await fill(store, 'rare-1', 1)
    await fill(store, 'common-1', MANY)
    const filter = { streams: { prefix: 'rare' }, types: 'all' } as const
    const full = gives(await store.read_all({ after: 'start', filter, limit: 1 }), 'page')
    assert.deepEqual([full.events.length, full.next, full.caughtUp], [1, 10_000, false])
    const rest = gives(await store.read_all({ after: full.next, filter, limit: 1 }), 'page')
    assert.deepEqual(rest, { kind: 'page', events: [], next: MANY + 1, head: MANY + 1, caughtUp: true })
  })

  test("says of each event when it was recorded, by this machine's clock", async (t) => {
    const store = await openFile(t, await pathFor(t))
    const before = Date.now()
    await fill(store, 'a-1', 1)
    const read = { stream: 'a-1', from: 'start', direction: 'forward', limit: 1 } as const
    const { recordedAt } = nth(gives(await store.read(read), 'page').events, 0)
    assert.ok(recordedAt >= before && recordedAt <= Date.now(), `${recordedAt} was recorded after ${before}`)
  })
})
