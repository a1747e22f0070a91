import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rest } from '../stopped-clock.ts'
import {
  flooded,
  idle,
  inTurn,
  jammed,
  opened,
  patient,
  plain,
  put,
  type Script,
  silent,
  tagged,
  told,
  well,
} from '../toy.ts'

/** Runs one call to its end, however long that takes. */
const runs = async (
  execute: Script['execute'],
  fields: typeof plain | typeof tagged,
  script: Partial<Script> = {},
): Promise<string> => {
  const { store, clock, executor } = await opened({ execute, ...script })
  const answer = store.put(fields)
  await clock.pass(60_000)
  return `${told(await answer)}, ${executor.executed.length}`
}

const windowOf = (remembers_ms: number): Partial<Script> => ({
  grants: { together: 'shelf', remembers: 'a_while' },
  limits: { ...well.limits, remembers_ms },
})

describe('A call is tried again', () => {
  test('after a failure that passes and has effect none', async () => {
    assert.equal(await runs(inTurn(jammed('none'), put), plain), 'put, 2')
  })

  test('after a failure that passes and has effect unknown, if the intent may be repeated', async () => {
    assert.equal(await runs(inTurn(jammed('unknown'), put), tagged), 'put, 2')
  })

  test('after a timeout, if the intent may be repeated', async () => {
    assert.equal(await runs(inTurn(silent, put), tagged), 'put, 2')
  })

  test('after any failure that passes, if it is a read', async () => {
    const { store, clock } = await opened({
      execute: inTurn(jammed('unknown'), { kind: 'shelf', labels: [] }),
    })
    const answer = store.get({ shelf: 'top' })
    await clock.pass(60_000)
    assert.equal(told(await answer), 'shelf')
  })

  test('as often as the policy allows, and the sentence says how often', async () => {
    const { store, clock, executor } = await opened({ execute: inTurn(jammed('none')) })
    const answer = store.put(plain)
    await clock.pass(60_000)
    assert.partialDeepStrictEqual(await answer, {
      failure: 'door_jammed',
      effect: 'none',
      says: 'put: the door jams. It was tried 3 times.',
    })
    assert.equal(executor.executed.length, 3)
  })

  test('under a window that lasts longer than the deadline', async () => {
    assert.equal(await runs(inTurn(jammed('unknown'), put), tagged, windowOf(10_001)), 'put, 2')
  })
})

describe('A call is not tried again', () => {
  test('after a failure that does not pass', async () => {
    assert.equal(await runs(inTurn(flooded('none'), put), tagged), 'flooded none, 1')
  })

  test('after a write of unknown effect that may not be repeated', async () => {
    assert.equal(await runs(inTurn(jammed('unknown'), put), plain), 'door_jammed unknown, 1')
    assert.equal(await runs(inTurn(silent, put), plain), 'timeout unknown, 1')
  })

  test('under a window that ends before the deadline', async () => {
    assert.equal(await runs(inTurn(jammed('unknown'), put), tagged, windowOf(10_000)), 'door_jammed unknown, 1')
  })

  test('if it succeeded, whatever the answer is', async () => {
    assert.equal(await runs(inTurn({ kind: 'no_room' }, put), tagged), 'no_room, 1')
  })
})

describe('The effect of a call', () => {
  test('stays unknown once that of one of its attempts was', async () => {
    assert.equal(await runs(inTurn(jammed('unknown'), flooded('none')), tagged), 'flooded unknown, 2')
    assert.equal(await runs(inTurn(silent, jammed('none')), tagged), 'door_jammed unknown, 3')
    assert.equal(await runs(inTurn(jammed('none'), jammed('unknown'), idle), tagged), 'timeout unknown, 3')
  })

  test('is none if that of every attempt was none', async () => {
    assert.equal(await runs(inTurn(jammed('none'), idle, flooded('none')), tagged), 'flooded none, 3')
  })

  test('is always none for a read', async () => {
    for (const step of [flooded('unknown'), jammed('unknown'), silent, () => Promise.reject(new Error('no'))]) {
      const { store, clock } = await opened({ execute: inTurn(step) })
      const answer = store.get({ shelf: 'top' })
      await clock.pass(60_000)
      assert.equal('effect' in (await answer) && told(await answer).split(' ')[1], 'none')
    }
  })
})

describe('Between two attempts', () => {
  test('the wait is random, up to a bound that doubles up to its maximum', async () => {
    for (const [chance, waits] of [
      [0, [0, 0, 0, 0]],
      [0.5, [50, 100, 200, 200]],
      [1, [100, 200, 400, 400]],
    ] as const) {
      const { store, clock } = await opened({ execute: inTurn(jammed('none')) }, { attempts: 5, attemptMs: 9_000 })
      clock.chance = chance
      const before = clock.timers.length
      const answer = store.put(plain)
      await clock.pass(60_000)
      await answer
      const set = clock.timers.slice(before).filter((ms) => ms <= patient.maxBackoffMs)
      assert.deepEqual(set, waits)
    }
  })

  test('the call waits as long as the technology asks', async () => {
    const { store, clock, executor } = await opened({ execute: inTurn(jammed('none', 700), put) })
    const answer = store.put(plain)
    await clock.pass(699)
    assert.equal(executor.executed.length, 1)
    await clock.pass(1)
    assert.equal(executor.executed.length, 2)
    assert.deepEqual(await answer, put)
  })

  test('a wait that exceeds the remaining deadline ends the call at once, and the outcome says how long it is', async () => {
    const { store, executor } = await opened({ execute: inTurn(jammed('none', 10_000), put) })
    const answer = await store.put(plain)
    assert.partialDeepStrictEqual(answer, { failure: 'door_jammed', effect: 'none', retryAfterMs: 10_000 })
    assert.equal(executor.executed.length, 1)
  })

  test("a wait that exceeds the caller's own deadline ends the call at once", async () => {
    const { store, executor } = await opened({ execute: inTurn(jammed('none', 500), put) })
    assert.equal(told(await store.put(plain, { signal: null, deadlineMs: 500 })), 'door_jammed none')
    assert.equal(executor.executed.length, 1)
  })

  test('the place of the call is free for others', async () => {
    const { store, clock } = await opened({ execute: inTurn(jammed('none', 5_000), put) }, { concurrency: 1 })
    const first = store.put(plain)
    await rest()
    assert.deepEqual(await store.put(plain), put)
    await clock.pass(5_000)
    assert.deepEqual(await first, put)
  })
})
