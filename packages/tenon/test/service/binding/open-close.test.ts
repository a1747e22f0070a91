import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { capability } from '../../../src/domain/capability/declaration.ts'
import { failed } from '../../../src/domain/capability/failure.ts'
import { need } from '../../../src/domain/capability/need.ts'
import { binder } from '../../../src/service/binding/bind.ts'
import { rest, StoppedClock } from './stopped-clock.ts'
import {
  all,
  type Answer,
  bound,
  declared,
  inTurn,
  jammed,
  jar,
  modest,
  opened,
  Pantry,
  PantryExecutor,
  patient,
  plain,
  put,
  type Script,
  silent,
  tagged,
  told,
  watching,
  well,
} from './toy.ts'

const ready = { kind: 'ready' } as const

/** An `open` that follows one step after the other. */
const opens = (...steps: Awaited<ReturnType<Script['open']>>[]): Script['open'] => {
  const left = [...steps]
  return () => Promise.resolve(left.shift() ?? ready)
}

describe('A binding', () => {
  test('does nothing before it is opened: it calls no method of the executor and sets no timer', () => {
    const { executor, clock, binding } = bound()
    assert.equal(executor.calls, 0)
    assert.deepEqual(clock.timers, [])
    assert.deepEqual(binding.gaps, [])
  })

  test('is frozen, and so are its grants and limits', () => {
    const { binding } = bound()
    for (const part of [binding, binding.grants, binding.limits, binding.gaps]) assert.ok(Object.isFrozen(part))
    assert.deepEqual(binding.grants, well.grants)
    assert.deepEqual(binding.limits, well.limits)
    assert.equal(binding.capability, Pantry)
    assert.equal(binding.technology.name, 'wood')
  })

  test('of what is no need, or no executor, is refused with a sentence that says what belongs there', () => {
    const bind: (...parts: readonly never[]) => unknown = binder(new StoppedClock())
    const bindAny = bind as (...parts: readonly unknown[]) => unknown
    for (const other of [undefined, null, {}, Pantry])
      assert.throws(() => bindAny(other, new PantryExecutor(well), patient), {
        name: 'TypeError',
        message: 'The first argument of bind() must be a need, as need(capability, least) returns it.',
      })
    for (const other of [undefined, null, {}, Pantry])
      assert.throws(() => bindAny(need(Pantry, modest), other, patient), {
        name: 'TypeError',
        message:
          'The second argument of bind() must be an executor: an object with a capability, grants, limits, open, execute and close.',
      })
  })

  test('of an executor of another copy of the capability is refused', () => {
    const other = need(capability({ ...declared }), modest)
    // The compiler cannot tell the two apart, because their types are the same.
    assert.throws(() => binder(new StoppedClock())(other, new PantryExecutor(well), patient), {
      name: 'TypeError',
      message: 'The need is of pantry 1, but the executor is of pantry 1, or of another copy of it.',
    })
  })

  test('of an executor without follow is refused if an operation gives many items', () => {
    const executor = new PantryExecutor(well)
    // The compiler refuses it too. A JavaScript user gets this error.
    Object.defineProperty(executor, 'follow', { value: undefined })
    assert.throws(() => binder(new StoppedClock())(need(Pantry, modest), executor, patient), {
      name: 'TypeError',
      message: 'The executor of wood has no follow(), but watch of pantry 1 gives many items. Write one.',
    })
  })
})

