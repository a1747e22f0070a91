import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel'
import { describe, test, type TestContext } from 'node:test'
import type { TracingChannel } from '../../../../src/service/binding/runtime.ts'
import { ends, type Heard, listen } from '../listener.ts'
import { StoppedClock } from '../stopped-clock.ts'
import {
  all,
  flooded,
  gives,
  inTurn,
  jammed,
  jar,
  opened,
  plain,
  put,
  type Script,
  silent,
  tagged,
  told,
  watching,
} from '../toy.ts'

const PUT = 'tenon:pantry:put'
const WATCH = 'tenon:pantry:watch'

const heardOn = (t: TestContext, ...names: string[]): readonly Heard[] => listen(t, names, () => undefined)

const addSpan = (call: unknown): void => void Object.assign(call as object, { span: 'mine' })

/** Where each message was published. */
const order = (heard: readonly Heard[]): readonly string[] => heard.map(({ on }) => on)

const WHOLE = ['start', 'end', 'asyncStart', 'asyncEnd'] as const
const FAILED = ['start', 'end', 'error', 'asyncStart', 'asyncEnd'] as const

test('Each operation has two tracing channels, named for its capability too', async () => {
  const { clock } = await opened()
  assert.deepEqual(
    clock.channels,
    ['put', 'get', 'watch'].flatMap((name) => [`tenon:pantry:${name}`, `tenon:pantry:${name}:attempt`]),
  )
})

describe('A listener of calls', () => {
  test('hears each call from its start to its end, in one message that says more and more', async (t) => {
    const { store, clock } = await opened({ execute: inTurn(jammed('none', 500), put) })
    const heard = heardOn(t, PUT)
    const answer = store.put(plain)
    const about = { capability: 'pantry', technology: 'wood', operation: 'put', fields: plain }
    const begun = { ...about, outcome: undefined, attempts: 0, durationMs: undefined }
    assert.deepEqual(
      heard.map(({ on, said }) => ({ on, said })),
      [
        { on: 'start', said: begun },
        { on: 'end', said: begun },
      ],
    )
    await clock.pass(500)
    await answer
    const ended = { ...about, outcome: put, attempts: 2, durationMs: 500 }
    assert.deepEqual(order(heard), WHOLE)
    assert.deepEqual(ends(heard), [ended])
    assert.equal(new Set(heard.map(({ message }) => message)).size, 1)
  })

  test('hears a failure on the error channel too, but not a result, whatever it says', async (t) => {
    const { store } = await opened({ execute: inTurn({ kind: 'no_room' }, flooded('none')) })
    const heard = heardOn(t, PUT)
    await store.put(plain)
    assert.deepEqual(order(heard), WHOLE)
    const failure = await store.put(plain)
    assert.equal(told(failure), 'flooded none')
    assert.deepEqual(order(heard.slice(WHOLE.length)), FAILED)
    for (const { said } of heard.slice(-3)) assert.partialDeepStrictEqual(said, { outcome: failure, error: failure })
  })

  test('hears only failures if it listens to the error channel alone', async (t) => {
    const { store } = await opened({ execute: inTurn(put, flooded('none')) })
    const failures: unknown[] = []
    const hear = (message: unknown): void => void failures.push(message)
    subscribe(`tracing:${PUT}:error`, hear)
    t.after(() => unsubscribe(`tracing:${PUT}:error`, hear))
    await store.put(plain)
    await store.put(plain)
    assert.partialDeepStrictEqual(failures, [{ fields: plain, error: { failure: 'flooded' } }])
  })

  test('hears a refused call whole, without attempts', async (t) => {
    const { store } = await opened()
    const heard = heardOn(t, PUT)
    const attempts = heardOn(t, `${PUT}:attempt`)
    const fields = { ...plain, jars: [] }
    const outcome = await store.put(fields)
    assert.deepEqual(order(heard), FAILED)
    assert.partialDeepStrictEqual(ends(heard), [{ fields, outcome, attempts: 0 }])
    assert.deepEqual(attempts, [])
  })

  test('hears whole the calls after close, and those that were cancelled or late before they began', async (t) => {
    const { store, binding } = await opened()
    const heard = heardOn(t, PUT)
    const attempts = heardOn(t, `${PUT}:attempt`)
    await store.put(plain, { signal: AbortSignal.abort(), deadlineMs: null })
    await store.put(plain, { signal: null, deadlineMs: 0 })
    await binding.close()
    await store.put(plain)
    assert.deepEqual(order(heard), [...FAILED, ...FAILED, ...FAILED])
    assert.partialDeepStrictEqual(
      ends(heard),
      ['cancelled', 'timeout', 'closed'].map((failure) => ({ outcome: { failure }, attempts: 0 })),
    )
    assert.deepEqual(attempts, [])
  })

  test('hears nothing of a call that began before it listened', async (t) => {
    const { store, clock } = await opened({ execute: inTurn(jammed('none', 500), put) })
    const answer = store.put(plain)
    const heard = heardOn(t, PUT)
    await clock.pass(500)
    await answer
    assert.deepEqual(heard, [])
  })

  test('may add to the message, which keeps it to the end', async (t) => {
    const { store } = await opened()
    const spans: unknown[] = []
    const calls = tracingChannel(PUT)
    const asyncEnd = (call: unknown): void => void spans.push(Reflect.get(call as object, 'span'))
    calls.start.subscribe(addSpan)
    calls.asyncEnd.subscribe(asyncEnd)
    t.after(() => [calls.start.unsubscribe(addSpan), calls.asyncEnd.unsubscribe(asyncEnd)])
    await store.put(plain)
    assert.deepEqual(spans, ['mine'])
  })
})

