import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { check } from 'tenon'
import { bind } from 'tenon/bind'
import { SqliteKeyValueConfig, SqliteKeyValueExecutor } from 'tenon/sqlite'
import { leastEntries } from '../../memory/key-value/need.ts'
import { folderFor, once } from '../../semantics/stores.ts'
import { entriesConfig } from './stores.ts'

const grantsOf = (stated: Partial<SqliteKeyValueConfig>) =>
  new SqliteKeyValueExecutor({ config: entriesConfig('/nowhere/entries.db', stated) }).grants

const refuses = (config: unknown, says: RegExp): void => {
  // The compiler would refuse it too.
  assert.throws(() => new SqliteKeyValueExecutor({ config: config as SqliteKeyValueConfig }), {
    name: 'TypeError',
    message: says,
  })
  assert.ok(!check(SqliteKeyValueConfig, config).fits)
}

suite('the config of entries in SQLite', () => {
  test('is refused by a TypeError that names the field, before any I/O', async (t) => {
    const good = entriesConfig(join(await folderFor(t), 'entries.db'))
    for (const [change, says] of [
      [{ path: ':memory:' }, /SqliteKeyValueConfig: path .*:memory:/],
      [{ synchronous: 'off' }, /synchronous .*'full' or 'normal'/],
      [{ recentWrites: 0 }, /recentWrites must be a whole number from 1 to 10000/],
      [{ recentWrites: 10_001 }, /recentWrites /],
      [{ repeatWindowMs: -1 }, /repeatWindowMs must be a whole number of milliseconds, at least 0/],
      [{ removedKeptMs: 0.5 }, /removedKeptMs /],
      [{ pollMs: 0 }, /pollMs /],
      [{ dedupe: 'forever' }, /"dedupe"/],
    ] as const)
      refuses({ ...good, ...change }, says)
    for (const name of Object.keys(good)) {
      refuses(
        Object.fromEntries(Object.entries(good).filter(([key]) => key !== name)),
        new RegExp(`SqliteKeyValueConfig: ${name} is missing`),
      )
    }
    assert.ok(!existsSync(good.path))
  })

  test('decides what is granted, without a look at the file', () => {
    assert.equal(grantsOf({ synchronous: 'full' }).durability, 'power_loss')
    assert.equal(grantsOf({ synchronous: 'normal' }).durability, 'process_crash')
    const config = entriesConfig('/nowhere/entries.db', { recentWrites: 3, repeatWindowMs: 4, removedKeptMs: 5 })
    assert.deepEqual(new SqliteKeyValueExecutor({ config }).limits, {
      max_value_bytes: 1_048_576,
      recent_writes: 3,
      repeat_window_ms: 4,
      removed_kept_ms: 5,
    })
  })

  test('that promises less than a need is a gap that names the limit', async () => {
    const config = entriesConfig('/nowhere/entries.db', { recentWrites: 3 })
    const { gaps } = bind(leastEntries, new SqliteKeyValueExecutor({ config }), once)
    assert.match(JSON.stringify(gaps), /recent_writes/)
  })
})