describe('open()', () => {
  test('returns a frozen store with one method for each operation, which cannot be closed', async () => {
    const { store } = await opened()
    assert.deepEqual(Object.keys(store), ['put', 'get', 'watch'])
    assert.ok(Object.isFrozen(store))
    assert.equal(Symbol.asyncDispose in store, false)
    assert.equal('close' in store, false)
  })

  test('returns the gaps as a shortfall, and opens nothing', async () => {
    const clock = new StoppedClock()
    const executor = new PantryExecutor({ ...well, grants: { together: 'jar', remembers: 'always' } })
    const demanding = need(Pantry, { ...modest, together: 'shelf', most_jars: 99 })
    const binding = binder(clock)(demanding, executor, patient)
    const gaps = [
      { guarantee: 'together', required: 'shelf', granted: 'jar' },
      { guarantee: 'most_jars', required: 99, granted: 10 },
    ]
    assert.deepEqual(binding.gaps, gaps)
    assert.deepEqual(await binding.open(), { kind: 'shortfall', gaps })
    assert.deepEqual(await binding.open(), { kind: 'shortfall', gaps })
    assert.equal(executor.calls, 0)
    assert.deepEqual(clock.timers, [])
  })

  test('returns the same store the second time, and opens once', async () => {
    const { binding, executor, store } = await opened()
    assert.deepEqual(await binding.open(), { kind: 'opened', store })
    const again = await binding.open()
    assert.equal('store' in again && again.store, store)
    assert.equal(executor.opens, 1)
  })

  test('that is still under way is shared', async () => {
    const { binding, executor } = bound()
    const [one, two] = await Promise.all([binding.open(), binding.open()])
    assert.equal('store' in one && one.store, 'store' in two && two.store)
    assert.equal(executor.opens, 1)
  })

  test('that failed can be called again', async () => {
    const flood = failed('flooded', 'none', 'open', 'open: water on the floor.')
    const { binding, executor } = bound({ open: opens(flood, ready) })
    assert.deepEqual(await binding.open(), flood)
    assert.equal(told(await binding.open()), 'opened')
    assert.equal(executor.opens, 2)
  })

  test('is tried again under the policy after a failure that passes, and its effect is always none', async () => {
    const { binding, executor, clock } = bound({ open: opens(jammed('unknown'), ready) })
    const opening = binding.open()
    await clock.pass(1_000)
    assert.equal(told(await opening), 'opened')
    assert.equal(executor.opens, 2)
    const jams = bound({ open: () => Promise.resolve(jammed('unknown')) })
    const failing = jams.binding.open()
    await jams.clock.pass(10_000)
    assert.equal(told(await failing), 'door_jammed none')
  })

  test('ends at the deadline if the executor does not answer', async () => {
    const { binding, clock } = bound({ open: () => new Promise(() => undefined) }, { attempts: 1 })
    const opening = binding.open()
    await clock.pass(1_000)
    assert.partialDeepStrictEqual(await opening, { failure: 'timeout', effect: 'none', operation: 'open' })
  })

  test('of an executor that throws is a defect of the binding, and can be called again', async () => {
    let broken = true
    const { binding } = bound({
      open: () => {
        if (!broken) return Promise.resolve(ready)
        broken = false
        throw new Error('splinters')
      },
    })
    assert.partialDeepStrictEqual(await binding.open(), { failure: 'unclassified', operation: 'open' })
    assert.equal(told(await binding.open()), 'opened')
  })
})

describe('openExisting()', () => {
  const absent = failed('flooded', 'none', 'open', 'open: there is no pantry.')
  /** A pantry that is made by the first `open` that may make it. */
  const unbuilt = (): Script['open'] => {
    let built = false
    return (_attempt, ifAbsent) => {
      built ||= ifAbsent === 'make'
      return Promise.resolve(built ? ready : absent)
    }
  }

  test('makes the executor create nothing, and open() makes it create the store', async () => {
    const { binding, executor } = bound({ open: unbuilt() })
    assert.deepEqual(await binding.openExisting(), absent)
    assert.deepEqual(await binding.openExisting(), absent)
    assert.equal(told(await binding.open()), 'opened')
    assert.equal(executor.opens, 3)
  })

  test('returns the same store as open(), once either has opened it', async () => {
    const { binding, executor, store } = await opened()
    assert.deepEqual(await binding.openExisting(), { kind: 'opened', store })
    assert.equal(executor.opens, 1)
  })

  test('shares an open() that is under way', async () => {
    const { binding, executor } = bound({ open: unbuilt() })
    const [one, two] = await Promise.all([binding.open(), binding.openExisting()])
    assert.deepEqual([told(one), two], ['opened', one])
    assert.equal(executor.opens, 1)
  })

  test('that is under way does not keep open() from creating the store, and the two do not open at once', async () => {
    const first = Promise.withResolvers<typeof absent>()
    const made = unbuilt()
    const { binding, executor } = bound({
      open: (attempt, ifAbsent) => (ifAbsent === 'fail' ? first.promise : made(attempt, ifAbsent)),
    })
    const [looking, opening, again] = [binding.openExisting(), binding.open(), binding.open()]
    await rest()
    assert.equal(executor.opens, 1)
    first.resolve(absent)
    assert.deepEqual([await looking, told(await opening)], [absent, 'opened'])
    assert.deepEqual(await again, await opening)
    assert.equal(executor.opens, 2)
  })

  test('and an open() that waits for it end when the binding is closed, and nothing is created', async () => {
    const first = Promise.withResolvers<typeof absent>()
    const { binding, executor } = bound({ open: () => first.promise })
    const [looking, opening] = [binding.openExisting(), binding.open()]
    const closing = binding.close()
    first.resolve(absent)
    assert.deepEqual([await looking, told(await opening)], [absent, 'closed none'])
    assert.deepEqual(await closing, { kind: 'closed' })
    assert.equal(told(await binding.openExisting()), 'closed none')
    assert.equal(executor.opens, 1)
  })

  test('returns the gaps as a shortfall, and opens nothing', async () => {
    const executor = new PantryExecutor({ ...well, grants: { together: 'jar', remembers: 'always' } })
    const binding = binder(new StoppedClock())(need(Pantry, { ...modest, together: 'shelf' }), executor, patient)
    assert.deepEqual(await binding.openExisting(), { kind: 'shortfall', gaps: binding.gaps })
    assert.equal(executor.calls, 0)
  })
})

