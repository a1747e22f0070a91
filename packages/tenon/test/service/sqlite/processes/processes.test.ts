import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import type { EventStore } from 'tenon'
import { event, fill, gives, ids, sqliteConfig } from '../../semantics/stores.ts'
import { bound, makeFile, openFile, pathFor, whole } from '../files.ts'
import { Process } from './process.ts'

const all = { streams: 'all', types: 'all' } as const
const one = (expectedRevision: 'any' | number) => ({ stream: 'a-1', expectedRevision, events: [event()] })

suite('two bindings of one process on one file', () => {
  test('see what the other has appended, also where they remember the head of its stream', async (t) => {
    const path = await pathFor(t)
    const [x, y] = [await openFile(t, path), await openFile(t, path)]
    for (let i = 0; i < 20; i += 2) {
      assert.equal(gives(await x.append(one('any')), 'appended').revision, i)
      assert.equal(gives(await y.append(one(i)), 'appended').revision, i + 1)
      assert.deepEqual(await x.append(one(i)), { kind: 'conflict', actual: i + 1 })
    }
    assert.equal(gives(await y.read(whole), 'page').head, 19)
  })

  test('repeat what the other has appended, and know its ids as used', async (t) => {
    const path = await pathFor(t)
    const [x, y] = [await openFile(t, path), await openFile(t, path)]
    const append = one('any')
    const first = gives(await x.append(append), 'appended')
    assert.deepEqual(await y.append(append), { ...first, repeated: true })
    gives(await y.append({ ...append, stream: 'b-1' }), 'id_reused')
  })

  test('wake the subscriptions of the other at once, however seldom these look for themselves', async (t) => {
    const path = await pathFor(t)
    const [x, y] = [await openFile(t, path), await openFile(t, path, { pollMs: 600_000 })]
    const items = y.subscribe({ after: 'start', filter: all })
    assert.equal((await items.next()).value?.kind, 'caught_up')
    for (let i = 0; i < 5; i += 1) {
      const waiting = items.next()
      const begun = performance.now()
      const [made] = await fill(x, 'a-1', 1)
      const { value } = await waiting
      t.diagnostic(`heard ${(performance.now() - begun).toFixed(1)} ms after the append was begun`)
      assert.equal(gives(value ?? { kind: 'nothing' as const }, 'event').event.id, made?.id)
      assert.equal((await items.next()).value?.kind, 'caught_up')
    }
    await items.return?.()
  })

  test('append at the same time without a loss', async (t) => {
    const path = await pathFor(t)
    const stores = [await openFile(t, path), await openFile(t, path), await openFile(t, path)]
    await Promise.all(stores.map((store) => Promise.all(Array.from({ length: 100 }, () => fill(store, 'a-1', 1)))))
    for (const store of stores) await isWhole(store, 300)
  })

  test('go on when the other is closed', async (t) => {
    const path = await pathFor(t)
    const [x, other] = [await openFile(t, path), bound(t, path)]
    await fill(gives(await other.open(), 'opened').store, 'a-1', 1)
    await other.close()
    await fill(x, 'a-1', 1)
    await isWhole(x, 2)
  })
})

suite('two processes on one file', () => {
  test('hear each other: an append of one reaches a subscription of the other within its pollMs, and little more', async (t) => {
    const path = await pathFor(t)
    const store = await openFile(t, path, { pollMs: 50 })
    const children = Array.from({ length: 5 }, () => appender(t, path, 'any', 1, 1))
    for (const child of children) assert.equal(await child.hear(), 'ready')
    const items = store.subscribe({ after: 'start', filter: all })
    assert.equal((await items.next()).value?.kind, 'caught_up')
    const heard: number[] = []
    for (const child of children) {
      const waiting = items.next()
      child.go()
      const { value } = await waiting
      heard.push(Date.now() - gives(value ?? { kind: 'nothing' as const }, 'event').event.recordedAt)
      assert.equal((await items.next()).value?.kind, 'caught_up')
    }
    await items.return?.()
    t.diagnostic(`heard ${heard.join(', ')} ms after they were recorded, looking every 50 ms`)
    // The best of five, because on a busy machine any single one may be late.
    assert.ok(Math.min(...heard) <= 100)
  })

  test('make each other forget the heads that they remember', async (t) => {
    const path = await pathFor(t)
    const store = await openFile(t, path)
    await fill(store, 'a-1', 1)
    const child = appender(t, path, 'any', 3, 1)
    assert.equal(await child.hear(), 'ready')
    child.go()
    await child.hear()
    assert.deepEqual(await store.append(one(0)), { kind: 'conflict', actual: 3 })
    assert.equal(gives(await store.append(one(3)), 'appended').revision, 4)
  })

  for (const [expected, appends, inFlight] of [
    ['any', 400, 16],
    ['any', 200, 1],
    ['exact', 100, 4],
  ] as const) {
    test(`append at the same time, ${expected}, ${inFlight} in flight, without a loss`, async (t) => {
      const path = await pathFor(t)
      await makeFile(path, 0)
      const children = [appender(t, path, expected, appends, inFlight), appender(t, path, expected, appends, inFlight)]
      for (const child of children) assert.equal(await child.hear(), 'ready')
      const store = await openFile(t, path)
      const hearing = hearAll(store, 2 * appends)
      for (const child of children) child.go()
      for (const child of children) {
        const { ms, longestMs } = Object(await child.hear())
        t.diagnostic(`${appends} appends took ${Math.round(ms)} ms, one ${Math.round(longestMs)} ms at most`)
      }
      await hearing
      await isWhole(store, 2 * appends)
    })
  }

  for (const inFlight of [64, 1]) {
    test(`that append all the time, ${inFlight} in flight each, both come to their turns, and neither stops its event loop`, async (t) => {
      const path = await pathFor(t)
      await makeFile(path, 0)
      const config = sqliteConfig(path, { busyTimeoutMs: 20_000 })
      const children = ['a-1', 'a-2'].map(
        (stream) => new Process(t, { kind: 'contend', config, stream, ms: CONTEND_MS, inFlight }),
      )
      for (const child of children) assert.equal(await child.hear(), 'ready')
      for (const child of children) child.go()
      const ended = (await Promise.all(children.map((child) => child.hear()))).map(Object)
      const sum = ended.reduce((appends, { appends: some }) => appends + some, 0)
      for (const { appends, worstDelayMs, longestMs } of ended) {
        const [late, longest] = [worstDelayMs, longestMs].map(Math.round)
        t.diagnostic(
          `${appends} of ${sum} appends, one ${longest} ms at most, its event loop was late by ${late} ms at most`,
        )
        assert.ok(appends >= sum / 5, `${appends} of ${sum} appends is less than a fifth`)
        // If the event loop waited for the lock, this would be close to the whole time.
        assert.ok(worstDelayMs < CONTEND_MS / 4, `its event loop was late by ${late} ms`)
      }
      const store = await openFile(t, path)
      const { streams } = gives(await store.streams({ prefix: '', after: null, limit: 10 }), 'page')
      assert.deepEqual(
        streams.map(({ revision }) => revision + 1),
        ended.map(({ appends }) => appends),
      )
    })
  }
})

