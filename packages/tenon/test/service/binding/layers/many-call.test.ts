import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rest } from '../stopped-clock.ts'
import { all, flooded, gives, type Item, jammed, jar, opened, type Script, told, watching } from '../toy.ts'

type Follow = (attempt: Parameters<Script['follow']>[1]) => ReturnType<Script['follow']>

/** Follows one script after the other, and then repeats the last. */
const ways = (...steps: Follow[]): Script['follow'] => {
  let turn = 0
  return (_intent, attempt) => {
    const step = steps[Math.min(turn, steps.length - 1)] ?? watching
    turn += 1
    return step(attempt)
  }
}

const numbers = (items: readonly Item[]): (number | string)[] =>
  items.map((item) => (item.kind === 'jar' ? item.jar.number : told(item)))

const END = { done: true, value: undefined }

describe('A watcher pulls', () => {
  test('the executor is not called before the reader asks', async () => {
    const { store, executor, clock } = await opened()
    const before = clock.timers.length
    store.watch({ behind: 0 })
    await rest()
    assert.equal(executor.followed.length, 0)
    assert.equal(clock.timers.length, before)
  })

  test('the executor gives one item for each that the reader takes', async () => {
    let given = 0
    const { store } = await opened({
      follow: async function* () {
        for (;;) yield jar((given += 1))
      },
    })
    const watcher = store.watch({ behind: 0 })
    await watcher.next()
    await watcher.next()
    await rest()
    assert.equal(given, 2)
  })

  test('concurrent next() calls get their answers in order', async () => {
    const { store } = await opened({ follow: () => gives(jar(1), jar(2), jar(3)) })
    const watcher = store.watch({ behind: 0 })
    const steps = await Promise.all([1, 2, 3, 4, 5].map(() => watcher.next()))
    assert.deepEqual(steps, [
      { done: false, value: jar(1) },
      { done: false, value: jar(2) },
      { done: false, value: jar(3) },
      END,
      END,
    ])
  })

  test('no item is lost and no reader forgotten if one asks again as soon as it has its answer', async () => {
    const { store } = await opened({ follow: () => gives(jar(1), jar(2), jar(3)) })
    const watcher = store.watch({ behind: 0 })
    const first = watcher.next()
    const eager = first.then(() => watcher.next())
    const other = watcher.next()
    const steps = await Promise.race([Promise.all([first, eager, other]), rest().then(() => [])])
    const items = steps.flatMap((step) => (step.done === true ? [] : [step.value]))
    assert.deepEqual(numbers(items).toSorted(), [1, 2, 3])
  })
})

describe('A watcher that fails', () => {
  test('resumes after the last item if the failure passes', async () => {
    const { store, executor, clock } = await opened({
      follow: ways(
        () => gives(jar(4), { kind: 'quiet', upTo: 4 }, jar(7), { kind: 'quiet', upTo: 7 }, jammed('none')),
        () => gives(jar(8)),
      ),
    })
    const items = all(store.watch({ behind: 3 }))
    await clock.pass(1_000)
    assert.deepEqual(numbers(await items), [4, 'quiet', 7, 'quiet', 8])
    assert.deepEqual(executor.followed, [
      { kind: 'watch', behind: 3 },
      { kind: 'watch', behind: 7 },
    ])
  })

  test('starts again where it began if it has given nothing yet', async () => {
    const { store, executor, clock } = await opened({
      follow: ways(
        () => gives(jammed('none')),
        () => gives(jar(4)),
      ),
    })
    const items = all(store.watch({ behind: 3 }))
    await clock.pass(1_000)
    assert.deepEqual(numbers(await items), [4])
    assert.deepEqual(executor.followed, [
      { kind: 'watch', behind: 3 },
      { kind: 'watch', behind: 3 },
    ])
  })

  test('counts its attempts anew after each item', async () => {
    let number = 0
    const { store, clock, executor } = await opened({
      follow: ways(
        () => gives(jammed('none')),
        () => gives(jammed('none')),
        () => gives(jar((number += 1)), jammed('none')),
        () => gives(jammed('none')),
        () => gives(jar((number += 1)), jammed('none')),
        () => gives(jammed('none')),
        () => gives(jammed('none')),
        () => gives(jar(99)),
      ),
    })
    const items = all(store.watch({ behind: 0 }))
    await clock.pass(60_000)
    assert.deepEqual(numbers(await items), [1, 2, 'door_jammed none'])
    assert.equal(executor.followed.length, 7)
  })

  test('ends with a failure that does not pass, as its last item', async () => {
    const { store, executor } = await opened({ follow: () => gives(jar(1), flooded('unknown'), jar(2)) })
    assert.deepEqual(numbers(await all(store.watch({ behind: 0 }))), [1, 'flooded none'])
    assert.equal(executor.followed.length, 1)
  })

  test('waits as long as the technology asks', async () => {
    const { store, executor, clock } = await opened({
      follow: ways(
        () => gives(jammed('none', 700)),
        () => gives(jar(1)),
      ),
    })
    const items = all(store.watch({ behind: 0 }))
    await clock.pass(699)
    assert.equal(executor.followed.length, 1)
    await clock.pass(1)
    assert.deepEqual(numbers(await items), [1])
  })

  test("ends at once if that wait exceeds the caller's deadline", async () => {
    const { store, clock } = await opened({ follow: () => gives(jammed('none', 700)) })
    const items = all(store.watch({ behind: 0 }, { signal: null, deadlineMs: 500 }))
    await rest()
    assert.equal(clock.now(), 0)
    assert.deepEqual(numbers((await Promise.race([items, rest().then(() => undefined)])) ?? []), ['door_jammed none'])
  })

  test('aborts the attempt that failed, and frees its iterator', async () => {
    let freed = 0
    const aborted: boolean[] = []
    const { store, clock } = await opened({
      follow: (_intent, attempt) => {
        attempt.signal.addEventListener('abort', () => aborted.push(attempt.aborted))
        return Object.assign(gives(jammed('none')), {
          return: () => {
            freed += 1
            return Promise.resolve({ done: true as const, value: undefined })
          },
        })
      },
    })
    const items = all(store.watch({ behind: 0 }))
    await clock.pass(60_000)
    await items
    assert.deepEqual([freed, aborted], [3, [true, true, true]])
  })

  for (const [how, follow] of [
    ['throws', () => broken()],
    ['rejects', () => ({ next: () => Promise.reject(new Error('splinters')) })],
    ['throws on next()', () => ({ next: () => broken() })],
  ] as const) {
    test(`because its executor ${how} ends with a defect of the binding, and the store works afterwards`, async () => {
      const { store } = await opened({ follow })
      const items = await all(store.watch({ behind: 0 }))
      assert.partialDeepStrictEqual(items, [
        { failure: 'unclassified', effect: 'none', operation: 'watch', evidence: { message: 'splinters' } },
      ])
      assert.equal(items.length, 1)
      assert.equal(told(await store.get({ shelf: 'top' })), 'put')
    })
  }

  test('still ends well if freeing its iterator throws', async () => {
    const { store } = await opened({
      follow: () => Object.assign(gives(jar(1), flooded('none')), { return: () => broken() }),
    })
    assert.deepEqual(numbers(await all(store.watch({ behind: 0 }))), [1, 'flooded none'])
  })
})