describe('close()', () => {
  test('lets sent calls finish, and ends calls that wait for their turn with closed, none', async () => {
    const sent = Promise.withResolvers<Answer>()
    const { store, binding, executor } = await opened({ execute: () => sent.promise }, { concurrency: 1 })
    const first = store.put(plain)
    const second = store.put(plain)
    const closing = binding.close()
    assert.partialDeepStrictEqual(await second, {
      failure: 'closed',
      effect: 'none',
      says: 'put: the binding was closed before its turn came.',
    })
    // Only the executor knows what it has sent, so its close() is called at once. The binding waits until every call
    // has its answer.
    assert.equal(await Promise.race([closing, rest()]), undefined)
    assert.equal(executor.closes, 1)
    sent.resolve(put)
    assert.deepEqual(await first, put)
    assert.deepEqual(await closing, { kind: 'closed' })
    assert.deepEqual([executor.closes, executor.executed.length], [1, 1])
  })

  test('waits for sent calls no longer than their deadline', async () => {
    const { store, binding, clock } = await opened({ execute: silent }, { attempts: 1 })
    const sent = store.put(plain)
    const closing = binding.close()
    await clock.pass(1_000)
    assert.equal(told(await sent), 'timeout unknown')
    assert.deepEqual(await closing, { kind: 'closed' })
  })

  test('ends calls between two attempts with closed, none, or with the effect of the first attempt', async () => {
    for (const [effect, ending] of [
      ['none', 'closed none'],
      ['unknown', 'door_jammed unknown'],
    ] as const) {
      const { store, binding, executor } = await opened({ execute: inTurn(jammed(effect, 500)) })
      const waiting = store.put(tagged)
      await rest()
      await binding.close()
      assert.equal(told(await waiting), ending)
      assert.equal(executor.executed.length, 1)
    }
  })

  test('tries nothing again: a sent call that fails keeps its failure', async () => {
    const sent = Promise.withResolvers<Answer>()
    const { store, binding, executor } = await opened({ execute: inTurn(() => sent.promise, put) })
    const first = store.put(plain)
    const closing = binding.close()
    sent.resolve(jammed('none', 500))
    await rest()
    const soon = Promise.race([first, rest().then(() => undefined)])
    assert.match(told(await soon), /^(door_jammed|closed) none$/)
    assert.deepEqual(await closing, { kind: 'closed' })
    assert.equal(executor.executed.length, 1)
  })

  test('ends watchers with one item: closed', async () => {
    const { store, binding } = await opened({ follow: (_intent, attempt) => watching(attempt, jar(1)) })
    const items = all(store.watch({ behind: 0 }))
    await rest()
    await binding.close()
    assert.deepEqual((await items).map(told), ['jar', 'closed none'])
  })

  test('is final: calls, watchers and open() fail with closed, and nothing reaches the executor', async () => {
    const { store, binding, executor } = await opened()
    const early = store.watch({ behind: 0 })
    await binding.close()
    const { calls } = executor
    assert.partialDeepStrictEqual(await store.put(plain), {
      failure: 'closed',
      effect: 'none',
      says: 'put: the binding is closed; bind and open again.',
    })
    assert.equal(told(await store.get({ shelf: 'top' })), 'closed none')
    assert.deepEqual((await all(store.watch({ behind: 0 }))).map(told), ['closed none'])
    assert.equal(told(await binding.open()), 'closed none')
    assert.equal(executor.calls, calls)
    const item = early.next()
    await rest()
    assert.equal(executor.calls, calls, 'a watcher from before the close asked the executor')
    assert.equal(told((await item).value), 'closed none')
  })

  test('does nothing the second time, and returns the same answer', async () => {
    const { binding, executor } = await opened()
    assert.deepEqual(await Promise.all([binding.close(), binding.close()]), [{ kind: 'closed' }, { kind: 'closed' }])
    assert.deepEqual(await binding.close(), { kind: 'closed' })
    assert.equal(executor.closes, 1)
  })

  test('frees an executor that was never opened, or could not be', async () => {
    const unopened = bound()
    assert.deepEqual(await unopened.binding.close(), { kind: 'closed' })
    assert.equal(unopened.executor.closes, 1)
    const flooded = bound({ open: opens(failed('flooded', 'none', 'open', 'open: water.')) })
    await flooded.binding.open()
    await flooded.binding.close()
    assert.equal(flooded.executor.closes, 1)
  })

  test('during open() waits until what was sent has its answer', async () => {
    const sent = Promise.withResolvers<typeof ready>()
    const { binding, executor } = bound({ open: () => sent.promise })
    const opening = binding.open()
    const closing = binding.close()
    assert.equal(await Promise.race([closing, rest()]), undefined)
    sent.resolve(ready)
    assert.deepEqual(await closing, { kind: 'closed' })
    assert.equal(told(await opening), 'closed none')
    assert.equal(executor.closes, 1)
  })

  test('does not wait for an open() that waits for another attempt', async () => {
    const { binding, executor } = bound({ open: opens(jammed('none', 5_000)) })
    const opening = binding.open()
    await rest()
    const closing = binding.close()
    const soon = rest().then(() => undefined)
    assert.equal(told(await Promise.race([opening, soon])), 'closed none')
    assert.deepEqual(await closing, { kind: 'closed' })
    assert.deepEqual([executor.opens, executor.closes], [1, 1])
  })

  test('returns the failure of an executor that fails or throws', async () => {
    const flood = failed('flooded', 'none', 'close', 'close: water.')
    assert.deepEqual(await (await opened({ close: () => Promise.resolve(flood) })).binding.close(), flood)
    for (const close of [
      () => Promise.reject(new Error('splinters')),
      () => {
        throw new Error('splinters')
      },
    ]) {
      const { binding } = await opened({ close })
      assert.partialDeepStrictEqual(await binding.close(), { failure: 'unclassified', operation: 'close' })
    }
  })
})

describe('A binding under `await using`', () => {
  test('is closed at the end of its block', async () => {
    const { binding, executor } = bound()
    {
      await using held = binding
      await held.open()
    }
    assert.equal(executor.closes, 1)
  })

  test('throws the sentence of a close that failed, because there is no result', async () => {
    const { binding } = await opened({
      close: () => Promise.resolve(failed('flooded', 'none', 'close', 'close: water.')),
    })
    await assert.rejects(async () => binding[Symbol.asyncDispose](), { name: 'Error', message: 'close: water.' })
  })
})
