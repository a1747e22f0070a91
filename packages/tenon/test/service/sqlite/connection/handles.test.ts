import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { suite, test } from 'node:test'
import { fill, gives } from '../../semantics/stores.ts'
import { bound, handlesOn, makeFile, openFails, pathFor, runSql, whole } from '../files.ts'

const skip = existsSync('/proc/self/fd') ? false : 'only Linux tells which files a process has open'

suite('a store that is closed', { skip }, () => {
  test('during opening leaves nothing open, and open fails with closed', async (t) => {
    for (const made of [true, false]) {
      const path = await pathFor(t)
      if (made) await makeFile(path, 1)
      const binding = bound(t, path)
      const opening = binding.open()
      const closing = binding.close()
      const { failure, effect, operation } = gives(await opening, 'failed')
      assert.deepEqual([failure, effect, operation], ['closed', 'none', 'open'])
      assert.deepEqual(await closing, { kind: 'closed' })
      assert.deepEqual(handlesOn(path), [])
    }
  })

  test('in any turn of its opening leaves nothing open', async (t) => {
    for (let turns = 0; turns < 5; turns += 1) {
      const path = await pathFor(t)
      const binding = bound(t, path)
      const opening = binding.open()
      for (let turn = 0; turn < turns; turn += 1) await oneTurn()
      assert.deepEqual(await binding.close(), { kind: 'closed' })
      const answer = await opening
      if (answer.kind !== 'opened') assert.equal(gives(answer, 'failed').failure, 'closed')
      assert.deepEqual(handlesOn(path), [])
    }
  })

  test('in the middle of appends and reads leaves nothing open', async (t) => {
    const path = await pathFor(t)
    const binding = bound(t, path)
    const { store } = gives(await binding.open(), 'opened')
    assert.ok(handlesOn(path).length > 0)
    const working = [fill(store, 'a-1', 1), store.read(whole), store.subscribe(everything).next()]
    await binding.close()
    await Promise.allSettled(working)
    assert.deepEqual(handlesOn(path), [])
  })
})

suite('a file that is marked as ours and lacks its tables', { skip }, () => {
  for (const access of ['read_write', 'read_only'] as const) {
    test(`is corrupted at each open under ${access}, and stays open after none`, async (t) => {
      const path = await pathFor(t)
      runSql(path, `PRAGMA application_id = ${OURS}; PRAGMA user_version = 1`)
      const one = bound(t, path, { access })
      for (let open = 0; open < 3; open += 1) {
        const { failure, effect, operation, says } = gives(await one.open(), 'failed')
        assert.deepEqual([failure, effect, operation], ['corrupted', 'none', 'open'])
        assert.ok(says.includes(path))
        assert.deepEqual(handlesOn(path), [])
      }
      const all = await Promise.all(Array.from({ length: 3 }, () => openFails(t, path, { access })))
      assert.deepEqual(
        all.map(({ failure }) => failure),
        ['corrupted', 'corrupted', 'corrupted'],
      )
      assert.deepEqual(handlesOn(path), [])
    })
  }

  test('is corrupted too when one table or index of three is missing', async (t) => {
    for (const sql of ['DROP TABLE store', 'DROP INDEX events_by_stream', 'DROP TABLE events']) {
      const path = await pathFor(t)
      await makeFile(path, 1)
      runSql(path, sql)
      assert.equal((await openFails(t, path)).failure, 'corrupted', sql)
      assert.deepEqual(handlesOn(path), [])
    }
  })
})

const everything = { after: 'start', filter: { streams: 'all', types: 'all' } } as const

/** "Tenn" in ASCII. */
const OURS = 0x54656e6e

const oneTurn = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })
