import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { handle } from 'tenon'
import { fill, gives, ids, openStore, settings } from '../../service/semantics/stores.ts'
import { handling, order, pay, place, STREAM, stored } from './order.ts'

for (const setting of settings)
  suite(`handle on ${setting.name}`, () => {
    test('decides a command and stores its events, with their version in the metadata', async (t) => {
      const { store } = await openStore(t, setting)
      const placed = gives(await handle(store, order, handling(place)), 'decided')
      const paid = gives(await handle(store, order, handling(pay)), 'decided')
      assert.deepEqual([placed.revision, paid.revision], [0, 2])
      const events = await stored(store)
      assert.deepEqual(
        events.map(({ type, data, metadata }) => ({ type, data, metadata })),
        [
          { type: 'Placed', data: { lines: ['flour'], note: '' }, metadata: { user: 'ada', schema: 2 } },
          { type: 'Paid', data: { cents: 250 }, metadata: { user: 'ada', schema: 1 } },
          { type: 'Noted', data: { note: 'paid' }, metadata: { user: 'ada', schema: 1 } },
        ],
      )
      assert.deepEqual(
        [...placed.events, ...paid.events],
        events.map(({ id, type, data, stream, revision }) => ({ type, data, id, stream, revision })),
      )
      assert.equal(paid.position, events.at(-1)?.position)
    })

    test('returns the stored events for a command that was decided before, whatever came behind them', async (t) => {
      const { store } = await openStore(t, setting)
      const first = handling(place)
      gives(await handle(store, order, first), 'decided')
      const second = handling(pay)
      const paid = gives(await handle(store, order, second), 'decided')
      gives(await handle(store, order, handling({ do: 'note', notes: ['a', 'b'] })), 'decided')
      const again = gives(await handle(store, order, second), 'repeated')
      assert.deepEqual(again.events, (await stored(store)).slice(1, 3))
      assert.deepEqual([again.revision, again.position], [paid.revision, paid.position])
      // By now the command would be rejected.
      assert.deepEqual(
        ids(gives(await handle(store, order, first), 'repeated').events),
        ids((await stored(store)).slice(0, 1)),
      )
      assert.equal((await stored(store)).length, 5)
    })

    test('returns a rejection and stores nothing', async (t) => {
      const { store } = await openStore(t, setting)
      assert.deepEqual(await handle(store, order, handling(pay)), { kind: 'rejected', reason: 'not_placed' })
      gives(await store.read({ stream: STREAM, from: 'start', direction: 'forward', limit: 1 }), 'no_stream')
    })

    test('returns nothing if there is nothing to do', async (t) => {
      const { store } = await openStore(t, setting)
      assert.deepEqual(await handle(store, order, handling({ do: 'note', notes: [] })), { kind: 'nothing' })
    })

    test('reads streams of several pages, and finds events of a command that begin on one and end on the next', async (t) => {
      const { store } = await openStore(t, setting)
      const notes = Array.from({ length: 999 }, (_, i) => `${i}`)
      gives(await handle(store, order, handling({ do: 'note', notes })), 'decided')
      const command = handling({ do: 'note', notes: ['a', 'b', 'c'] })
      const { events } = gives(await handle(store, order, command), 'decided')
      gives(await handle(store, order, handling(place)), 'decided')
      const again = gives(await handle(store, order, command), 'repeated')
      assert.deepEqual(ids(again.events), ids(events))
      assert.equal(again.revision, 1_001)
      assert.equal(gives(await handle(store, order, handling(pay)), 'decided').revision, 1_004)
    })

    test('says which event of the stream cannot be read', async (t) => {
      const { store } = await openStore(t, setting)
      await fill(store, STREAM, 1)
      const { why, recorded } = gives(await handle(store, order, handling(place)), 'unreadable')
      assert.deepEqual([why, recorded.revision], ['unknown_type', 0])
    })

    test('finds the events of a command behind and before events that cannot be read', async (t) => {
      const { store } = await openStore(t, setting)
      const first = handling(place)
      gives(await handle(store, order, first), 'decided')
      const second = handling({ do: 'note', notes: ['a', 'b'] })
      gives(await handle(store, order, second), 'decided')
      await fill(store, STREAM, 1)
      gives(await handle(store, order, first), 'repeated')
      gives(await handle(store, order, second), 'repeated')
      gives(await handle(store, order, handling(pay)), 'unreadable')
    })
  })
