import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { rest } from '../stopped-clock.ts'
import {
  all,
  flooded,
  type Bound,
  gives,
  inTurn,
  jammed,
  jar,
  opened,
  type Pantry,
  plain,
  put,
  type Script,
  watching,
} from '../toy.ts'

/** Opens a pantry with listeners on all its channels. */
const listened = async (script: Partial<Script> = {}): Promise<Bound & { readonly store: Pantry }> => {
  const whole = await opened(script)
  for (const channel of whole.clock.channels.values()) channel.hasSubscribers = true
  return whole
}

const heard = ({ clock }: Bound, name: string): readonly unknown[] => clock.channels.get(name)?.heard ?? []

describe('A listener', () => {
  test('has two channels for each operation', async () => {
    const { clock } = await opened()
    assert.deepEqual(
      [...clock.channels.keys()],
      ['put', 'get', 'watch'].flatMap((name) => [`tenon:${name}`, `tenon:${name}:attempt`]),
    )
  })

  test('gets each call once, with its fields, outcome, attempts and duration', async () => {
    const whole = await listened({ execute: inTurn(jammed('none', 500), put) })
    const answer = whole.store.put(plain)
    await whole.clock.pass(500)
    await answer
    assert.deepEqual(heard(whole, 'tenon:put'), [
      {
        capability: 'pantry',
        technology: 'wood',
        operation: 'put',
        fields: plain,
        outcome: put,
        attempts: 2,
        durationMs: 500,
      },
    ])
  })

  test('gets each attempt once', async () => {
    const whole = await listened({ execute: inTurn(jammed('none', 500), put) })
    const answer = whole.store.put(plain)
    await whole.clock.pass(500)
    await answer
    const about = { capability: 'pantry', technology: 'wood', operation: 'put', durationMs: 0 }
    assert.deepEqual(heard(whole, 'tenon:put:attempt'), [
      { ...about, attempt: 1, outcome: jammed('none', 500) },
      { ...about, attempt: 2, outcome: put },
    ])
  })

  test('gets a refused call as a call without attempts', async () => {
    const whole = await listened()
    const fields = { ...plain, jars: [] }
    const answer = await whole.store.put(fields)
    assert.partialDeepStrictEqual(heard(whole, 'tenon:put'), [{ fields, outcome: answer, attempts: 0 }])
    assert.deepEqual(heard(whole, 'tenon:put:attempt'), [])
  })

  test('gets calls after close, and calls that were cancelled before they began', async () => {
    const whole = await listened()
    await whole.store.put(plain, { signal: AbortSignal.abort(), deadlineMs: null })
    await whole.binding.close()
    await whole.store.put(plain)
    assert.partialDeepStrictEqual(heard(whole, 'tenon:put'), [
      { outcome: { failure: 'cancelled' }, attempts: 0 },
      { outcome: { failure: 'closed' }, attempts: 0 },
    ])
    assert.deepEqual(heard(whole, 'tenon:put:attempt'), [])
  })

  test('gets a watch once, when it ends, with its last failure, or with null if the reader ended it', async () => {
    const whole = await listened({ follow: () => gives(jar(1), flooded('none')) })
    await all(whole.store.watch({ behind: 0 }))
    assert.partialDeepStrictEqual(heard(whole, 'tenon:watch'), [{ outcome: { failure: 'flooded' }, attempts: 1 }])
    const calm = await listened({ follow: (_intent, attempt) => watching(attempt, jar(1)) })
    for await (const item of calm.store.watch({ behind: 0 })) if (item.kind === 'jar') break
    assert.partialDeepStrictEqual(heard(calm, 'tenon:watch'), [{ operation: 'watch', outcome: null, attempts: 1 }])
  })

  test('gets each attempt of a watch once, even the one that the reader ended', async () => {
    const follow = inOrder(
      () => gives(jar(1), jammed('none', 200)),
      (attempt) => watching(attempt, jar(2)),
    )
    const whole = await listened({ follow })
    const watcher = whole.store.watch({ behind: 0 })
    await watcher.next()
    await whole.clock.pass(300)
    const second = watcher.next()
    await whole.clock.pass(200)
    await second
    await whole.clock.pass(50)
    await watcher.return?.()
    const attempts = heard(whole, 'tenon:watch:attempt')
    assert.equal(attempts.length, 2)
    assert.partialDeepStrictEqual(attempts, [
      { attempt: 1, outcome: { failure: 'door_jammed' }, durationMs: 300 },
      { attempt: 2, outcome: null, durationMs: 50 },
    ])
  })

  test('gets a refused watch once, without attempts', async () => {
    const whole = await listened()
    await all(whole.store.watch({ behind: -1 }))
    assert.partialDeepStrictEqual(heard(whole, 'tenon:watch'), [{ outcome: { failure: 'invalid' }, attempts: 0 }])
    assert.deepEqual(heard(whole, 'tenon:watch:attempt'), [])
  })
})

test('Nothing is published while nobody listens', async () => {
  const whole = await opened({ follow: () => gives(jar(1)) })
  await whole.store.put(plain)
  await whole.store.put({ ...plain, jars: [] })
  await all(whole.store.watch({ behind: 0 }))
  await rest()
  for (const { heard: published } of whole.clock.channels.values()) assert.deepEqual(published, [])
})

type Follow = (attempt: Parameters<Script['follow']>[1]) => ReturnType<Script['follow']>

/** Follows one script after the other. */
const inOrder = (...ways: Follow[]): Script['follow'] => {
  const left = [...ways]
  return (_intent, attempt) => (left.shift() ?? watching)(attempt)
}
