import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { check, EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { SqliteEventExecutor, SqliteStoreConfig } from 'tenon/sqlite'
import { folderFor, leastNeed, once, sqliteConfig } from '../../semantics/stores.ts'

suite('the config of SQLite', () => {
  test('is refused by a TypeError that names the field, before any I/O', async (t) => {
    const good = sqliteConfig(join(await folderFor(t), 'events.db'))
    for (const [change, says] of [
      [{ path: '' }, /SqliteStoreConfig: path /],
      [{ path: 7 }, /path .*7/],
      [{ path: ':memory:' }, /path .*:memory:/],
      [{ path: 'file:events.db' }, /path .*file:/],
      [{ path: 'a\0b' }, /path /],
      [{ create: 'yes' }, /create .*true or false.*"yes"/],
      [{ access: 'write' }, /access .*'read_write' or 'read_only'.*"write"/],
      [{ synchronous: 'off' }, /synchronous .*'full' or 'normal'/],
      [{ dedupe: 'window' }, /dedupe .*'expected' or 'forever'/],
      [{ busyTimeoutMs: -1 }, /busyTimeoutMs /],
      [{ busyTimeoutMs: 1.5 }, /busyTimeoutMs /],
      [{ busyTimeoutMs: Infinity }, /busyTimeoutMs /],
      [{ pollMs: 0 }, /pollMs /],
      [{ pollMs: '10' }, /pollMs /],
      [{ journal: 'wal' }, /"journal"/],
    ] as const) {
      const config: unknown = { ...good, ...change }
      refuses(config, says)
    }
    for (const name of Object.keys(good)) {
      refuses(
        Object.fromEntries(Object.entries(good).filter(([key]) => key !== name)),
        new RegExp(`SqliteStoreConfig: ${name} is missing`),
      )
    }
    for (const config of [undefined, null, 'events.db']) refuses(config, /SqliteStoreConfig/)
    assert.ok(!existsSync(good.path))
  })

  test('is taken once: what the caller does to it later changes nothing', async (t) => {
    const stated = { ...sqliteConfig(join(await folderFor(t), 'events.db')) }
    const executor = new SqliteEventExecutor({ config: stated })
    Reflect.set(stated, 'path', '/elsewhere')
    assert.notEqual(executor.config.path, '/elsewhere')
    assert.ok(Object.isFrozen(executor.config))
  })

  test('leaves what it refuses as it was: the value of the caller is not frozen', () => {
    const good = sqliteConfig('/nowhere/events.db')
    for (const config of [{ ...good, pollMs: 0 }, { ...good, journal: 'wal' }, [good], { path: 1 }, new Date()]) {
      refuses(config, /SqliteStoreConfig/)
      assert.ok(!Object.isFrozen(config), JSON.stringify(config))
    }
  })

  test('decides what is granted, without a look at the file', () => {
    assert.deepEqual(grantsOf({ synchronous: 'full', dedupe: 'forever' }), {
      atomicity: 'stream',
      order: 'global',
      dedupe: 'forever',
      durability: 'power_loss',
      replication: 'single',
      reach: 'machine',
      retention: 'forever',
    })
    assert.equal(grantsOf({ synchronous: 'normal' }).durability, 'process_crash')
    assert.equal(grantsOf({ dedupe: 'expected' }).dedupe, 'expected')
  })

  test('that grants too little is a shortfall at open, and no file is made', async (t) => {
    const path = join(await folderFor(t), 'events.db')
    const executor = new SqliteEventExecutor({
      config: sqliteConfig(path, { synchronous: 'normal', dedupe: 'expected' }),
    })
    const required = need(EventStore, { ...leastNeed.requires, durability: 'power_loss', dedupe: 'forever' })
    const opened = await bind(required, executor, once).open()
    assert.deepEqual(opened, {
      kind: 'shortfall',
      gaps: [
        { guarantee: 'dedupe', required: 'forever', granted: 'expected' },
        { guarantee: 'durability', required: 'power_loss', granted: 'process_crash' },
      ],
    })
    assert.ok(!existsSync(path))
  })
})

const grantsOf = (change: Partial<SqliteStoreConfig>) =>
  new SqliteEventExecutor({ config: sqliteConfig('/nowhere/events.db', change) }).grants

const refuses = (config: unknown, says: RegExp): void => {
  const checked = check(SqliteStoreConfig, config)
  assert.ok(!checked.fits)
  assert.throws(() => Reflect.construct(SqliteEventExecutor, [{ config }]), { name: 'TypeError', message: says })
}
