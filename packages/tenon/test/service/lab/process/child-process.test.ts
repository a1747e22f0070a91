import assert from 'node:assert/strict'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import type { Json } from 'tenon'
import { bind } from 'tenon/bind'
import { usual } from 'tenon/conformance'
import { SqliteEventExecutor } from 'tenon/sqlite'
import { TaskProcess } from '../../../../src/service/lab/process/child-process.ts'
import { within } from '../../../../src/service/lab/time.ts'
import * as memory from '../../memory/rig.ts'
import { event, folderFor, gives, leastNeed, nth, sqliteConfig } from '../../semantics/stores.ts'
import * as sqlite from '../../sqlite/rig.ts'
import * as noisy from '../runner/noisy-rig.ts'
import * as shut from '../runner/shut-rig.ts'

const all = { streams: 'all', types: 'all' } as const

suite('a task in another process', () => {
  test('is received message by message, until it ends', async (t) => {
    const { child } = await started(t, memory, 'some_appends', { appends: 3 })
    assert.equal(await child.receive(), 'ready')
    assert.deepEqual(await child.receiveAll(), [0, 1, 2])
    assert.equal(await child.receive(), undefined)
    await child.ended()
  })

  test('goes on after go(), not before', async (t) => {
    const calls = [append('a-1'), append('a-1')]
    const { child } = await started(t, memory, 'calls', { calls })
    assert.equal(await child.receive(), 'ready')
    const next = child.receive()
    child.go()
    assert.equal(Object(await next).revision, 0)
    child.go()
    assert.equal(Object(await child.receive()).revision, 1)
    assert.equal(await child.receive(), undefined)
  })

  test('ignores go() after it has ended', async (t) => {
    const { child } = await started(t, memory, 'some_appends', { appends: 0 })
    await child.receiveAll()
    await child.ended()
    for (let i = 0; i < 3; i += 1) child.go()
    await child.kill()
  })

  test('is received whatever its rig prints', async (t) => {
    const { child } = await started(t, noisy, 'some_appends', { appends: 2 })
    assert.deepEqual(await child.receiveAll(), ['ready', 0, 1])
  })

  test('may send any JSON, including characters that end lines elsewhere', async (t) => {
    const stream = 'a\u2028b\u2029c'
    const list = { operation: 'streams', fields: { prefix: '', after: null, limit: 9 } }
    const { child } = await started(t, memory, 'calls', { calls: [append(stream), list] })
    child.go()
    child.go()
    const [, , page] = await child.receiveAll()
    assert.deepEqual(Object(page).streams, [{ stream, revision: 0 }])
  })

  test('has its messages received even if it is killed, and none after them', async (t) => {
    const { child, folder } = await started(t, sqlite, 'load', { round: 0, size: 1 })
    const heard: Json[] = []
    for (let i = 0; i < 20; i += 1) heard.push((await child.receive()) ?? null)
    const [, rest] = await Promise.all([child.kill(), child.receiveAll()])
    assert.equal(nth(heard, 0), 'ready')
    const stored = await looking(t, folder)
    const many = await stored()
    assert.ok(many >= heard.length - 1 + rest.length)
    assert.equal(await stored(), many)
    await child.kill()
  })

  test('can be killed while nothing receives its messages', async (t) => {
    const { child } = await started(t, memory, 'load', { round: 0, size: 1 })
    assert.equal(await child.receive(), 'ready')
    await child.kill()
  })

  test('stops when it is paused, and continues from there', async (t) => {
    const { child, folder } = await started(t, sqlite, 'load', { round: 0, size: 1 })
    assert.equal(await child.receive(), 'ready')
    await child.receive()
    const stored = await looking(t, folder)
    for (let turn = 0; turn < 5; turn += 1) {
      await child.pause()
      const before = await stored()
      for (let i = 0; i < 100; i += 1) assert.equal(await stored(), before)
      child.resume()
      while ((await stored()) === before) await child.receive()
    }
    await child.kill()
  })

  test('can be killed while it is paused', async (t) => {
    const { child } = await started(t, memory, 'load', { round: 0, size: 1 })
    assert.equal(await child.receive(), 'ready')
    await child.pause()
    await Promise.all([child.kill(), child.receiveAll()])
  })

  test('can be paused after it has ended', async (t) => {
    const { child } = await started(t, memory, 'some_appends', { appends: 0 })
    await child.receiveAll()
    await child.ended()
    assert.equal(await within(child.pause(), 30_000), undefined)
  })

  test('says why it could not begin: its rig does not open', async (t) => {
    const { child } = await started(t, shut, 'some_appends', { appends: 1 })
    await assert.rejects(child.receive(), { name: 'Broken', message: /could not begin: .*not_found/ })
    await child.ended()
  })

  test('says why it could not begin: there is no such task', async (t) => {
    const { child } = await started(t, memory, 'dance', null)
    await assert.rejects(child.receive(), { name: 'Broken', message: /could not begin: there is no task dance/ })
    await child.ended()
  })
})

/** Starts a task on a place of its own. It is killed after the test. */
const started = async (
  t: TestContext,
  { url: rig }: { readonly url: string },
  task: string,
  input: Json,
): Promise<{ readonly child: TaskProcess; readonly folder: string }> => {
  const folder = await folderFor(t)
  const child = TaskProcess.start({ rig, place: { folder, name: 'here' }, policy: usual, task, input }, [], (says) =>
    assert.fail(says),
  )
  t.after(() => child.kill())
  return { child, folder }
}

const append = (stream: string) => ({
  operation: 'append',
  fields: { stream, expectedRevision: 'any', events: [{ ...event(), metadata: {} }] },
})

/**
 * Returns how many events a place of SQLite holds. It takes no lock, so that a stopped process does not hinder it.
 */
const looking = async (t: TestContext, folder: string): Promise<() => Promise<number>> => {
  const config = sqliteConfig(join(folder, 'events.db'), { create: false, access: 'read_only', synchronous: 'full' })
  const binding = bind(leastNeed, new SqliteEventExecutor({ config }), usual)
  t.after(() => binding.close())
  const { store } = gives(await binding.open(), 'opened')
  return async () => {
    const { head } = gives(await store.read_all({ after: 'start', filter: all, limit: 1 }), 'page')
    return head === 'start' ? 0 : head
  }
}
