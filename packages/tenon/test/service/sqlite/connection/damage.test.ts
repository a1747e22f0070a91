import assert from 'node:assert/strict'
import { closeSync, openSync, renameSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import { suite, test } from 'node:test'
import type { EventStore } from 'tenon'
import { event, fill, gives } from '../../semantics/stores.ts'
import { bound, eventAt, makeFile, openFile, pathFor, runSql, whole } from '../files.ts'

/** What can happen to a file under an open store. */
const harms: Readonly<Record<string, (path: string) => void>> = {
  'was removed': (path) => rmSync(path),
  'was replaced': (path) => renameSync(`${path}.other`, path),
  'was shortened': (path) => truncateSync(path, statSync(path).size - 4096),
  'was emptied': (path) => truncateSync(path, 0),
}

suite('a file under an open store', () => {
  for (const [what, harm] of Object.entries(harms)) {
    test(`that ${what} fails appends and reads with corrupted, none, and a new binding on a good file works`, async (t) => {
      const path = await pathFor(t)
      await makeFile(path, 30)
      await makeFile(`${path}.other`, 30)
      const store = await openFile(t, path)
      await fill(store, 'a-1', 1)
      harm(path)
      await refusesAll(store, path)
      const good = await pathFor(t)
      await fill(await openFile(t, good), 'a-1', 1)
      await refusesAll(store, path)
    })
  }

  test('whose log was removed is found out while it is used, and refuses everything from then on', async (t) => {
    const path = await pathFor(t)
    await makeFile(path, 3)
    const store = await openFile(t, path)
    await fill(store, 'a-1', 1)
    rmSync(`${path}-wal`)
    const begun = performance.now()
    let outcome = await store.append({ stream: 'a-1', expectedRevision: 'any', events: [event()] })
    let appended = 0
    for (; outcome.kind === 'appended'; appended += 1) {
      outcome = await store.append({ stream: 'a-1', expectedRevision: 'any', events: [event()] })
    }
    assert.equal(gives(outcome, 'failed').failure, 'corrupted')
    const ms = Math.round(performance.now() - begun)
    t.diagnostic(`found out after ${ms} ms and ${appended} appends`)
    await refusesAll(store, path)
  })

  test('that was damaged fails a subscription with corrupted as its last item', async (t) => {
    const path = await pathFor(t)
    const store = await openFile(t, path)
    await fill(store, 'a-1', 1)
    rmSync(path)
    const items = store.subscribe({ after: 'start', filter: { streams: 'all', types: 'all' } })
    const { value } = await items.next()
    assert.ok(value !== undefined)
    const { failure, effect, operation } = gives(value, 'failed')
    assert.deepEqual([failure, effect, operation], ['corrupted', 'none', 'subscribe'])
    assert.deepEqual(await items.next(), { done: true, value: undefined })
  })

  test('that was put in place of one that was closed is taken at the next open', async (t) => {
    const path = await pathFor(t)
    await makeFile(path, 3)
    await makeFile(`${path}.other`, 5)
    renameSync(`${path}.other`, path)
    assert.equal(gives(await (await openFile(t, path)).read(whole), 'page').head, 4)
  })

  test('in which an event is no JSON fails the read with corrupted, and names its position', async (t) => {
    for (const [column, text] of [
      ['data', '{oops'],
      ['data', ''],
      ['data', '1,2'],
      ['data', '1] , [2'],
      ['metadata', '{'],
      ['metadata', '{},{}'],
    ] as const) {
      const path = await pathFor(t)
      await makeFile(path, 5)
      const store = await openFile(t, path)
      runSql(path, `UPDATE events SET ${column} = '${text}' WHERE position = 3`)
      const filter = { streams: 'all', types: 'all' } as const
      for (const [operation, outcome] of [
        ['read', await store.read(whole)],
        ['read', await store.read({ ...whole, from: 'end', direction: 'backward' })],
        ['read_all', await store.read_all({ after: 'start', filter, limit: 100 })],
        ['subscribe', (await store.subscribe({ after: 'start', filter }).next()).value ?? { kind: 'nothing' as const }],
      ] as const) {
        const failed = gives(outcome, 'failed')
        assert.deepEqual([failed.failure, failed.effect, failed.operation], ['corrupted', 'none', operation])
        assert.ok(failed.says.startsWith(`${operation}: `) && failed.says.includes('position 3'), failed.says)
        assert.ok(failed.says.includes(path))
      }
      const before = gives(await store.read({ ...whole, limit: 2 }), 'page')
      assert.deepEqual(
        before.events.map(({ id }) => id),
        [eventAt(0).id, eventAt(1).id],
      )
    }
  })

  test('in which an event is missing in the middle of a stream fails the read with corrupted', async (t) => {
    const path = await pathFor(t)
    await makeFile(path, 5)
    const store = await openFile(t, path)
    runSql(path, 'DELETE FROM events WHERE position = 3')
    for (const direction of ['forward', 'backward'] as const) {
      const from = direction === 'forward' ? 'start' : 'end'
      assert.equal(gives(await store.read({ ...whole, from, direction }), 'failed').failure, 'corrupted')
    }
  })

  test('whose pages were overwritten fails with corrupted instead of giving what is wrong', async (t) => {
    const path = await pathFor(t)
    await makeFile(path, 200)
    const file = openSync(path, 'r+')
    const { size } = statSync(path)
    for (let page = 1; page < size / 4096; page += 1) writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, page * 4096)
    closeSync(file)
    // If the first page is intact, the file may open. Otherwise the damage is seen at once.
    const opened = await bound(t, path).open()
    const outcome = opened.kind === 'opened' ? await opened.store.read(whole) : opened
    assert.equal(gives(outcome, 'failed').failure, 'corrupted')
  })
})

const refusesAll = async (store: EventStore, path: string): Promise<void> => {
  const filter = { streams: 'all', types: 'all' } as const
  for (const outcome of [
    await store.append({ stream: 'a-1', expectedRevision: 'any', events: [event()] }),
    await store.append({ stream: 'b-1', expectedRevision: 'no_stream', events: [event()] }),
    await store.read(whole),
    await store.read_all({ after: 'start', filter, limit: 10 }),
    await store.streams({ prefix: '', after: null, limit: 10 }),
  ]) {
    const { failure, effect, says } = gives(outcome, 'failed')
    assert.deepEqual([failure, effect], ['corrupted', 'none'])
    assert.ok(says.includes(path))
  }
}
