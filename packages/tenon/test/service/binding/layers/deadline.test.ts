import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rest } from '../stopped-clock.ts'
import { type Answer, idle, inTurn, jammed, opened, plain, put, silent, tagged, told, well } from '../toy.ts'

const once = { attempts: 1 }

describe('A call that takes too long', () => {
  test('while it waits for its turn fails with timeout, none', async () => {
    const { store, clock, executor } = await opened({ execute: silent }, { concurrency: 1, attemptMs: 60_000 })
    const first = store.put(plain)
    const second = store.put(plain, { signal: null, deadlineMs: 500 })
    await clock.pass(500)
    assert.partialDeepStrictEqual(await second, {
      failure: 'timeout',
      effect: 'none',
      operation: 'put',
      says: 'put: its turn did not come: too many calls were ahead of it.',
    })
    assert.equal(executor.executed.length, 1)
    await clock.pass(10_000)
    assert.equal(told(await first), 'timeout unknown')
  })

  test('with an executor that has sent nothing fails with timeout, none', async () => {
    const { store, clock } = await opened({ execute: idle }, once)
    const answer = store.put(plain)
    await clock.pass(1_000)
    assert.partialDeepStrictEqual(await answer, {
      failure: 'timeout',
      effect: 'none',
      says: 'put: no answer came within 1000 ms; nothing was sent.',
      evidence: null,
    })
  })

  test('with an executor that does not settle fails with timeout, unknown', async () => {
    const { store, clock } = await opened({ execute: silent }, once)
    const answer = store.put(plain)
    await clock.pass(1_000)
    assert.partialDeepStrictEqual(await answer, {
      failure: 'timeout',
      effect: 'unknown',
      says: 'put: no answer came within 1000 ms.',
    })
  })

  test('gets one answer: a late answer is dropped', async () => {
    const late = Promise.withResolvers<Answer>()
    const { store, clock } = await opened({ execute: inTurn(() => late.promise, put) }, { ...once, concurrency: 1 })
    const answer = store.put(plain)
    await clock.pass(1_000)
    late.resolve(put)
    assert.equal(told(await answer), 'timeout unknown')
    assert.equal(told(await store.put(plain)), 'put')
  })

  test('may still get an answer within the turn in which it is aborted', async () => {
    const { store, clock } = await opened(
      {
        execute: (_intent, attempt) =>
          new Promise((resolve) => {
            attempt.signal.addEventListener('abort', () => resolve(put))
          }),
      },
      once,
    )
    const answer = store.put(plain)
    await clock.pass(1_000)
    assert.deepEqual(await answer, put)
  })

  test('ends at its total deadline, however long an attempt may take', async () => {
    const { store, clock } = await opened({ execute: silent }, { attemptMs: 60_000, deadlineMs: 2_000 })
    const answer = store.put(tagged)
    await clock.pass(2_000)
    assert.equal(told(await answer), 'timeout unknown')
  })

  test("ends at the caller's deadline, which can shorten the policy's but not extend it", async () => {
    const { store, clock } = await opened({ execute: silent }, { ...once, attemptMs: 60_000, deadlineMs: 2_000 })
    const narrow = store.put(plain, { signal: null, deadlineMs: 300 })
    const wide = store.put(plain, { signal: null, deadlineMs: 99_000 })
    await clock.pass(300)
    assert.equal(told(await narrow), 'timeout unknown')
    await clock.pass(1_700)
    assert.equal(told(await wide), 'timeout unknown')
  })

  test('is tried again if its attempt took too long, and gets the answer of the next attempt', async () => {
    const { store, clock, executor } = await opened({ execute: inTurn(idle, put) })
    const answer = store.put(plain)
    await clock.pass(1_500)
    assert.deepEqual(await answer, put)
    assert.equal(executor.executed.length, 2)
  })

  test('ends even if its deadline passed while the machine slept between two attempts', async () => {
    const { store, clock, executor } = await opened({ execute: inTurn(jammed('none', 5_000), silent) })
    const answer = store.put(plain)
    await rest()
    clock.sleep(60_000)
    await clock.pass(60_000)
    assert.match(told(await Promise.race([answer, rest().then(() => undefined)])), /^(door_jammed|timeout) none$/)
    assert.equal(executor.executed.length, 1)
  })
})

