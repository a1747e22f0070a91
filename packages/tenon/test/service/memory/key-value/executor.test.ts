import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { suite, test, type TestContext } from 'node:test'
import type { KeyValue, Put } from 'tenon'
import { bind } from 'tenon/bind'
import { MemoryKeyValueExecutor } from 'tenon/memory'
import { StoppedClock } from '../../binding/stopped-clock.ts'
import { gives, once } from '../../semantics/stores.ts'
import { leastEntries } from './need.ts'

/** Opens a store whose lifetimes are by this clock. */
const opened = async (t: TestContext, clock: StoppedClock): Promise<KeyValue> => {
  const binding = bind(leastEntries, new MemoryKeyValueExecutor({ clock }), once)
  t.after(() => binding.close())
  return gives(await binding.open(), 'opened').store
}

const put = (key: string, stated: Partial<Put> = {}): Put => ({
  id: randomUUID(),
  key,
  value: { n: 1 },
  expected: 'absent',
  lifetimeSeconds: null,
  ...stated,
})

suite('entries in memory', () => {
  test('are put, got, listed and removed', async (t) => {
    const store = await opened(t, new StoppedClock())
    const first = put('a')
    assert.deepEqual(await store.put(first), { kind: 'put', revision: 1, repeated: false })
    assert.deepEqual(await store.put(first), { kind: 'put', revision: 1, repeated: true })
    assert.deepEqual(await store.put(put('a')), { kind: 'conflict', actual: 1 })
    assert.deepEqual(await store.get({ key: 'a' }), { kind: 'value', value: { n: 1 }, revision: 1, id: first.id })
    gives(await store.put(put('b', { value: 'two' })), 'put')
    const keys = { prefix: '', after: null, limit: 1 }
    assert.deepEqual(await store.keys(keys), { kind: 'page', keys: [{ key: 'a', revision: 1 }], next: 'a' })
    const remove = { id: randomUUID(), key: 'a', expected: 1 }
    assert.deepEqual(await store.remove(remove), { kind: 'removed', revision: 3, repeated: false })
    assert.deepEqual(await store.remove(remove), { kind: 'removed', revision: 3, repeated: true })
    assert.deepEqual(await store.get({ key: 'a' }), { kind: 'absent' })
    assert.deepEqual(await store.keys(keys), { kind: 'page', keys: [{ key: 'b', revision: 2 }], next: null })
  })

  test('live exactly as long as they were given, by the clock of the store', async (t) => {
    const clock = new StoppedClock()
    const store = await opened(t, clock)
    gives(await store.put(put('a', { lifetimeSeconds: 2 })), 'put')
    await clock.pass(1_999)
    gives(await store.get({ key: 'a' }), 'value')
    await clock.pass(1)
    gives(await store.get({ key: 'a' }), 'absent')
  })

  test('that expire are heard of by those who watch, without a call', async (t) => {
    const clock = new StoppedClock()
    const store = await opened(t, clock)
    gives(await store.put(put('a', { lifetimeSeconds: 2 })), 'put')
    const items = store.watch({ prefix: '', after: 'start' })
    gives((await items.next()).value ?? assert.fail(), 'value')
    gives((await items.next()).value ?? assert.fail(), 'caught_up')
    const next = items.next()
    // The life begins anew while the watch waits.
    gives(await store.put(put('a', { expected: 1, lifetimeSeconds: 2 })), 'put')
    assert.equal(gives((await next).value ?? assert.fail(), 'value').revision, 2)
    gives((await items.next()).value ?? assert.fail(), 'caught_up')
    const last = items.next()
    await clock.pass(2_000)
    assert.deepEqual((await last).value, { kind: 'removed', key: 'a', revision: 3 })
    await items.return?.()
  })

  test('are still watched after a removal was forgotten that the watch had given', async (t) => {
    const clock = new StoppedClock()
    const store = await opened(t, clock)
    gives(await store.put(put('a')), 'put')
    const items = store.watch({ prefix: '', after: 'start' })
    const kind = async (): Promise<unknown> => (await items.next()).value?.kind
    assert.deepEqual([await kind(), await kind()], ['value', 'caught_up'])
    gives(await store.remove({ id: randomUUID(), key: 'a', expected: 1 }), 'removed')
    assert.deepEqual([await kind(), await kind()], ['removed', 'caught_up'])
    await clock.pass(3_600_000)
    gives(await store.put(put('b')), 'put')
    assert.deepEqual([await kind(), await kind()], ['value', 'caught_up'])
    await items.return?.()
    // A watch from before that removal has missed it.
    assert.equal((await store.watch({ prefix: '', after: 1 }).next()).value?.kind, 'truncated')
  })

  test('set a timer only while someone watches, and none after close', async (t) => {
    const clock = new StoppedClock()
    const executor = new MemoryKeyValueExecutor({ clock })
    const binding = bind(leastEntries, executor, once)
    t.after(() => binding.close())
    assert.equal(clock.ticking, 0)
    const { store } = gives(await binding.open(), 'opened')
    gives(await store.put(put('a', { lifetimeSeconds: 60 })), 'put')
    assert.equal(clock.ticking, 0)
    const items = store.watch({ prefix: '', after: 'start' })
    gives((await items.next()).value ?? assert.fail(), 'value')
    gives((await items.next()).value ?? assert.fail(), 'caught_up')
    const last = items.next()
    await clock.pass(0)
    assert.equal(clock.ticking, 1)
    await binding.close()
    await last
    assert.equal(clock.ticking, 0)
  })

  test('are gone when the store is closed, and calls fail with closed', async () => {
    const executor = new MemoryKeyValueExecutor({ clock: new StoppedClock() })
    const attempt = { signal: new AbortController().signal, aborted: false }
    const get = { kind: 'get', key: 'a' } as const
    assert.equal(gives(await executor.execute(get, attempt), 'failed').failure, 'closed')
    await executor.open(attempt)
    const write = { ...put('a'), kind: 'put' as const, value: '1' }
    gives(await executor.execute(write, attempt), 'put')
    await executor.close()
    assert.equal(gives(await executor.execute(write, attempt), 'failed').failure, 'closed')
    await executor.open(attempt)
    gives(await executor.execute(get, attempt), 'absent')
    await executor.close()
  })

  test('are refused above the limit, with a lifetime below a second, and without an id', async (t) => {
    const store = await opened(t, new StoppedClock())
    const failure = async (fields: Put): Promise<unknown> => gives(await store.put(fields), 'failed').failure
    assert.equal(await failure(put('a', { value: 'x'.repeat(1_048_575) })), 'too_large')
    assert.equal(gives(await store.put(put('a', { value: 'x'.repeat(1_048_574) })), 'put').revision, 1)
    for (const lifetimeSeconds of [0, 0.5, -1, 1e12]) {
      const { failure: word, says } = gives(await store.put(put('b', { lifetimeSeconds })), 'failed')
      assert.equal(word, 'invalid')
      const must = 'lifetimeSeconds must be null or a whole number of seconds from 1 to 1000000000'
      assert.equal(says, `put: ${must}, not ${lifetimeSeconds}.`)
    }
    const { says } = gives(await store.put(put('b', { expected: 0 })), 'failed')
    assert.equal(says, "put: expected must be 'any', 'absent' or a revision, a whole number of at least 1, not 0.")
    assert.equal(await failure(put('b', { id: 'not a uuid' })), 'invalid')
    assert.equal(await failure(put('', {})), 'invalid')
  })

  test('whose changes are too many to remember make a repeat fail with forgotten, unless it found the key absent', async (t) => {
    const store = await opened(t, new StoppedClock())
    const first = put('a')
    gives(await store.put(first), 'put')
    const second = put('a', { expected: 1 })
    gives(await store.put(second), 'put')
    for (let i = 0; i < 63; i += 1) gives(await store.put(put('a', { expected: 'any' })), 'put')
    assert.deepEqual(await store.put(second), { kind: 'put', revision: 2, repeated: true })
    gives(await store.put(put('a', { expected: 'any' })), 'put')
    const failed = gives(await store.put(second), 'failed')
    assert.deepEqual([failed.failure, failed.effect, failed.operation], ['forgotten', 'unknown', 'put'])
    assert.deepEqual(await store.put(first), { kind: 'put', revision: 1, repeated: true })
    assert.deepEqual(await store.put(put('a')), { kind: 'conflict', actual: 66 })
  })
})