test('A listener that freezes what it hears keeps no call from its outcome', async (t) => {
  const { store, clock } = await opened({ execute: inTurn(jammed('none'), put), follow: () => gives(jar(1)) })
  const heard = listen(t, [PUT, `${PUT}:attempt`, WATCH], ({ message }) => void Object.freeze(message))
  const answer = store.put(tagged)
  await clock.pass(1_000)
  assert.equal(told(await answer), 'put')
  assert.equal((await all(store.watch({ behind: 0 }))).length, 1)
  assert.equal(ends(heard).length, 4)
})

describe('A listener of attempts', () => {
  test('hears each attempt whole, one after the other', async (t) => {
    const { store, clock } = await opened({ execute: inTurn(jammed('none', 500), put) })
    const heard = heardOn(t, `${PUT}:attempt`)
    const answer = store.put(plain)
    await clock.pass(500)
    await answer
    const about = { capability: 'pantry', technology: 'wood', operation: 'put', durationMs: 0 }
    assert.deepEqual(order(heard), [...FAILED, ...WHOLE])
    const outcome = jammed('none', 500)
    assert.deepEqual(ends(heard), [
      { ...about, attempt: 1, outcome, error: outcome },
      { ...about, attempt: 2, outcome: put },
    ])
    assert.equal(new Set(heard.map(({ message }) => message)).size, 2)
  })

  for (const [how, execute] of [
    ['throws', () => broken()],
    ['never answers', silent],
  ] as const) {
    test(`hears whole an attempt of an executor that ${how}`, async (t) => {
      const { store, clock } = await opened({ execute }, { attempts: 1 })
      const heard = heardOn(t, `${PUT}:attempt`)
      const answer = store.put(plain)
      await clock.pass(1_000)
      assert.deepEqual(order(heard), FAILED)
      assert.partialDeepStrictEqual(ends(heard), [{ outcome: await answer }])
    })
  }
})

describe('A listener of a watch', () => {
  test('hears the start when the first item is asked for, and the end after the last one', async (t) => {
    const { store } = await opened({ follow: () => gives(jar(1), jar(2)) })
    const heard = heardOn(t, WATCH)
    const watcher = store.watch({ behind: 0 })
    assert.deepEqual(heard, [])
    await watcher.next()
    await watcher.next()
    assert.deepEqual(order(heard), ['start', 'end'])
    await watcher.next()
    assert.deepEqual(order(heard), WHOLE)
    assert.partialDeepStrictEqual(ends(heard), [{ fields: { behind: 0 }, outcome: null, attempts: 1 }])
  })

  test('hears whole one that its reader ends before it asks for an item', async (t) => {
    const { store } = await opened()
    const heard = heardOn(t, WATCH)
    const watcher = store.watch({ behind: 0 })
    await watcher.return?.()
    await watcher.return?.()
    await watcher.next()
    assert.deepEqual(order(heard), WHOLE)
    assert.partialDeepStrictEqual(ends(heard), [{ outcome: null, attempts: 0 }])
  })

  test('hears the failure that ended it, or null if the reader ended it', async (t) => {
    const heard = heardOn(t, WATCH)
    const flooding = await opened({ follow: () => gives(jar(1), flooded('none')) })
    await all(flooding.store.watch({ behind: 0 }))
    const calm = await opened({ follow: (_intent, attempt) => watching(attempt, jar(1)) })
    for await (const item of calm.store.watch({ behind: 0 })) if (item.kind === 'jar') break
    assert.deepEqual(order(heard), [...FAILED, ...WHOLE])
    assert.partialDeepStrictEqual(ends(heard), [
      { outcome: { failure: 'flooded' }, error: { failure: 'flooded' }, attempts: 1 },
      { operation: 'watch', outcome: null, attempts: 1 },
    ])
  })

  test('hears each of its attempts whole, even the one that the reader ended', async (t) => {
    const follow = inOrder(
      () => gives(jar(1), jammed('none', 200)),
      (attempt) => watching(attempt, jar(2)),
    )
    const { store, clock } = await opened({ follow })
    const heard = heardOn(t, `${WATCH}:attempt`)
    const watcher = store.watch({ behind: 0 })
    await watcher.next()
    await clock.pass(300)
    const second = watcher.next()
    await clock.pass(200)
    await second
    await clock.pass(50)
    await watcher.return?.()
    assert.deepEqual(order(heard), [...FAILED, ...WHOLE])
    assert.partialDeepStrictEqual(ends(heard), [
      { attempt: 1, outcome: { failure: 'door_jammed' }, durationMs: 300 },
      { attempt: 2, outcome: null, durationMs: 50 },
    ])
  })

  test('hears a refused one whole, without attempts', async (t) => {
    const { store } = await opened()
    const heard = heardOn(t, WATCH)
    const attempts = heardOn(t, `${WATCH}:attempt`)
    await all(store.watch({ behind: -1 }))
    assert.deepEqual(order(heard), FAILED)
    assert.partialDeepStrictEqual(ends(heard), [{ outcome: { failure: 'invalid' }, attempts: 0 }])
    assert.deepEqual(attempts, [])
  })
})

