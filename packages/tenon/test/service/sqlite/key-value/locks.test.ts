import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { test } from 'node:test'
import type { KeyValue } from 'tenon'
import { gives } from '../../semantics/stores.ts'
import { pathFor, runSql } from '../files.ts'
import { openEntries, putOf } from './stores.ts'

test('A lock that was taken and given up very often is taken as fast as a new one', async (t) => {
  const path = await pathFor(t)
  const store = await openEntries(t, path)
  for (const key of ['old', 'new']) {
    gives(await store.put(putOf(key)), 'put')
    gives(await store.put(putOf(key)), 'put')
  }
  runSql(path, OFTEN)
  const [fresh, worn] = [await msOfCycles(store, 'new'), await msOfCycles(store, 'old')]
  assert.ok(worn < 10 * fresh + 100, `${fresh} ms for a new lock, ${worn} ms for one that was taken often`)
})

/** Takes a lock and gives it up many times, with one attempt of another each time. Returns how long it took. */
const msOfCycles = async (store: KeyValue, key: string): Promise<number> => {
  const begun = performance.now()
  for (let i = 0; i < 50; i += 1) {
    gives(await store.remove({ id: putOf(key).id, key, expected: 'any' }), 'removed')
    gives(await store.put(putOf(key, i, { expected: 'absent' })), 'put')
    gives(await store.put(putOf(key, i, { expected: 'absent' })), 'conflict')
  }
  return performance.now() - begun
}

/** What is remembered of a lock that was taken 200,000 times within the window. */
const OFTEN = `
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)
  INSERT INTO earlier_changes (revision, key, kind, id, created, at)
  SELECT -i, 'old', 'put', printf('00000000-0000-4000-8000-%012d', i), 1, unixepoch() * 1000 FROM n
`
