import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CallOptions } from 'tenon'
import { defect } from '../../../src/service/binding/executor-defect.ts'
import { messageOf } from '../../../src/domain/data/message-of.ts'
import {
  type Answer,
  gives,
  inTurn,
  jammed,
  jar,
  type Item,
  opened,
  plain,
  put,
  silent,
  told,
  watching,
} from './toy.ts'

const boom = (): never => {
  throw new Error('boom')
}

/** A real signal whose methods were replaced by ones that throw. */
const armed = (): { readonly signal: AbortSignal; abort(): void } => {
  const controller = new AbortController()
  const { signal } = controller
  for (const name of ['addEventListener', 'removeEventListener', 'throwIfAborted'])
    Object.defineProperty(signal, name, { value: boom })
  Object.defineProperty(signal, 'aborted', { get: boom })
  return { signal, abort: () => controller.abort() }
}

/** Options that the compiler refuses. A JavaScript program can pass them. */
const call = (stated: object): CallOptions => stated as CallOptions

describe('A signal whose methods throw', () => {
  test('leaves no call without an answer, and gives its place back', async () => {
    const { store, binding } = await opened({}, { concurrency: 2 })
    for (let n = 0; n < 10; n += 1)
      assert.equal(told(await store.put(plain, { signal: armed().signal, deadlineMs: null })), 'put')
    assert.equal(told(await store.put(plain)), 'put')
    assert.equal((await binding.close()).kind, 'closed')
  })

  test('still cancels the call', async () => {
    const { store } = await opened({ execute: silent })
    const { signal, abort } = armed()
    const answer = store.put(plain, { signal, deadlineMs: null })
    abort()
    assert.equal(told(await answer), 'cancelled unknown')
  })

  test('still ends a watch', async () => {
    const { store } = await opened()
    const { signal, abort } = armed()
    const next = store.watch({ behind: 0 }, { signal, deadlineMs: null }).next()
    abort()
    assert.deepEqual(await next, { done: true, value: undefined })
  })
})

describe('The options of a call', () => {
  test('are read once, so that they cannot change between the check and the use', async () => {
    const reads = { signal: 0, deadlineMs: 0 }
    const changing = {
      get signal() {
        reads.signal += 1
        return reads.signal === 1 ? null : {}
      },
      get deadlineMs() {
        reads.deadlineMs += 1
        return reads.deadlineMs === 1 ? null : Number.NaN
      },
    }
    const { store, clock } = await opened({ execute: inTurn(silent, put) }, { attempts: 1 })
    const answer = store.put(plain, call(changing))
    await clock.pass(1_000)
    assert.equal(told(await answer), 'timeout unknown')
    assert.deepEqual(reads, { signal: 1, deadlineMs: 1 })
    const watch = store.watch({ behind: 0 }, call(changing))
    await watch.next()
    assert.deepEqual(reads, { signal: 2, deadlineMs: 2 })
  })

  test('are refused as invalid by every operation if reading them throws, and nothing is thrown', async () => {
    const trap = {
      get signal() {
        return boom()
      },
      deadlineMs: null,
    }
    const { store, executor } = await opened()
    for (const stated of [trap, new Proxy({}, { get: boom }), revoked()]) {
      const one = await store.put(plain, call(stated))
      const many = (await store.watch({ behind: 0 }, call(stated)).next()).value
      for (const outcome of [one, many]) assert.equal(told(outcome), 'invalid none')
    }
    assert.deepEqual([executor.executed.length, executor.followed.length], [0, 0])
  })

  test('are refused as invalid if the signal only looks like one', async () => {
    const { store, executor } = await opened()
    const untouchable = new Proxy(new AbortController().signal, { get: boom })
    for (const signal of [Object.create(AbortSignal.prototype), {}, new EventTarget(), untouchable, revoked()]) {
      assert.equal(told(await store.put(plain, call({ signal, deadlineMs: null }))), 'invalid none')
      assert.equal(
        told((await store.watch({ behind: 0 }, call({ signal, deadlineMs: null })).next()).value),
        'invalid none',
      )
    }
    assert.equal(executor.executed.length, 0)
  })
})

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()
  return proxy
}

/** Values that throw when their message is read. */
const UNSPEAKABLE: readonly (readonly [says: string, value: () => unknown])[] = [
  ['a revoked proxy', revoked],
  ['a proxy whose prototype throws', () => new Proxy({}, { getPrototypeOf: boom })],
  [
    'an error whose message is a getter that throws',
    () => Object.defineProperty(new Error(), 'message', { get: boom }),
  ],
  ['an error whose message is a symbol', () => Object.defineProperty(new Error(), 'message', { value: Symbol('x') })],
  ['an error whose name throws', () => Object.defineProperty(new Error('e'), 'name', { get: boom })],
  ['an object without a prototype', () => Object.create(null)],
  ['an object whose toString throws', () => ({ toString: boom })],
]

describe('A thrown value that cannot be shown', () => {
  for (const [says, value] of UNSPEAKABLE)
    test(`such as ${says} never throws again`, async () => {
      assert.equal(typeof messageOf(value()), 'string')
      const fields = { ...plain }
      Object.defineProperty(fields, 'shelf', {
        enumerable: true,
        get: () => {
          throw value()
        },
      })
      const { store, executor } = await opened({
        execute: inTurn(() => {
          throw value()
        }, put),
      })
      assert.equal(told(await store.put(fields)), 'invalid none')
      assert.equal(told(await store.put(plain)), 'unclassified unknown')
      assert.equal(told(await store.put(plain)), 'put')
      assert.equal(defect(executor, 'put', value()).failure, 'unclassified')
    })

  test('keeps at most 1,000 characters of its message, without control characters', () => {
    const message = messageOf(new Error(`\u001b[2J${'x'.repeat(1_000_000)}`))
    assert.ok(message.length < 1_100)
    assert.match(message, /^\\u001b\[2J/)
  })
})

const hostile = (): Answer =>
  new Proxy({ kind: 'failed' }, { get: (_, name) => (name === 'kind' ? 'failed' : boom()) }) as unknown as Answer

describe('An answer of an executor that throws when it is read', () => {
  test('is reported as a defect of the binding, and the call gives its place back', async () => {
    const { store } = await opened(
      { execute: inTurn(() => Promise.resolve().then(() => unthenable(hostile())), put) },
      { concurrency: 1 },
    )
    assert.equal(told(await store.put(plain)), 'unclassified unknown')
    assert.equal(told(await store.put(plain)), 'put')
  })

  test('ends a watch as a defect of the binding', async () => {
    const items = { next: () => Promise.resolve({ done: false, value: hostile() as unknown as Item } as const) }
    const { store } = await opened({ follow: () => items })
    assert.equal(told((await store.watch({ behind: 0 }).next()).value), 'unclassified none')
  })
})

/** An answer that a promise does not wait for. */
const unthenable = (answer: Answer): Answer =>
  new Proxy(answer, { get: (target, name) => (name === 'then' ? undefined : Reflect.get(target, name)) })

test('A watch that breaks resumes after the furthest place that it got, even if no jar is there', async () => {
  const { store, executor, clock } = await opened({
    follow: (intent, attempt) =>
      intent.behind === 0 ? gives(jar(3), { kind: 'quiet', upTo: 900 }, jammed('none')) : watching(attempt, jar(901)),
  })
  const watch = store.watch({ behind: 0 })
  await watch.next()
  await watch.next()
  const next = watch.next()
  await clock.pass(100)
  assert.deepEqual((await next).value, jar(901))
  assert.deepEqual(
    executor.followed.map(({ behind }) => behind),
    [0, 900],
  )
  await watch.return?.()
})