describe("A caller's signal", () => {
  test('that fired before the call makes it fail with cancelled, none, and nothing is sent', async () => {
    const { store, executor } = await opened()
    const answer = await store.put(plain, { signal: AbortSignal.abort(), deadlineMs: null })
    assert.partialDeepStrictEqual(answer, {
      failure: 'cancelled',
      effect: 'none',
      says: 'put: its signal had fired before the call began.',
    })
    assert.equal(executor.executed.length, 0)
  })

  test('that fires while the call waits for its turn makes it fail with cancelled, none, and nothing is sent', async () => {
    const { store, executor, clock } = await opened({ execute: silent }, { ...once, concurrency: 1 })
    const first = store.put(plain)
    const caller = new AbortController()
    const second = store.put(plain, { signal: caller.signal, deadlineMs: null })
    caller.abort()
    assert.equal(told(await second), 'cancelled none')
    await clock.pass(1_000)
    await first
    assert.equal(executor.executed.length, 1)
  })

  test('that fires during an attempt makes the call fail with cancelled, none, if the executor has sent nothing', async () => {
    const { store, executor } = await opened({ execute: idle })
    const caller = new AbortController()
    const answer = store.put(tagged, { signal: caller.signal, deadlineMs: null })
    caller.abort()
    assert.partialDeepStrictEqual(await answer, {
      failure: 'cancelled',
      effect: 'none',
      says: 'put: its signal fired; nothing was sent.',
    })
    assert.equal(executor.executed.length, 1)
  })

  test('that fires during an attempt makes the call fail with cancelled, unknown, if the executor does not settle', async () => {
    const { store, executor } = await opened({ execute: silent })
    const caller = new AbortController()
    const answer = store.put(tagged, { signal: caller.signal, deadlineMs: null })
    caller.abort()
    assert.partialDeepStrictEqual(await answer, {
      failure: 'cancelled',
      effect: 'unknown',
      says: 'put: its signal fired.',
    })
    assert.equal(executor.executed.length, 1)
  })

  test('that fires between two attempts ends the call at once, with the effect of the first attempt', async () => {
    for (const effect of ['none', 'unknown'] as const) {
      const { store, executor } = await opened({ execute: inTurn(jammed(effect)) }, { backoffMs: 400 })
      const caller = new AbortController()
      const answer = store.put(tagged, { signal: caller.signal, deadlineMs: null })
      await rest()
      caller.abort()
      assert.equal(told(await answer), `cancelled ${effect}`)
      assert.equal(executor.executed.length, 1)
    }
  })

  test('that fires while an attempt times out ends the call without another attempt', async () => {
    const { store, executor, clock } = await opened({ execute: silent })
    const caller = new AbortController()
    const answer = store.put(tagged, { signal: caller.signal, deadlineMs: null })
    await rest()
    clock.sleep(1_000)
    caller.abort()
    await clock.pass(60_000)
    assert.equal(told(await answer), 'cancelled unknown')
    assert.equal(executor.executed.length, 1)
  })

  test('has no listener left when the call has ended', async () => {
    const { store } = await opened()
    const caller = new AbortController()
    let listening = 0
    const { signal } = caller
    const { addEventListener: add, removeEventListener: remove } = signal
    signal.addEventListener = (...taken: Parameters<typeof add>) => {
      listening += 1
      add.apply(signal, taken)
    }
    signal.removeEventListener = (...taken: Parameters<typeof remove>) => {
      listening -= 1
      remove.apply(signal, taken)
    }
    await store.put(plain, { signal, deadlineMs: null })
    assert.equal(listening, 0)
  })
})

describe('Deadlines share one timer', () => {
  test('thousands of calls wait with one timer', async () => {
    const { store, clock } = await opened(well, { concurrency: 10_000 })
    const before = clock.timers.length
    const answers = await Promise.all(Array.from({ length: 5_000 }, () => store.put(plain)))
    assert.ok(answers.every(({ kind }) => kind === 'put'))
    assert.ok(clock.timers.length - before <= 2, `${clock.timers.length - before} timers were set`)
    assert.ok(clock.ticking <= 1)
  })

  test('and no signal is made unless the executor asks for it', async () => {
    let asked = 0
    const { store } = await opened({
      execute: (_intent, attempt) => {
        assert.equal(attempt.aborted, false)
        asked += 1
        return Promise.resolve(put)
      },
    })
    await store.put(plain)
    assert.equal(asked, 1)
  })

  test('and each call ends at its own deadline, whatever their order', async () => {
    const { store, clock } = await opened({ execute: silent }, { ...once, concurrency: 100, attemptMs: 60_000 })
    const ended: number[] = []
    const answers = [700, 100, 500, 300, 900].map(async (deadlineMs) => {
      assert.equal(told(await store.put(plain, { signal: null, deadlineMs })), 'timeout unknown')
      assert.equal(clock.now(), deadlineMs)
      ended.push(deadlineMs)
    })
    await clock.pass(1_000)
    await Promise.all(answers)
    assert.deepEqual(ended, [100, 300, 500, 700, 900])
  })

  test('and none is left after the binding has closed', async () => {
    const { store, clock, binding } = await opened()
    await store.put(plain)
    await binding.close()
    assert.equal(clock.ticking, 0)
  })
})