/** How long two processes append at the same time. */
const CONTEND_MS = 2_000

suite('the log of a file', () => {
  test('stays bounded while 30,000 events are appended and read at the same time', async (t) => {
    const path = await pathFor(t)
    const store = await openFile(t, path)
    const text = 'x'.repeat(1_500)
    let heard = 0
    const reading = (async () => {
      for await (const item of store.subscribe({ after: 'start', filter: all })) {
        if (item.kind === 'event') heard += 1
        if (heard === 30_000) return
      }
    })()
    let largest = 0
    for (let i = 0; i < 300; i += 1) {
      const events = Array.from({ length: 100 }, (_, n) => event({ i, n, text }))
      gives(await store.append({ stream: `a-${i % 10}`, expectedRevision: 'any', events }), 'appended')
      largest = Math.max(largest, statSync(`${path}-wal`).size)
    }
    await reading
    t.diagnostic(`${(largest / 1e6).toFixed(1)} MB of log, ${(statSync(path).size / 1e6).toFixed(1)} MB of file`)
    assert.ok(largest < 40e6)
  })

  test("grows under another program's long read, and is cut soon after it ends, with every event in the file", async (t) => {
    const path = await pathFor(t)
    const store = await openFile(t, path)
    await fill(store, 'a-1', 1)
    const log = (): number => statSync(`${path}-wal`).size
    const text = 'x'.repeat(1_000_000)
    const append = async (i: number): Promise<void> => {
      gives(await store.append({ stream: 'b-1', expectedRevision: 'any', events: [event({ i, text })] }), 'appended')
    }
    {
      using reader = new DatabaseSync(path, { readOnly: true })
      reader.exec('BEGIN')
      const count = reader.prepare('SELECT count(*) AS count FROM events')
      assert.equal(count.get()?.count, 1)
      for (let i = 0; i < 45; i += 1) await append(i)
      assert.equal(count.get()?.count, 1)
    }
    const grown = log()
    assert.ok(grown > 40e6, `the log has only ${grown} bytes`)
    let appends = 0
    // Within a second: the store looks at the log at most every 10 ms.
    for (const begun = performance.now(); log() > 8e6 && performance.now() - begun < 1_000; appends += 1) {
      await fill(store, 'c-1', 1)
    }
    t.diagnostic(`${(grown / 1e6).toFixed(1)} MB of log, and ${log()} bytes after ${appends} small appends`)
    assert.ok(log() < 8e6)
    const positions: number[] = []
    for await (const item of store.subscribe({ after: 'start', filter: all })) {
      if (item.kind === 'caught_up') break
      positions.push(gives(item, 'event').event.position)
    }
    assert.deepEqual(
      positions,
      Array.from({ length: 46 + appends }, (_, i) => i + 1),
    )
    for (const [stream, head] of [
      ['a-1', 0],
      ['b-1', 44],
      ['c-1', appends - 1],
    ] as const) {
      assert.equal(gives(await store.read({ ...whole, stream, limit: 1 }), 'page').head, head)
    }
  })
})

const appender = (
  t: ConstructorParameters<typeof Process>[0],
  path: string,
  expected: 'any' | 'exact',
  appends: number,
  inFlight: number,
): Process => {
  const config = sqliteConfig(path, { synchronous: 'full', busyTimeoutMs: 20_000 })
  return new Process(t, { kind: 'append', config, stream: 'a-1', expected, appends, inFlight })
}

/** Asserts that a subscription returns this many events, in order, each once. */
const hearAll = async (store: EventStore, many: number): Promise<void> => {
  const positions: number[] = []
  for await (const item of store.subscribe({ after: 'start', filter: all })) {
    if (item.kind === 'caught_up') continue
    positions.push(gives(item, 'event').event.position)
    if (positions.length === many) break
  }
  assert.ok(positions.every((position, i) => position > (positions[i - 1] ?? 0)))
}

/** Asserts that the stream holds this many events, each once, at revisions without a gap. */
const isWhole = async (store: EventStore, many: number): Promise<void> => {
  const events = gives(await store.read(whole), 'page').events
  assert.equal(events.length, many)
  assert.deepEqual(
    events.map(({ revision }) => revision),
    events.map((_, i) => i),
  )
  assert.equal(new Set(ids(events)).size, many)
  assert.equal(new Set(events.map(({ position }) => position)).size, many)
}
