import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { type Decider, type EventStore, handle, type Handled } from 'tenon'
import { fill, gives, ids, openStore, settings } from '../../service/semantics/stores.ts'
import { beforeAppends, handling, order, type Order, pay, place, STREAM, stored } from './order.ts'

/** Decides another number of events each time, and a rejection once enough notes were made. */
const fickle = (): Decider<Order> => {
  let turn = 0
  return {
    ...order,
    decide: (command, state) => {
      turn += 1
      if (state.notes > 3) return { rejected: 'not_placed' }
      return turn % 2 === 0 ? order.decide(command, state) : { events: [{ type: 'Noted', data: { note: `${turn}` } }] }
    },
  }
}

for (const setting of settings)
  suite(`handle on ${setting.name}, while others append,`, () => {
    test('decides again at the new end of the stream', async (t) => {
      const { store } = await openStore(t, setting)
      const other = beforeAppends(store, async (turn) => {
        if (turn === 1) gives(await handle(store, order, handling(place)), 'decided')
      })
      const outcome = gives(await handle(other, order, handling({ do: 'note', notes: ['a'] })), 'decided')
      assert.equal(outcome.revision, 1)
      // The order was placed in between, so this one is rejected by the second decision.
      const late = beforeAppends(store, (turn) =>
        turn === 1 ? handle(store, order, handling(pay)) : Promise.resolve(),
      )
      const again = await handle(late, order, handling({ do: 'pay', cents: 1 }))
      assert.deepEqual(again, { kind: 'rejected', reason: 'paid_before' })
    })

    test('reads only what is new before it decides again', async (t) => {
      const { store, executor } = await openStore(t, setting)
      gives(await handle(store, order, handling(place)), 'decided')
      const from: unknown[] = []
      const other = beforeAppends(
        { ...store, read: (read, options) => (from.push(read.from), store.read(read, options)) },
        (turn) => handle(store, order, handling({ do: 'note', notes: [`${turn}`] })),
      )
      executor.calls.length = 0
      gives(await handle(other, order, handling(pay, { attempts: 2 })), 'contended')
      assert.deepEqual(from, [0, 1, 2])
    })

    test('gives up after as many attempts as it may make, and says where the stream ends', async (t) => {
      const { store } = await openStore(t, setting)
      gives(await handle(store, order, handling(place)), 'decided')
      const other = beforeAppends(store, (turn) => handle(store, order, handling({ do: 'note', notes: [`${turn}`] })))
      const outcome = await handle(other, order, handling(pay, { attempts: 4 }))
      assert.deepEqual(outcome, {
        kind: 'contended',
        actual: 4,
        says:
          'Other writers appended to order-1 in each attempt, between read and append. ' +
          'Handle the command again, or raise attempts.',
      })
      assert.equal((await stored(store)).length, 5)
    })

    test('finds that another process has decided the same command in between, even at its last attempt', async (t) => {
      const { store } = await openStore(t, setting)
      gives(await handle(store, order, handling(place)), 'decided')
      const command = handling(pay, { attempts: 1 })
      const other = beforeAppends(store, (turn) => {
        assert.equal(turn, 1)
        return handle(store, order, command)
      })
      const outcome = gives(await handle(other, order, command), 'repeated')
      assert.deepEqual(outcome.events, (await stored(store)).slice(1))
      assert.equal((await stored(store)).length, 3)
    })

    test('returns the stored events if the second decision has more or fewer of them, or other ones', async (t) => {
      for (const notes of [
        [['a', 'b'], ['c']],
        [['a'], ['b', 'c']],
        [['a'], ['b']],
      ]) {
        const { store } = await openStore(t, setting)
        const [first, second] = notes.map((each) => ({ do: 'note', notes: each }) as const)
        assert.ok(first !== undefined && second !== undefined)
        const one = handling(first)
        const other = beforeAppends(store, () => handle(store, order, one))
        const outcome = await handle(other, order, { ...one, command: second })
        assert.deepEqual(gives(outcome, 'repeated').events, await stored(store))
      }
    })

    test('decides each of many commands once, whoever sends it and in whatever order', async (t) => {
      const { store } = await openStore(t, setting)
      const commands = Array.from({ length: 12 }, (_, i) =>
        handling({ do: 'note', notes: [`${i}`, 'more'] }, { attempts: 200 }),
      )
      const deciders = [fickle(), fickle(), fickle()]
      const outcomes: Handled<Order>[] = []
      await Promise.all(
        deciders.map(async (each, i) => {
          const turned = [...commands.slice(i * 4), ...commands.slice(0, i * 4)]
          for (const command of turned) outcomes.push(await handle(store, each, command))
        }),
      )
      const decided = outcomes
        .filter(({ kind }) => kind === 'decided')
        .flatMap((outcome) => gives(outcome, 'decided').events)
      assert.deepEqual(new Set(ids(decided)).size, decided.length)
      assert.deepEqual(ids(decided).toSorted(), ids(await stored(store)).toSorted())
      assert.ok(outcomes.some(({ kind }) => kind === 'repeated'))
    })
  })

/** Returns a store whose appends are made, and whose answers are lost. */
const forgetful = (store: EventStore): EventStore => ({
  ...store,
  append: async (append, options) => {
    const outcome = await store.append(append, options)
    return outcome.kind === 'appended' ? gone : outcome
  },
})

const gone = {
  kind: 'failed',
  failure: 'timeout',
  effect: 'unknown',
  operation: 'append',
  says: 'append: no answer came.',
  retryAfterMs: null,
  evidence: null,
} as const

for (const setting of settings)
  test(`A command whose answer was lost is handled again on ${setting.name}: it returns the stored events`, async (t) => {
    const { store } = await openStore(t, setting)
    const command = handling(place)
    assert.deepEqual(await handle(forgetful(store), order, command), gone)
    assert.deepEqual(gives(await handle(store, order, command), 'repeated').events, await stored(store))
  })

test('A part of the events of a command is what is returned, if others are between them', async (t) => {
  const [setting] = settings
  assert.ok(setting !== undefined)
  const { store: other } = await openStore(t, setting)
  const command = handling({ do: 'note', notes: ['a', 'b'] })
  const whole = gives(await handle(other, order, command), 'decided').events
  const { store } = await openStore(t, setting)
  // A copy that was made by another program.
  const [first, second] = whole.map(({ id, type, data }) => ({ id, type, data, metadata: { schema: 1 } }))
  assert.ok(first !== undefined && second !== undefined)
  gives(await store.append({ stream: STREAM, expectedRevision: 'any', events: [first] }), 'appended')
  await fill(store, STREAM, 1)
  gives(await store.append({ stream: STREAM, expectedRevision: 'any', events: [second] }), 'appended')
  const outcome = gives(await handle(store, order, command), 'repeated')
  assert.deepEqual([ids(outcome.events), outcome.revision], [[first.id], 0])
})

test('A store that says that a command is stored, and reads none of it, is not taken for contended', async (t) => {
  const [setting] = settings
  assert.ok(setting !== undefined)
  const { store } = await openStore(t, setting)
  const command = handling(place)
  gives(await handle(store, order, command), 'decided')
  const stale: EventStore = { ...store, read: () => Promise.resolve({ kind: 'no_stream' }) }
  const { failure, effect } = gives(await handle(stale, order, command), 'failed')
  assert.deepEqual([failure, effect], ['unclassified', 'unknown'])
})
