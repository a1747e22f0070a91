import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { suite, test } from 'node:test'
import type { Examined } from 'tenon/bind'
import { fill, gives } from '../../semantics/stores.ts'
import { bound, bytesIn, makeFile, openFails, openFile, pathFor, runSql } from '../files.ts'
import { boundEntries, entriesConfig, openEntries, openEntriesFails, putOf } from '../key-value/stores.ts'
import { ENTRIES, EVENTS, everything, holdsOldEvents, killedMoves, layout, oldFile } from './old-file.ts'
import { Process } from '../processes/process.ts'

suite('a file that Tenon 0.1.0 made', () => {
  test('stays at version 1 while only events are kept in it', async (t) => {
    const path = await oldFile(t)
    await holdsOldEvents(t, path)
    await fill(await openFile(t, path), 'order-0', 3)
    assert.deepEqual(layout(path), { version: 1, names: [...EVENTS, 'store'] })
  })

  test('moves to version 2 when entries are first kept in it, and keeps its events, their ids and its dedupe', async (t) => {
    const path = await oldFile(t)
    const entries = await openEntries(t, path)
    assert.deepEqual(layout(path), { version: 2, names: [...ENTRIES, ...EVENTS, 'parts'].toSorted() })
    assert.equal(gives(await entries.put(putOf('leader', 1)), 'put').revision, 1)
    await holdsOldEvents(t, path)
    const events = await openFile(t, path)
    const id = '00000000-0000-4000-8000-000000000000'
    const again = { id, type: 'Placed', data: null, metadata: {} }
    gives(await events.append({ stream: 'other', expectedRevision: 'any', events: [again] }), 'id_reused')
    const { says } = await openFails(t, path, { dedupe: 'expected' })
    assert.match(says, /dedupe: 'forever', and the config says 'expected'/)
  })

  test('moves while an event store has it open, and that store goes on', async (t) => {
    const path = await oldFile(t)
    const events = await openFile(t, path)
    await fill(events, 'order-0', 1)
    const entries = await openEntries(t, path)
    await fill(events, 'order-0', 1)
    gives(await entries.put(putOf('leader')), 'put')
    assert.equal(gives(await events.read_all(everything), 'page').head, 7)
  })

  test('is never moved by opening it read_only, or by openExisting, and says what it lacks', async (t) => {
    const path = await oldFile(t)
    const before = layout(path)
    const refused = await openEntriesFails(t, path, { access: 'read_only' })
    assert.equal(refused.failure, 'misconfigured')
    assert.match(refused.says, /events\.db has no entries, and access: 'read_only'/)
    const absent = gives(await boundEntries(t, path).openExisting(), 'failed')
    assert.equal(absent.failure, 'not_found')
    assert.match(
      absent.says,
      /events\.db has no entries: no store was made in it\. Check the path in the config\. "tenon call <store> put" makes/,
    )
    assert.deepEqual(layout(path), before)
  })

  test('is examined for each capability: what is not there yet, and what is', async (t) => {
    const path = await oldFile(t)
    assert.match(said(await bound(t, path).examine()), /^well: .*events\.db is a store of Tenon/)
    assert.equal(
      said(await boundEntries(t, path).examine()),
      `claimed: ${path} has no entries yet. Opening the store makes room for them.`,
    )
    await openEntries(t, path)
    for (const answer of [await bound(t, path).examine(), await boundEntries(t, path).examine()])
      assert.match(said(answer), /^well: .*events\.db is a store of Tenon, and its pages are intact/)
  })

  test('is of version 1 or 2 and nothing between after the process that moves it was killed at any of its writes', async (t) => {
    await killedMoves(t, 6)
  })
})

/** Returns the first observation about the file, after that about the need. */
const said = (answer: Examined | { readonly kind: 'failed' }): string => {
  const [, first] = gives(answer, 'examined').findings
  return `${first?.level}: ${first?.says}`
}

