import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { EventStore, EventStoreCapability, Json, Outcome } from 'tenon'
import { event, events, gives } from '../../semantics/stores.ts'
import { bound, makeFile, openFile, pathFor, runSql, whole } from '../files.ts'

type Appended = Outcome<EventStoreCapability, 'append'>

/** Returns an append of this many events to a stream of its own. */
const appendOf = (i: number, many: number) =>
  ({ stream: `a-${i}`, expectedRevision: 'no_stream', events: events(many) }) as const

/** Makes a file in which each insert takes some tens of milliseconds. */
const makeSlowFile = async (path: string): Promise<void> => {
  await makeFile(path, 0)
  runSql(
    path,
    `CREATE TRIGGER slow AFTER INSERT ON events BEGIN
      SELECT sum(n) FROM (WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up LIMIT 300000) SELECT n FROM up);
    END`,
  )
}

/** Waits for all appends. Returns how many were stored in each turn of the event loop that stored any. */
const storedByTurn = async (appends: readonly Promise<Appended>[]): Promise<readonly number[]> => {
  let turn = 0
  const count = (): void => {
    turn += 1
    counting = setImmediate(count)
  }
  let counting = setImmediate(count)
  const turns = new Map<number, number>()
  await Promise.all(
    appends.map(async (append) => {
      if ((await append).kind === 'appended') turns.set(turn, (turns.get(turn) ?? 0) + 1)
    }),
  )
  clearImmediate(counting)
  return [...turns.values()]
}

/**
 * Asserts that each append was stored whole, or failed with `timeout` and effect `none` and is absent. Returns how many
 * were stored.
 */
const storedOrLate = async (store: EventStore, made: readonly ReturnType<typeof appendOf>[], answers: Appended[]) => {
  let stored = 0
  for (const [i, answer] of answers.entries()) {
    const read = await store.read({ ...whole, stream: `a-${i}` })
    if (answer.kind === 'appended') {
      stored += 1
      assert.equal(gives(read, 'page').events.length, made[i]?.events.length)
    } else {
      const { failure, effect } = gives(answer, 'failed')
      assert.deepEqual([failure, effect, read], ['timeout', 'none', { kind: 'no_stream' }])
    }
  }
  return stored
}

suite('Many large appends at once', () => {
  test('of a thousand events each let the event loop go on between them, and keep their deadlines', async (t) => {
    const store = await openFile(t, await pathFor(t))
    const made = Array.from({ length: 256 }, (_, i) => appendOf(i, 1_000))
    const appends = made.map((append) => store.append(append, { signal: null, deadlineMs: 500 }))
    const turns = await storedByTurn(appends)
    assert.deepEqual([...new Set(turns)], [1], 'more than one was stored without the event loop going on')
    const stored = await storedOrLate(store, made, await Promise.all(appends))
    t.diagnostic(`${stored} of 256 were stored in time`)
    assert.ok(stored > 0 && stored < 256)
  })

  test('are all stored before the store is closed, and the event loop goes on meanwhile', async (t) => {
    const path = await pathFor(t)
    const binding = bound(t, path)
    const { store } = gives(await binding.open(), 'opened')
    const appends = Array.from({ length: 8 }, (_, i) => store.append(appendOf(i, 1_000)))
    const closing = binding.close()
    assert.deepEqual(
      await storedByTurn(appends),
      Array.from({ length: 8 }, () => 1),
    )
    assert.deepEqual(await closing, { kind: 'closed' })
    const again = await openFile(t, path)
    assert.equal(gives(await again.streams({ prefix: 'a-', after: null, limit: 100 }), 'page').streams.length, 8)
  })
})

suite('Appends to a slow disk', () => {
  test('let the event loop go on between them, however small they are', async (t) => {
    const path = await pathFor(t)
    await makeSlowFile(path)
    const store = await openFile(t, path)
    const appends = Array.from({ length: 8 }, (_, i) => store.append(appendOf(i, 1)))
    assert.deepEqual(
      await storedByTurn(appends),
      Array.from({ length: 8 }, () => 1),
    )
  })

  test('fail with timeout, none, and are absent, as soon as their deadline passes', async (t) => {
    const path = await pathFor(t)
    await makeSlowFile(path)
    const store = await openFile(t, path)
    const made = Array.from({ length: 64 }, (_, i) => appendOf(i, 1))
    const answers = await Promise.all(made.map((append) => store.append(append, { signal: null, deadlineMs: 300 })))
    assert.ok((await storedOrLate(store, made, answers)) < 64)
  })
})

test('An append whose data reads differently the second time does not end the process, and another one is stored', async (t) => {
  const store = await openFile(t, await pathFor(t))
  let asked = 0
  const shifty: { readonly [key: string]: Json } = new Proxy(
    {},
    { get: (_, key) => (key === 'toJSON' && (asked += 1) > 1 ? () => undefined : undefined) },
  )
  const answers = [
    store.append({ stream: 'b-1', expectedRevision: 'any', events: [{ ...event(), data: shifty }] }),
    store.append({ stream: 'a-1', expectedRevision: 'any', events: events(1) }),
  ] as const
  assert.equal(gives(await answers[1], 'appended').revision, 0)
  await answers[0]
  assert.equal(
    gives(await store.append({ stream: 'a-1', expectedRevision: 0, events: events(1) }), 'appended').revision,
    1,
  )
})