/** A clock whose channels have no listener, and throw if something is published or run on them. */
class Unheard extends StoppedClock {
  override tracing(): TracingChannel {
    const channel = { publish: broken, runStores: broken }
    return {
      hasSubscribers: false,
      start: channel,
      end: channel,
      asyncStart: channel,
      asyncEnd: channel,
      error: channel,
    }
  }
}

test('Nothing is published while nobody listens', async () => {
  const script = { execute: inTurn(jammed('none'), put), follow: () => gives(jar(1), flooded('none')) }
  const { store, clock } = await opened(script, {}, new Unheard())
  const calls = [store.put(tagged), store.put({ ...plain, jars: [] }), all(store.watch({ behind: 0 }))]
  await clock.pass(10_000)
  await Promise.all(calls)
})

test('A span that is bound to the start of calls or attempts is the current one wherever the executor runs', async (t) => {
  const spans = new AsyncLocalStorage<readonly string[]>()
  const bindSpan = (name: string, as: string): void => {
    const { start } = tracingChannel<readonly string[], object>(name)
    start.bindStore(spans, () => [...(spans.getStore() ?? []), as])
    t.after(() => start.unbindStore(spans))
  }
  bindSpan(PUT, 'put')
  bindSpan(`${PUT}:attempt`, 'attempt')
  bindSpan(WATCH, 'watch')
  bindSpan(`${WATCH}:attempt`, 'attempt')
  const seen: unknown[] = []
  const steps = inTurn(jammed('none'), put)
  const { store, clock } = await opened(
    {
      execute: (intent, attempt) => {
        seen.push(spans.getStore())
        return steps(intent, attempt)
      },
      follow: () => {
        const items = gives(jar(1), jammed('none'))
        return {
          next: () => {
            seen.push(spans.getStore())
            return items.next()
          },
        }
      },
    },
    { attempts: 2 },
  )
  const answer = spans.run(['request'], () => store.put(tagged))
  await clock.pass(1_000)
  assert.equal(told(await answer), 'put')
  assert.deepEqual(seen.splice(0), [
    ['request', 'put', 'attempt'],
    ['request', 'put', 'attempt'],
  ])
  const watcher = spans.run(['request'], () => store.watch({ behind: 0 }))
  await spans.run(['reader'], () => watcher.next())
  const second = spans.run(['other reader'], () => watcher.next())
  await spans.run(['clock'], () => clock.pass(1_000))
  await second
  assert.deepEqual(seen, [
    ['request', 'watch', 'attempt'],
    ['request', 'watch', 'attempt'],
    ['request', 'watch', 'attempt'],
  ])
  assert.equal(spans.getStore(), undefined)
})

const broken = (): never => {
  throw new Error('broken')
}

type Follow = (attempt: Parameters<Script['follow']>[1]) => ReturnType<Script['follow']>

/** Follows one script after the other. */
const inOrder = (...ways: Follow[]): Script['follow'] => {
  const left = [...ways]
  return (_intent, attempt) => (left.shift() ?? watching)(attempt)
}
