import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, test, type TestContext } from 'node:test'
import { listen } from '../listener.ts'
import { rest } from '../stopped-clock.ts'
import { gives, inTurn, jammed, jar, opened, plain, put, type Script, silent, tagged, told, watching } from '../toy.ts'

const PUT = 'tenon:pantry:put'
const WATCH = 'tenon:pantry:watch'

const who = new AsyncLocalStorage<string>()
const callers = Array.from({ length: 200 }, (_, n) => `caller ${n}`)

/** Counts, for each caller, what ran or was published in that caller's context. */
class Count {
  readonly #counts = new Map<string | undefined, Record<string, number>>()

  add(what: string): void {
    const counts = this.#counts.get(who.getStore()) ?? {}
    counts[what] = (counts[what] ?? 0) + 1
    this.#counts.set(who.getStore(), counts)
  }

  /** Counts the publications on tracing channels. */
  listen(t: TestContext, ...names: string[]): void {
    for (const name of names) listen(t, [name], ({ on }) => this.add(`${name} ${on}`))
  }

  /** Every caller has these counts, and no context is counted that is not a caller's. */
  each(expected: Record<string, number>): void {
    assert.deepEqual(Object.fromEntries(this.#counts), Object.fromEntries(callers.map((caller) => [caller, expected])))
  }
}

/** The publications of calls or attempts of which one ended well, after so many that failed. */
const published = (name: string, failed: number): Record<string, number> => ({
  ...Object.fromEntries(['start', 'end', 'asyncStart', 'asyncEnd'].map((on) => [`${name} ${on}`, failed + 1])),
  ...(failed > 0 && { [`${name} error`]: failed }),
})

/** An attempt that fails, in one way or another, for each shelf once. */
const failsOnce = (fails: Script['execute']): Script['execute'] => {
  const seen = new Set<string>()
  return (intent, attempt) => {
    if (seen.has(intent.shelf)) return rest().then(() => put)
    seen.add(intent.shelf)
    return fails(intent, attempt)
  }
}

/** Counts each attempt, and looks in whose context it begins and goes on. */
const counted =
  (count: Count, execute: Script['execute']): Script['execute'] =>
  async (intent, attempt) => {
    assert.equal(who.getStore(), intent.shelf)
    count.add('execute')
    const answer = await execute(intent, attempt)
    assert.equal(who.getStore(), intent.shelf)
    return answer
  }

describe('Of 200 calls in flight, each runs and is traced in the asynchronous context of its own caller', () => {
  for (const concurrency of [1, 4]) {
    for (const [how, failed, executes] of [
      ['that succeed', 0, () => () => rest().then(() => put)],
      ['that fail and are tried again', 1, () => failsOnce(() => rest().then(() => jammed('none')))],
      ['that time out and are tried again', 1, () => failsOnce(silent)],
    ] as const) {
      for (const heard of [true, false]) {
        test(`with places for ${concurrency}, calls ${how}, ${heard ? 'with' : 'without'} a listener`, async (t) => {
          const count = new Count()
          const script = { execute: counted(count, executes()) }
          const { store, clock } = await opened(script, { concurrency, deadlineMs: 1_000_000 })
          if (heard) count.listen(t, PUT, `${PUT}:attempt`)
          const answers: string[] = []
          const call = async (shelf: string): Promise<void> => {
            answers.push(told(await store.put({ ...tagged, shelf })))
            assert.equal(who.getStore(), shelf)
          }
          const calls = callers.map((caller) => who.run(caller, () => call(caller)))
          for (let turn = 0; turn < 10_000 && answers.length < callers.length; turn += 1)
            await who.run('the clock', () => clock.pass(100))
          await Promise.all(calls)
          assert.deepEqual(new Set(answers), new Set(['put']))
          count.each({
            execute: failed + 1,
            ...(heard && { ...published(PUT, 0), ...published(`${PUT}:attempt`, failed) }),
          })
        })
      }
    }
  }

  for (const heard of [true, false]) {
    test(`when they give many items that others read, ${heard ? 'with' : 'without'} a listener`, async (t) => {
      const count = new Count()
      const { store, clock } = await opened({
        follow: ({ behind }) => {
          count.add('follow')
          const items = behind === 0 ? gives(jar(1), jammed('none')) : gives(jar(2))
          return {
            next: async () => {
              count.add('next')
              return items.next()
            },
            return: () => {
              count.add('return')
              return items.return(undefined)
            },
          }
        },
      })
      if (heard) count.listen(t, WATCH, `${WATCH}:attempt`)
      const watchers = callers.map((caller) => who.run(caller, () => store.watch({ behind: 0 })))
      const read = () => watchers.map((watcher) => who.run('a reader', () => watcher.next()))
      assert.ok((await Promise.all(read())).every(({ value }) => value === undefined || told(value) === 'jar'))
      const second = read()
      await who.run('the clock', () => clock.pass(1_000))
      assert.ok((await Promise.all(second)).every(({ value }) => told(value) === 'jar'))
      await Promise.all(watchers.map((watcher) => who.run('the one who ends it', () => watcher.return?.())))
      count.each({
        follow: 2,
        next: 3,
        return: 2,
        ...(heard && { ...published(WATCH, 0), ...published(`${WATCH}:attempt`, 1) }),
      })
    })
  }
})

describe('A call that waits', () => {
  test('before another attempt continues in its own context, even if it then waits for its turn', async () => {
    const ran: (string | undefined)[] = []
    const steps = inTurn(jammed('none'), silent, put)
    const { store, clock } = await opened(
      {
        execute: (intent, attempt) => {
          ran.push(who.getStore())
          return steps(intent, attempt)
        },
      },
      { concurrency: 1 },
    )
    // The second call holds the place, and the timer is set for its deadline, while the first waits for another
    // attempt.
    const first = who.run('first', () => store.put(tagged))
    const second = who.run('second', () => store.put(tagged))
    for (let turn = 0; turn < 10; turn += 1) await who.run('the clock', () => clock.pass(500))
    assert.deepEqual([told(await first), told(await second)], ['put', 'put'])
    assert.deepEqual(ran.toSorted(), ['first', 'first', 'second', 'second'])
  })

  test('and times out, is cancelled or is closed is traced in its own context', async (t) => {
    const { store, clock, binding } = await opened(
      { execute: silent, follow: (_, attempt) => watching(attempt) },
      { concurrency: 1 },
    )
    const traced: (string | undefined)[] = []
    listen(t, [PUT, WATCH], ({ on }) => {
      if (on === 'asyncEnd') traced.push(who.getStore())
    })
    const caller = new AbortController()
    const calls = ['first', 'late', 'called off', 'closed'].map((name) =>
      who.run(name, () =>
        store.put(plain, {
          signal: name === 'called off' ? caller.signal : null,
          deadlineMs: name === 'late' ? 100 : null,
        }),
      ),
    )
    const watch = who.run('watcher', () => store.watch({ behind: 0 }))
    const next = watch.next()
    await who.run('the clock', () => clock.pass(100))
    who.run('the one who calls off', () => caller.abort())
    await rest()
    const closing = who.run('the one who closes', () => binding.close())
    await clock.pass(10_000)
    await Promise.all([...calls, next, closing])
    assert.deepEqual(traced, ['late', 'called off', 'closed', 'watcher', 'first'])
  })
})