describe('A watcher ends without an item', () => {
  test('if the executor has no more', async () => {
    const { store } = await opened({ follow: () => gives(jar(1)) })
    const watcher = store.watch({ behind: 0 })
    await watcher.next()
    assert.deepEqual([await watcher.next(), await watcher.next()], [END, END])
  })

  test('by break, and the attempt is aborted', async () => {
    let ended = false
    const { store, binding } = await opened({
      follow: (_intent, attempt) => {
        attempt.signal.addEventListener('abort', () => {
          ended = true
        })
        return watching(attempt, jar(1), jar(2))
      },
    })
    for await (const item of store.watch({ behind: 0 })) if (item.kind === 'jar') break
    assert.equal(ended, true)
    assert.deepEqual(await binding.close(), { kind: 'closed' })
  })

  test('by return(), even while a next() waits', async () => {
    const { store } = await opened()
    const watcher = store.watch({ behind: 0 })
    const waiting = [watcher.next(), watcher.next()]
    await rest()
    assert.deepEqual(await watcher.return?.(), END)
    assert.deepEqual(await Promise.all(waiting), [END, END])
    assert.deepEqual(await watcher.next(), END)
  })

  test('by return() before the first next(), and the executor is not called', async () => {
    const { store, executor } = await opened()
    const watcher = store.watch({ behind: 0 })
    await watcher.return?.()
    assert.deepEqual(await watcher.next(), END)
    assert.equal(executor.followed.length, 0)
  })

  test("by the caller's signal while a next() waits", async () => {
    const { store } = await opened()
    const caller = new AbortController()
    const watcher = store.watch({ behind: 0 }, { signal: caller.signal, deadlineMs: null })
    const waiting = watcher.next()
    await rest()
    caller.abort()
    assert.deepEqual(await waiting, END)
    assert.deepEqual(await watcher.next(), END)
  })

  test("by the caller's signal if it had fired before, and the executor is not called", async () => {
    const { store, executor } = await opened()
    assert.deepEqual(await all(store.watch({ behind: 0 }, { signal: AbortSignal.abort(), deadlineMs: null })), [])
    assert.equal(executor.followed.length, 0)
  })

  test('by return() while it waits for another attempt, and makes none', async () => {
    const { store, executor, clock } = await opened({ follow: () => gives(jammed('none', 500)) })
    const watcher = store.watch({ behind: 0 })
    const waiting = watcher.next()
    await rest()
    await watcher.return?.()
    assert.deepEqual(await waiting, END)
    await clock.pass(60_000)
    assert.equal(executor.followed.length, 1)
    assert.equal(clock.ticking <= 1, true)
  })
})

describe('A watcher ends with one failed item', () => {
  test('if its intent is refused, and the executor is not called', async () => {
    const { store, executor } = await opened()
    const watcher = store.watch({ behind: -1 })
    const first = await watcher.next()
    assert.equal(told(first.value), 'invalid none')
    assert.deepEqual(await watcher.next(), END)
    assert.equal(executor.followed.length, 0)
  })

  test('if the call options are not valid', async () => {
    const { store } = await opened()
    const items = await all(store.watch({ behind: 0 }, { signal: null, deadlineMs: -1 }))
    assert.deepEqual(items.map(told), ['invalid none'])
  })

  test("when the caller's deadline passes, even while a next() waits", async () => {
    const { store, clock } = await opened({ follow: (_intent, attempt) => watching(attempt, jar(1)) })
    const items = all(store.watch({ behind: 0 }, { signal: null, deadlineMs: 500 }))
    await clock.pass(499)
    await clock.pass(1)
    assert.deepEqual(numbers(await items), [1, 'timeout none'])
  })

  test('and has no deadline of its own', async () => {
    const { store, clock } = await opened({ follow: (_intent, attempt) => watching(attempt, jar(1)) })
    const watcher = store.watch({ behind: 0 })
    await watcher.next()
    const waiting = watcher.next()
    await clock.pass(86_400_000)
    assert.equal(await Promise.race([waiting, rest().then(() => 'still waiting')]), 'still waiting')
    await watcher.return?.()
  })
})

const broken = (): never => {
  throw new Error('splinters')
}
