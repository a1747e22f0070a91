import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { event, events, fill, gives } from '../../semantics/stores.ts'
import { bound, makeFile, openFile, pathFor, whole } from '../files.ts'
import { Process } from '../processes/process.ts'
import { worstDelay } from '../processes/ticking.ts'

/**
 * How late the event loop may be on a loaded machine. If it waited inside SQLite, it would be late by the whole wait.
 */
const MOST_DELAY_MS = 250
const append = () => ({ stream: 'a-1', expectedRevision: 'any', events: events(1) }) as const

suite('a file that another process has locked', () => {
  test('fails an append with busy, none, after the wait, without stopping the event loop, and works once released', async (t) => {
    const path = await pathFor(t)
    const store = await openFile(t, path, { busyTimeoutMs: 600 })
    const other = await holder(t, path, 'writers')
    const begun = performance.now()
    const waiting = Promise.all(Array.from({ length: 20 }, () => store.append(append())))
    const delay = await worstDelay(waiting)
    const waited = performance.now() - begun
    for (const outcome of await waiting) {
      const { failure, effect, says } = gives(outcome, 'failed')
      assert.deepEqual([failure, effect], ['busy', 'none'])
      assert.ok(says.includes(path))
    }
    assert.ok(waited >= 600 && delay < MOST_DELAY_MS, `waited ${waited} ms, the event loop ${delay} ms`)
    t.diagnostic(`waited ${Math.round(waited)} ms, the event loop was late by ${Math.round(delay)} ms at most`)
    assert.deepEqual(await store.read(whole), { kind: 'no_stream' })
    other.go()
    assert.equal(await other.hear(), 'released')
    assert.equal(gives(await store.append(append()), 'appended').revision, 0)
  })

  test('is waited for: an append goes through as soon as the lock is released', async (t) => {
    const path = await pathFor(t)
    const store = await openFile(t, path, { busyTimeoutMs: 20_000 })
    const other = await holder(t, path, 'writers')
    const waiting = [store.append(append()), store.append(append())]
    assert.deepEqual(await store.read(whole), { kind: 'no_stream' })
    other.go()
    for (const outcome of await Promise.all(waiting)) gives(outcome, 'appended')
  })

  test('lets an append that waits go at once, with effect none, when its signal fires or its deadline is over', async (t) => {
    const path = await pathFor(t)
    const store = await openFile(t, path, { busyTimeoutMs: 20_000 })
    const other = await holder(t, path, 'writers')
    const stop = new AbortController()
    const cancelled = store.append(append(), { signal: stop.signal, deadlineMs: null })
    const late = store.append(append(), { signal: null, deadlineMs: 100 })
    const stays = store.append(append())
    const over = gives(await late, 'failed')
    assert.deepEqual([over.failure, over.effect], ['timeout', 'none'])
    stop.abort()
    const stopped = gives(await cancelled, 'failed')
    assert.deepEqual([stopped.failure, stopped.effect], ['cancelled', 'none'])
    other.go()
    assert.equal(gives(await stays, 'appended').revision, 0)
    assert.equal(gives(await store.read(whole), 'page').head, 0)
  })

  test('does not keep close waiting: an append that waits for its turn fails with closed, effect none', async (t) => {
    const path = await pathFor(t)
    const binding = bound(t, path, { busyTimeoutMs: 5_000 })
    const { store } = gives(await binding.open(), 'opened')
    const other = await holder(t, path, 'writers')
    const waiting = store.append(append())
    await new Promise((resolve) => setImmediate(resolve))
    const begun = performance.now()
    assert.equal((await binding.close()).kind, 'closed')
    const { failure, effect } = gives(await waiting, 'failed')
    assert.deepEqual([failure, effect], ['closed', 'none'])
    assert.ok(performance.now() - begun < 2_500, 'close waited for the lock')
    other.go()
    assert.equal(await other.hear(), 'released')
    assert.deepEqual(await (await openFile(t, path)).read(whole), { kind: 'no_stream' })
  })

  test('fails open with busy, none, after the wait, without stopping the event loop, and opens once released', async (t) => {
    const path = await pathFor(t)
    await makeFile(path, 1)
    const other = await holder(t, path, 'everybody')
    const binding = bound(t, path, { busyTimeoutMs: 500 })
    const begun = performance.now()
    const opening = binding.open()
    const delay = await worstDelay(opening)
    const waited = performance.now() - begun
    const { failure, effect, operation } = gives(await opening, 'failed')
    assert.deepEqual([failure, effect, operation], ['busy', 'none', 'open'])
    assert.ok(waited >= 500 && delay < MOST_DELAY_MS, `waited ${waited} ms, the event loop ${delay} ms`)
    other.go()
    assert.equal(await other.hear(), 'released')
    const { store } = gives(await binding.open(), 'opened')
    assert.equal(gives(await store.read(whole), 'page').head, 0)
  })

  test('is waited for at open while it is still new', async (t) => {
    const path = await pathFor(t)
    const other = await holder(t, path, 'writers')
    const opening = bound(t, path, { busyTimeoutMs: 20_000 }).open()
    await new Promise((resolve) => setImmediate(resolve))
    other.go()
    await fill(gives(await opening, 'opened').store, 'a-1', 1)
  })

  test('lets an append be called off in the turn in which it was made, and stores nothing of it', async (t) => {
    const store = await openFile(t, await pathFor(t))
    const stop = new AbortController()
    const outcome = store.append(append(), { signal: stop.signal, deadlineMs: null })
    stop.abort()
    const { failure, effect } = gives(await outcome, 'failed')
    assert.deepEqual([failure, effect], ['cancelled', 'none'])
    assert.deepEqual(await store.read(whole), { kind: 'no_stream' })
  })

  test('says of each append that was called off whether it is stored, and is right', async (t) => {
    const store = await openFile(t, await pathFor(t))
    const calls = Array.from({ length: 600 }, () => ({ made: event(), stop: new AbortController() }))
    const outcomes = calls.map(({ made, stop }) =>
      store.append(
        { stream: 'a-1', expectedRevision: 'any', events: [made] },
        { signal: stop.signal, deadlineMs: null },
      ),
    )
    for (const [i, { stop }] of calls.entries()) {
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
      if (i % 3 === 0) stop.abort()
    }
    const page = gives(await store.read({ ...whole, from: 'start' }), 'page')
    const answered = await Promise.all(outcomes)
    const after = gives(await store.read(whole), 'page')
    assert.ok(after.head >= page.head)
    const stored = new Set(after.events.map(({ id }) => id))
    for (const [i, outcome] of answered.entries()) {
      if (outcome.kind === 'failed') assert.deepEqual([outcome.failure, outcome.effect], ['cancelled', 'none'])
      assert.equal(stored.has(calls[i]?.made.id ?? ''), outcome.kind === 'appended')
    }
  })
})

const holder = async (
  t: ConstructorParameters<typeof Process>[0],
  path: string,
  from: 'writers' | 'everybody',
): Promise<Process> => {
  const other = new Process(t, { kind: 'hold', path, from })
  assert.equal(await other.hear(), 'held')
  return other
}
