import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import { capability } from '../../../../src/domain/capability/declaration.ts'
import { need } from '../../../../src/domain/capability/need.ts'
import { libraryFailures } from '../../../../src/domain/vocabulary/failures.ts'
import { binder } from '../../../../src/service/binding/bind.ts'
import type { Attempt, Executor } from '../../../../src/service/binding/executor.ts'
import { rest, StoppedClock } from '../stopped-clock.ts'
import { patient } from '../toy.ts'

/** A tap, from which drops come one by one. Silence means that it is stuck. */
const Tap = capability({
  name: 'tap',
  version: 1,
  operations: {
    drip: {
      says: 'Count the drops.',
      touches: 'read',
      gives: 'many',
      resume: { items: ['number'], intent: 'after' },
      last: ['dry'],
      silent: 'is_failure',
      asks: [],
      repeatable: 'always',
      intent: z.strictObject({ after: z.int() }),
      states: 'the_intent',
      result: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('drop'), number: z.int() }),
        z.strictObject({ kind: z.literal('dry') }),
      ]),
    },
  },
  failures: libraryFailures,
  guarantees: {},
  limits: {},
})

type TapExecutor = Executor<typeof Tap, Record<never, never>>
type Drops = ReturnType<TapExecutor['follow']>

const drop = (number: number) => ({ kind: 'drop', number }) as const

/** Gives these drops and then nothing, even if it is aborted. */
async function* stuckAfter(...numbers: number[]): AsyncGenerator<ReturnType<typeof drop>, undefined, undefined> {
  for (const number of numbers) yield drop(number)
  await new Promise(() => undefined)
  return undefined
}

/** Opens a tap that runs one way after the other, and then repeats the last. Its attempts may take 1,000 ms. */
const opened = async (...ways: ((after: number, attempt: Attempt) => Drops)[]) => {
  const clock = new StoppedClock()
  const begun: number[] = []
  const aborted: boolean[] = []
  const executor: TapExecutor = {
    capability: Tap,
    technology: { name: 'brass', packages: [] },
    grants: {},
    limits: {},
    failures: [],
    open: () => Promise.resolve({ kind: 'ready' }),
    execute: (intent) => intent,
    follow: ({ after }, attempt) => {
      const way = ways[Math.min(begun.push(after), ways.length) - 1] ?? assert.fail('no way')
      const turn = begun.length - 1
      attempt.signal.addEventListener('abort', () => (aborted[turn] = true))
      return way(after, attempt)
    },
    close: () => Promise.resolve({ kind: 'closed' }),
  }
  const binding = binder(clock)(need(Tap, {}), executor, patient)
  const answer = await binding.open()
  if (answer.kind !== 'opened') return assert.fail(JSON.stringify(answer))
  return { clock, begun, aborted, store: answer.store, ticking: clock.ticking }
}

describe('An operation whose silence is a failure', () => {
  test('fails with timeout if no item comes within the time for an attempt, once its attempts are used up', async () => {
    const { clock, begun, aborted, store } = await opened(() => stuckAfter())
    const item = store.drip({ after: 3 }).next()
    await clock.pass(60_000)
    assert.partialDeepStrictEqual(await item, {
      value: {
        failure: 'timeout',
        effect: 'none',
        operation: 'drip',
        says: 'drip: no item came within 1000 ms.',
      },
    })
    assert.deepEqual(begun, [3, 3, 3])
    assert.deepEqual(aborted, [true, true, true])
  })

  test('is tried again after the last item, so that the reader notices nothing', async () => {
    const { clock, begun, store } = await opened(
      () => stuckAfter(4, 5),
      () => stuckAfter(6),
    )
    const drops = store.drip({ after: 3 })
    assert.deepEqual((await drops.next()).value, drop(4))
    assert.deepEqual((await drops.next()).value, drop(5))
    const next = drops.next()
    await clock.pass(999)
    assert.deepEqual(begun, [3])
    await clock.pass(1)
    assert.deepEqual((await next).value, drop(6))
    assert.deepEqual(begun, [3, 5])
    await drops.return?.()
  })

  test('does not fail while the reader asks for nothing', async () => {
    const { clock, begun, store } = await opened(() => stuckAfter(1, 2))
    const drops = store.drip({ after: 0 })
    await drops.next()
    await clock.pass(86_400_000)
    assert.deepEqual((await drops.next()).value, drop(2))
    assert.deepEqual(begun, [0])
    await drops.return?.()
  })

  test('begins to time each item when the reader asks for it', async () => {
    const late: (() => void)[] = []
    const { clock, begun, store } = await opened(async function* () {
      for (let number = 1; ; number += 1) {
        await new Promise<void>((resolve) => {
          late.push(resolve)
        })
        yield drop(number)
      }
    })
    const drops = store.drip({ after: 0 })
    for (let number = 1; number <= 5; number += 1) {
      const next = drops.next()
      await clock.pass(900)
      late.shift()?.()
      assert.deepEqual((await next).value, drop(number))
    }
    assert.deepEqual(begun, [0])
    await drops.return?.()
  })

  test('ignores an item that comes too late from an attempt that was given up', async () => {
    const late: (() => void)[] = []
    const { clock, store } = await opened(
      async function* () {
        await new Promise<void>((resolve) => {
          late.push(resolve)
        })
        yield drop(99)
        return undefined
      },
      () => stuckAfter(1),
    )
    const drops = store.drip({ after: 0 })
    const next = drops.next()
    await clock.pass(1_000)
    late.shift()?.()
    await rest()
    assert.deepEqual((await next).value, drop(1))
    await drops.return?.()
  })

  test('leaves no timer behind, however the call ends', async () => {
    for (const [way, end] of [
      [() => stuckAfter(), stopping],
      [() => stuckAfter(1), stopping],
      [dry, reading],
      [broken, reading],
    ] as const) {
      const { clock, store, ticking } = await opened(way)
      const drops = store.drip({ after: 0 })
      void drops.next()
      await rest()
      await end(drops)
      assert.equal(clock.ticking, ticking)
    }
  })
})

const stopping = async (drops: Drops): Promise<void> => void (await drops.return?.())
const reading = async (drops: Drops): Promise<void> => void (await drops.next())

/** Gives the last item at once. */
async function* dry(): AsyncGenerator<{ readonly kind: 'dry' }, undefined, undefined> {
  yield { kind: 'dry' }
  return undefined
}

const broken = (): never => {
  throw new Error('a leak')
}
