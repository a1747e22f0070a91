import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fill, gives, ids } from '../semantics/stores.ts'
import { freshConfig, openOn } from '../nats/event/read/stores.ts'
import { nats } from '../nats/servers/binaries.ts'
import { KeptModel } from './kept.ts'
import { ALL, endOf, flawIn, logOf, projectionOf, started, until } from './runs.ts'

const ofA = { filter: { streams: { prefix: 'a' }, types: 'all' } } as const

describe('A projection on NATS', nats, () => {
  for (const series of ['2.9', '2.15'] as const)
    test(`takes the history and then what comes, with several over one scan, on ${series}`, async (t) => {
      const store = await openOn(t, series)
      const made = await fill(store, 'a', 700)
      await fill(store, 'b', 700)
      const all = new KeptModel(projectionOf())
      const narrow = new KeptModel(projectionOf(ofA))
      const run = started(t, store, [all, narrow])
      await until(run, ({ phase }) => phase === 'live', 0)
      await until(run, ({ phase }) => phase === 'live', 1)
      for (let i = 0; i < 10; i += 1) {
        made.push(...(await fill(store, 'a', 1)))
        await fill(store, 'b', 1)
      }
      const burst = await fill(store, 'a', 500)
      made.push(...burst)
      await until(run, () => all.ids().at(-1) === burst.at(-1)?.id && narrow.ids().at(-1) === burst.at(-1)?.id)
      assert.equal(flawIn(all.ids(), await logOf(store)), undefined)
      assert.deepEqual(narrow.ids(), ids(made))
    })

  test('goes on from its checkpoint, and knows the log by the event there, although it does not pass the filter', async (t) => {
    const store = await openOn(t, '2.15')
    const model = new KeptModel(projectionOf(ofA))
    for (let i = 0; i < 3; i += 1) {
      const made = await fill(store, 'a', 5)
      const [last] = await fill(store, 'b', 1)
      const { checkpoint, end } = await endOf(store, model)
      assert.equal(end.why, 'caught_up')
      assert.deepEqual(model.ids().slice(-5), ids(made))
      assert.equal(checkpoint.last?.id, last?.id)
      const { head } = gives(await store.read_all({ after: 'start', filter: ALL, limit: 1 }), 'page')
      assert.equal(checkpoint.position, head)
    }
  })

  test('is told from another log, and from one that ends before', async (t) => {
    const store = await openOn(t, '2.15')
    await fill(store, 'a', 10)
    const model = new KeptModel(projectionOf())
    await endOf(store, model)
    const other = await openOn(t, '2.15')
    await fill(other, 'a', 5)
    assert.equal((await endOf(other, model)).end.why, 'ahead')
    await fill(other, 'a', 10)
    assert.equal((await endOf(other, model)).end.why, 'another_history')
    assert.equal(model.ids().length, 10)
  })

  test('goes on where the store has removed what it has taken, and ends where it has removed more', async (t) => {
    const store = await openOn(t, '2.15', freshConfig({ maxMsgs: 3, discard: 'old' }))
    const model = new KeptModel(projectionOf())
    const append = async (many: number): Promise<void> => {
      for (let i = 0; i < many; i += 1) await fill(store, 'a', 1)
    }
    await append(2)
    assert.equal((await endOf(store, model)).end.why, 'caught_up')
    await append(3)
    assert.equal((await endOf(store, model)).end.why, 'caught_up')
    assert.equal(model.ids().length, 5)
    await append(4)
    const { end } = await endOf(store, model)
    assert.equal(end.why, 'truncated')
    assert.match(end.says, /^The store has removed events after position \d+, to which happenings@1\.1 has come/)
    assert.equal(model.ids().length, 5)
  })
})
