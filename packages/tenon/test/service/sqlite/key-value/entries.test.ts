import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { suite, test } from 'node:test'
import type { KeyValue, KeyValueFailed, WatchItem } from 'tenon'
import { gives } from '../../semantics/stores.ts'
import { pathFor, runSql } from '../files.ts'
import { Process } from '../processes/process.ts'
import { boundEntries, entriesConfig, openEntries, putOf } from './stores.ts'

const all = { prefix: '', after: 'start' } as const

/** Returns the next item of a watch. */
const next = async (items: AsyncIterator<WatchItem | KeyValueFailed>): Promise<WatchItem | KeyValueFailed> => {
  const { value, done } = await items.next()
  assert.ok(done !== true, 'the watch has ended')
  return value
}

/** Waits for a change of the store after a revision. */
const changeAfter = async (store: KeyValue, after: number): Promise<WatchItem | KeyValueFailed> => {
  const items = store.watch({ prefix: '', after })
  const first = await next(items)
  const item = first.kind === 'caught_up' ? await next(items) : first
  await items.return?.()
  return item
}

suite('entries in a file', () => {
  test('have revisions that go on after everything was removed, forgotten and vacuumed', async (t) => {
    const path = await pathFor(t)
    const short = { repeatWindowMs: 1, removedKeptMs: 1 }
    const first = boundEntries(t, path, short)
    const { store } = gives(await first.open(), 'opened')
    for (const key of ['a', 'b', 'c']) gives(await store.put(putOf(key)), 'put')
    for (const key of ['a', 'b', 'c']) gives(await store.remove({ id: putOf(key).id, key, expected: 'any' }), 'removed')
    // The removals are forgotten: a watch from before them finds that out.
    for (let last = 'caught_up'; last !== 'truncated';) {
      const items = store.watch({ prefix: '', after: 3 })
      last = (await next(items)).kind
      await items.return?.()
    }
    await first.close()
    runSql(path, 'VACUUM')
    const again = await openEntries(t, path, short)
    assert.equal(gives(await again.put(putOf('a')), 'put').revision, 7)
    assert.deepEqual(await next(again.watch({ prefix: '', after: 8 })), { kind: 'ahead', head: 7 })
  })

  test('wake the watches of this process at once, however seldom these look for themselves', async (t) => {
    const path = await pathFor(t)
    const [x, y] = [await openEntries(t, path), await openEntries(t, path, { pollMs: 600_000 })]
    const items = y.watch(all)
    assert.deepEqual(await next(items), { kind: 'caught_up', revision: 'start' })
    for (let revision = 1; revision <= 5; revision += 1) {
      const put = putOf('leader', revision)
      const waiting = next(items)
      gives(await x.put(put), 'put')
      assert.deepEqual(await waiting, { kind: 'value', key: 'leader', value: revision, revision, id: put.id })
      assert.deepEqual(await next(items), { kind: 'caught_up', revision })
    }
    await items.return?.()
  })

  test('are still watched after a removal was forgotten that the watch had given', async (t) => {
    const store = await openEntries(t, await pathFor(t), { repeatWindowMs: 1, removedKeptMs: 500 })
    gives(await store.put(putOf('a')), 'put')
    const items = store.watch(all)
    assert.deepEqual([(await next(items)).kind, (await next(items)).kind], ['value', 'caught_up'])
    gives(await store.remove({ id: putOf('a').id, key: 'a', expected: 1 }), 'removed')
    assert.deepEqual([(await next(items)).kind, (await next(items)).kind], ['removed', 'caught_up'])
    while ((await changeAfter(store, 1)).kind === 'removed');
    gives(await store.put(putOf('b')), 'put')
    assert.deepEqual([(await next(items)).kind, (await next(items)).kind], ['value', 'caught_up'])
    await items.return?.()
  })

  test('are heard by a watch of another process', async (t) => {
    const path = await pathFor(t)
    const store = await openEntries(t, path)
    const child = new Process(t, { kind: 'put', config: entriesConfig(path), keys: ['a'], lanes: 1, puts: 1 })
    assert.equal(await child.hear(), 'ready')
    const items = store.watch(all)
    assert.equal((await next(items)).kind, 'caught_up')
    child.go()
    assert.equal(gives(await next(items), 'value').key, 'a')
    await items.return?.()
  })

  test('whose lives are over are removed though no call comes, also those of a process that was killed', async (t) => {
    const path = await pathFor(t)
    const leases = { short: 'short', long: 'long' }
    const task = { kind: 'put', config: entriesConfig(path), keys: ['a'], lanes: 1, puts: 1_000_000, leases } as const
    const child = new Process(t, task)
    assert.equal(await child.hear(), 'ready')
    child.go()
    for (let i = 0; i < 20; i += 1) await child.hear()
    await child.kill()
    const store = await openEntries(t, path, { pollMs: 600_000 })
    const { revision } = gives(await store.get({ key: 'short' }), 'value')
    let item = await changeAfter(store, revision)
    while (item.kind !== 'removed') item = await changeAfter(store, gives(item, 'value').revision)
    assert.equal(item.key, 'short')
    assert.deepEqual(await store.get({ key: 'short' }), { kind: 'absent' })
    gives(await store.get({ key: 'long' }), 'value')
  })

  test('are absent to a read-only store once their lives are over, though it cannot remove them', async (t) => {
    const path = await pathFor(t)
    const writer = boundEntries(t, path)
    const { store } = gives(await writer.open(), 'opened')
    gives(await store.put(putOf('a', 1, { lifetimeSeconds: 1 })), 'put')
    gives(await store.put(putOf('b', 2)), 'put')
    await writer.close()
    const reader = await openEntries(t, path, { access: 'read_only' })
    while ((await reader.get({ key: 'a' })).kind === 'value');
    assert.deepEqual(await reader.keys({ prefix: '', after: null, limit: 9 }), {
      kind: 'page',
      keys: [{ key: 'b', revision: 2 }],
      next: null,
    })
    const items = reader.watch(all)
    assert.equal(gives(await next(items), 'value').key, 'b')
    assert.deepEqual(await next(items), { kind: 'caught_up', revision: 2 })
    await items.return?.()
    const refused = gives(await reader.remove({ id: putOf('b').id, key: 'b', expected: 'any' }), 'failed')
    assert.deepEqual([refused.failure, refused.operation], ['permission_denied', 'remove'])
    // A writer finds it out, and takes a revision for it.
    const again = await openEntries(t, path)
    assert.deepEqual(await changeAfter(again, 2), { kind: 'removed', key: 'a', revision: 3 })
  })

  test('name the operation that failed, also where puts and removals share a transaction', async (t) => {
    const path = await pathFor(t)
    const store = await openEntries(t, path, { busyTimeoutMs: 50 })
    gives(await store.put(putOf('a')), 'put')
    const other = new Process(t, { kind: 'hold', path, from: 'writers' })
    assert.equal(await other.hear(), 'held')
    const [put, remove] = await Promise.all([
      store.put(putOf('a')),
      store.remove({ id: putOf('a').id, key: 'a', expected: 'any' }),
    ])
    for (const [outcome, operation] of [
      [put, 'put'],
      [remove, 'remove'],
    ] as const) {
      const failed = gives(outcome, 'failed')
      assert.deepEqual([failed.failure, failed.effect, failed.operation], ['busy', 'none', operation])
      assert.ok(failed.says.startsWith(`${operation}: another process held`))
    }
    other.go()
    assert.equal(await other.hear(), 'released')
    assert.equal(gives(await store.put(putOf('a')), 'put').revision, 2)
  })

  test('that are no JSON fail a get and a watch with corrupted, naming the key', async (t) => {
    const path = await pathFor(t)
    const store = await openEntries(t, path)
    gives(await store.put(putOf('a', 1)), 'put')
    runSql(path, "UPDATE entries SET value = '{'")
    for (const answer of [await store.get({ key: 'a' }), await next(store.watch(all))]) {
      const { failure, effect, says } = gives(answer, 'failed')
      assert.deepEqual([failure, effect], ['corrupted', 'none'])
      assert.match(says, /the value of "a" is not JSON in .*events\.db\. Stop, and restore the file/)
    }
  })

  test('whose last revision is missing in the file fail a watch with corrupted, instead of looking for ever', async (t) => {
    const path = await pathFor(t)
    const store = await openEntries(t, path)
    gives(await store.put(putOf('a', 1)), 'put')
    runSql(path, 'DELETE FROM entries_state')
    const { failure, effect } = gives(await next(store.watch(all)), 'failed')
    assert.deepEqual([failure, effect], ['corrupted', 'none'])
  })

  test('of a file that lost its last revision refuse a put with corrupted, effect none, and say what to do', async (t) => {
    const path = await pathFor(t)
    const store = await openEntries(t, path)
    gives(await store.put(putOf('a', 1)), 'put')
    runSql(path, 'DELETE FROM entries_state')
    const { failure, effect, says } = gives(await store.put(putOf('b', 2)), 'failed')
    assert.deepEqual([failure, effect], ['corrupted', 'none'])
    assert.match(says, /lacks its last revision\. Nothing was stored\. Stop, and restore the file\.$/)
  })

  test('do not keep a process alive while the store is open', async (t) => {
    const path = await pathFor(t)
    const stores = fileURLToPath(new URL('stores.ts', import.meta.url))
    const script = `
      const { entriesConfig, leastOfEntries, putOf } = await import(${JSON.stringify(stores)})
      const { bind } = await import('tenon/bind')
      const { SqliteKeyValueExecutor } = await import('tenon/sqlite')
      const policy = { attempts: 1, attemptMs: 9_000, deadlineMs: 9_000, backoffMs: 0, maxBackoffMs: 0, concurrency: 9 }
      const config = entriesConfig(${JSON.stringify(path)})
      const opened = await bind(leastOfEntries, new SqliteKeyValueExecutor({ config }), policy).open()
      console.log((await opened.store.put(putOf('a', 1, { lifetimeSeconds: 100 }))).kind)
    `
    const args = ['--conditions=tenon-source', '--input-type=module', '--eval', script]
    const said = execFileSync(process.execPath, args, { cwd: import.meta.dirname, timeout: 20_000, encoding: 'utf8' })
    assert.equal(said, 'put\n')
  })
})