suite('a file of entries', () => {
  test('is of version 2 from the beginning, and takes events later', async (t) => {
    const path = await pathFor(t)
    const entries = await openEntries(t, path)
    assert.deepEqual(layout(path), { version: 2, names: [...ENTRIES, 'parts'].toSorted() })
    gives(await entries.put(putOf('leader', 1)), 'put')
    assert.equal(gives(await bound(t, path).openExisting(), 'failed').failure, 'not_found')
    await fill(await openFile(t, path), 'a-1', 2)
    assert.deepEqual(layout(path), { version: 2, names: [...ENTRIES, ...EVENTS, 'parts'].toSorted() })
    assert.equal(gives(await entries.get({ key: 'leader' }), 'value').value, 1)
  })

  test('is refused with other settings, naming both', async (t) => {
    const path = await pathFor(t)
    await openEntries(t, path)
    for (const [stated, sentence] of [
      [{ recentWrites: 8 }, /recentWrites: 64, and the config says 8\. Correct the config, or copy the entries/],
      [{ repeatWindowMs: 1 }, /repeatWindowMs: 3600000, and the config says 1\./],
      [{ removedKeptMs: 1 }, /removedKeptMs: 3600000, and the config says 1\./],
    ] as const) {
      const { failure, effect, says } = await openEntriesFails(t, path, stated)
      assert.deepEqual([failure, effect], ['misconfigured', 'none'])
      assert.match(says, sentence)
    }
  })

  test('is refused if a newer Tenon wrote the entries, and left as it is', async (t) => {
    const path = await pathFor(t)
    await boundEntries(t, path).open()
    await makeFile(path, 1)
    runSql(path, "UPDATE parts SET version = 2 WHERE capability = 'key_value'")
    const before = bytesIn(dirname(path))
    const { failure, says } = await openEntriesFails(t, path)
    assert.equal(failure, 'misconfigured')
    assert.match(
      says,
      /the entries in .*events\.db were written by a newer Tenon .*Update Tenon; the file was not changed/,
    )
    assert.deepEqual(bytesIn(dirname(path))['events.db'], before['events.db'])
    // The events are of a version that this Tenon knows.
    await fill(await openFile(t, path), 'a-1', 1)
  })

  test('that lacks a table, its list of parts or their settings is corrupted, none', async (t) => {
    for (const sql of [
      'DROP TABLE earlier_changes',
      'DROP INDEX entries_by_key',
      'DROP TABLE parts',
      "UPDATE parts SET settings = 'no JSON'",
    ]) {
      const path = await pathFor(t)
      await boundEntries(t, path).open()
      runSql(path, sql)
      const { failure, effect, says } = await openEntriesFails(t, path)
      assert.deepEqual([failure, effect], ['corrupted', 'none'], sql)
      assert.match(says, /marked as a store, but lacks its tables/)
    }
  })

  test('of another program, or no database at all, is refused as it is for events', async (t) => {
    for (const make of [
      (path: string) => runSql(path, 'CREATE TABLE entries (it)'),
      (path: string) => writeFileSync(path, 'not a database. '.repeat(1_000)),
    ]) {
      const path = await pathFor(t)
      make(path)
      const before = bytesIn(dirname(path))
      assert.equal((await openEntriesFails(t, path)).failure, 'misconfigured')
      assert.deepEqual(bytesIn(dirname(path)), before)
    }
  })

  test('is used by two processes at once, one for events and one for entries', async (t) => {
    const path = await oldFile(t)
    const config = entriesConfig(path, { busyTimeoutMs: 20_000 })
    const other = new Process(t, { kind: 'put', config, keys: ['a', 'b'], lanes: 4, puts: 200 })
    assert.equal(await other.hear(), 'ready')
    const events = await openFile(t, path, { busyTimeoutMs: 20_000 })
    other.go()
    const appending = Promise.all(Array.from({ length: 200 }, () => fill(events, 'a-1', 1)))
    const heard = await other.hearAll()
    await appending
    assert.equal(heard.length, 200)
    assert.equal(gives(await events.read_all({ ...everything, limit: 1_000 }), 'page').events.length, 205)
    const entries = await openEntries(t, path)
    const listed = gives(await entries.keys({ prefix: '', after: null, limit: 10 }), 'page').keys
    assert.deepEqual(
      listed.map(({ key }) => key),
      ['a', 'b'],
    )
    assert.equal(Math.max(...listed.map(({ revision }) => revision)), 200)
  })

  test('is made once by bindings of both capabilities that open it at the same time', async (t) => {
    const path = await pathFor(t)
    const opened = await Promise.all(
      Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? bound(t, path) : boundEntries(t, path)).open()),
    )
    for (const one of opened) assert.equal(one.kind, 'opened', JSON.stringify(one))
    assert.deepEqual(layout(path), { version: 2, names: [...ENTRIES, ...EVENTS, 'parts'].toSorted() })
  })
})
