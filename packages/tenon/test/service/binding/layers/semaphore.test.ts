import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Semaphore, type Waiter } from '../../../../src/service/binding/layers/semaphore.ts'
import { rest } from '../stopped-clock.ts'
import { type Answer, idle, inTurn, opened, plain, put, type Script, silent, told } from '../toy.ts'

/** An executor whose answers a test gives by hand, in any order. */
const byHand = (): { execute: Script['execute']; answer(shelf: string): void; readonly waiting: string[] } => {
  const open = new Map<string, (answer: Answer) => void>()
  return {
    execute: (intent) => new Promise((resolve) => open.set(intent.shelf, resolve)),
    answer: (shelf) => {
      open.get(shelf)?.(put)
      open.delete(shelf)
    },
    get waiting() {
      return [...open.keys()]
    },
  }
}

describe('The semaphore', () => {
  test('lets as many calls through as the policy allows, and the others in the order in which they came', async () => {
    const hand = byHand()
    const { store } = await opened({ execute: hand.execute }, { concurrency: 2 })
    const answers = ['a', 'b', 'c', 'd', 'e'].map((shelf) => store.put({ ...plain, shelf }))
    assert.deepEqual(hand.waiting, ['a', 'b'])
    hand.answer('b')
    await rest()
    assert.deepEqual(hand.waiting, ['a', 'c'])
    hand.answer('a')
    hand.answer('c')
    await rest()
    assert.deepEqual(hand.waiting, ['d', 'e'])
    hand.answer('d')
    hand.answer('e')
    assert.ok((await Promise.all(answers)).every(({ kind }) => kind === 'put'))
  })

  test('keeps the order of the others if one stops waiting', async () => {
    const hand = byHand()
    const { store } = await opened({ execute: hand.execute }, { concurrency: 1 })
    const caller = new AbortController()
    const [first, second, third] = ['a', 'b', 'c'].map((shelf) =>
      store.put({ ...plain, shelf }, { signal: shelf === 'b' ? caller.signal : null, deadlineMs: null }),
    )
    caller.abort()
    assert.equal(told(await second), 'cancelled none')
    hand.answer('a')
    await first
    await rest()
    assert.deepEqual(hand.waiting, ['c'])
    hand.answer('c')
    assert.equal(told(await third), 'put')
  })

  test('takes no place for a call that is refused or was cancelled before it began', async () => {
    const { store } = await opened({}, { concurrency: 1 })
    for (let call = 0; call < 3; call += 1) {
      await store.put({ ...plain, jars: [] })
      await store.put(plain, { signal: AbortSignal.abort(), deadlineMs: null })
    }
    assert.equal(told(await store.put(plain)), 'put')
  })

  test('takes no place for a watcher', async () => {
    const { store } = await opened({}, { concurrency: 1 })
    const watchers = Array.from({ length: 3 }, () => store.watch({ behind: 0 }))
    const waiting = watchers.map((watcher) => watcher.next())
    assert.equal(told(await store.put(plain)), 'put')
    await Promise.all(watchers.map((watcher) => watcher.return?.()))
    await Promise.all(waiting)
  })

  for (const [how, step, ending] of [
    ['answers', put, 'put'],
    ['rejects', () => Promise.reject(new Error('broken')), 'unclassified unknown'],
    ['throws', () => broken(), 'unclassified unknown'],
    ['never settles', silent, 'timeout unknown'],
    ['is aborted before it sent anything', idle, 'timeout none'],
  ] as const) {
    test(`gets its place back from an executor that ${how}`, async () => {
      const { store, clock } = await opened({ execute: inTurn(step, put) }, { concurrency: 1, attempts: 1 })
      const first = store.put(plain)
      const second = store.put(plain)
      await clock.pass(1_000)
      assert.equal(told(await first), ending)
      assert.equal(told(await second), 'put')
      assert.equal(told(await store.put(plain)), 'put')
    })
  }
})

describe('A call that is made while another gives up its place', () => {
  test('gets that place, whether the place was free or the other waited for it', () => {
    for (const free of [true, false]) {
      const semaphore = new Semaphore(1)
      const entered: string[] = []
      if (!free) semaphore.enter(taker(entered, 'first'))
      semaphore.enter(refuser(semaphore, taker(entered, 'meanwhile')))
      if (!free) semaphore.leave()
      assert.deepEqual(entered, free ? ['meanwhile'] : ['first', 'meanwhile'])
    }
  })

  test('leaves the number of places as it was', () => {
    const semaphore = new Semaphore(1)
    const entered: string[] = []
    semaphore.enter(refuser(semaphore, refuser(semaphore, taker(entered, 'a'))))
    semaphore.enter(taker(entered, 'b'))
    assert.deepEqual(entered, ['a'])
    semaphore.leave()
    assert.deepEqual(entered, ['a', 'b'])
    semaphore.leave()
    semaphore.enter(taker(entered, 'c'))
    semaphore.enter(taker(entered, 'd'))
    assert.deepEqual(entered, ['a', 'b', 'c'])
  })
})

describe('An executor that breaks its contract', () => {
  test('by rejecting is reported as a defect of the binding, with its own words as evidence', async () => {
    const { store } = await opened({ execute: inTurn(() => Promise.reject(new RangeError('no such plank')), put) })
    assert.deepEqual(await store.put(plain), {
      kind: 'failed',
      failure: 'unclassified',
      effect: 'unknown',
      operation: 'put',
      says: 'put: the executor of wood did not return a valid answer. This is a defect of the binding: please report it.',
      retryAfterMs: null,
      evidence: { technology: 'wood', code: 'RangeError', message: 'no such plank' },
    })
    assert.deepEqual(await store.put(plain), put)
  })

  test('by throwing something that is not an error is reported too', async () => {
    const { store } = await opened({ execute: inTurn(() => Promise.reject('splinters'), put) })
    assert.partialDeepStrictEqual(await store.put(plain), {
      failure: 'unclassified',
      evidence: { technology: 'wood', code: 'string', message: 'splinters' },
    })
  })

  test('by throwing at once for thousands of waiting calls leaves none without an answer', async () => {
    const first = Promise.withResolvers<Answer>()
    const { store } = await opened({ execute: inTurn(() => first.promise, broken) }, { concurrency: 1 })
    const answers = Array.from({ length: 20_000 }, () => store.put(plain))
    first.resolve(put)
    const [one, ...others] = await Promise.all(answers)
    assert.deepEqual(one, put)
    assert.ok(others.every((answer) => told(answer) === 'unclassified unknown'))
  })

  test('by answering nothing is reported as a defect, and the call gives its place back', async () => {
    // The compiler refuses this. An executor written in JavaScript can do it.
    const nothing = undefined as unknown as Answer
    const { store } = await opened({ execute: inTurn(() => Promise.resolve(nothing), put) }, { concurrency: 1 })
    const first = store.put(plain)
    const second = store.put(plain)
    await rest()
    assert.equal(told(await Promise.race([second, rest().then(() => undefined)])), 'put')
    assert.equal(told(await first), 'unclassified unknown')
  })
})

const broken = (): never => {
  throw new Error('broken')
}

/** Takes its place, and is recorded. */
const taker = (entered: string[], name: string): Waiter => ({
  enter: () => {
    entered.push(name)
    return true
  },
})

/** Refuses its place, while another call is made. */
const refuser = (semaphore: Semaphore, other: Waiter): Waiter => ({
  enter: () => {
    semaphore.enter(other)
    return false
  },
})
