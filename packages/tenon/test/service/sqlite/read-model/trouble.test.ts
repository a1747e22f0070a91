import assert from 'node:assert/strict'
import { closeSync, openSync, rmSync, statfsSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test, type TestContext } from 'node:test'
import type { SqliteReadModelParts } from 'tenon/sqlite'
import { entered } from '../../projection/documents/given.ts'
import { gives } from '../../semantics/stores.ts'
import { pathFor } from '../files.ts'
import { Process } from '../processes/process.ts'
import { worstDelay } from '../processes/ticking.ts'
import { smallDisk } from '../small-disk.ts'
import { accountsIn, applyAccounts, type LedgerTypes, modelConfig } from './ledger.ts'
import { begun, opened, rowsOf, stepOf } from './steps.ts'

const ROWS = 'SELECT account, total FROM accounts'
const ONE = [entered(1, 'a', 5)]

/** How late the event loop may be on a loaded machine. If it waited inside SQLite, it would be late by the whole wait. */
const MOST_DELAY_MS = 250

suite('a read model whose file another process has locked', () => {
  test('fails with busy after the wait, without stopping the event loop, and works once it is released', async (t) => {
    const path = await pathFor(t)
    const model = await opened(t, accountsIn(path, { config: modelConfig(path, { busyTimeoutMs: 600 }) }))
    const build = await begun(model)
    const other = await holder(t, path)
    const started = performance.now()
    const waiting = Promise.all([model.commit(stepOf(build, ONE)), model.pause(build, true), model.begin(2)])
    const delay = await worstDelay(waiting)
    const waited = performance.now() - started
    for (const outcome of await waiting) {
      const { failure, effect, says } = gives(outcome, 'failed')
      assert.deepEqual([failure, effect], ['busy', 'none'])
      assert.ok(says.includes(path))
    }
    assert.ok(waited >= 600 && delay < MOST_DELAY_MS, `waited ${waited} ms, the event loop ${delay} ms`)
    assert.deepEqual(gives(await model.builds(), 'builds').builds, [build])
    other.go()
    assert.equal(await other.hear(), 'released')
    gives(await model.commit(stepOf(build, ONE)), 'committed')
    assert.deepEqual(rowsOf(path, ROWS), [{ account: 'a', total: 5 }])
  })

  test('is waited for: a step goes through once the lock is released', async (t) => {
    const path = await pathFor(t)
    const model = await opened(t, accountsIn(path, { config: modelConfig(path, { busyTimeoutMs: 20_000 }) }))
    const build = await begun(model)
    const other = await holder(t, path)
    const waiting = model.commit(stepOf(build, ONE))
    gives(await model.builds(), 'builds')
    other.go()
    gives(await waiting, 'committed')
  })
})

suite('a read model on a full disk', () => {
  for (const synchronous of ['full', 'normal'] as const) {
    test(`fails a step with full and none, and stores it when there is room, with synchronous ${synchronous}`, async (t) => {
      const disk = await smallDisk(t, 4)
      if (disk === undefined) return t.skip('mounting a tmpfs is not allowed here')
      const path = join(disk, 'model.db')
      const model = await opened(t, accountsIn(path, { config: modelConfig(path, { synchronous }), apply: large }))
      const build = await begun(model)
      const { bavail, bsize } = statfsSync(disk)
      writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 100_000))
      const failed = gives(await model.commit(stepOf(build, ONE)), 'failed')
      assert.deepEqual([failed.failure, failed.effect, failed.operation], ['full', 'none', 'commit'])
      assert.deepEqual(gives(await model.builds(), 'builds').builds, [build])
      rmSync(join(disk, 'filler'))
      gives(await model.commit(stepOf(build, ONE)), 'committed')
      assert.deepEqual(rowsOf(path, 'SELECT length(account) AS long FROM accounts'), [{ long: 1_000_000 }])
    })
  }

  test('that fills up while apply runs fails with full, and is no defect', async (t) => {
    const path = await pathFor(t)
    let most = 20
    const apply: Apply = (db, events, table) => {
      // SQLite finds this limit while it changes rows, and not when it commits.
      db.exec(`PRAGMA max_page_count = ${most}`)
      large(db, events, table)
    }
    const model = await opened(t, accountsIn(path, { apply }))
    const build = await begun(model)
    const failed = gives(await model.commit(stepOf(build, ONE)), 'failed')
    assert.deepEqual([failed.failure, failed.effect], ['full', 'none'])
    assert.deepEqual(await begun(model), build)
    most = 1_000
    gives(await model.commit(stepOf(build, ONE)), 'committed')
  })
})

suite('a read model whose file is damaged', () => {
  test('fails with corrupted, and is no defect', async (t) => {
    const path = await pathFor(t)
    const model = accountsIn(path)
    gives(await model.open(), 'opened')
    const build = await begun(model)
    const many = Array.from({ length: 1_000 }, (_, i) => entered(i + 1, `account-${i}`, 1))
    gives(await model.commit(stepOf(build, many)), 'committed')
    gives(await model.close(), 'closed')
    overwrite(path)
    await opened(t, model)
    const next = stepOf(await begun(model), [entered(2_000, 'account-7', 1)])
    const failed = gives(await model.commit(next), 'failed')
    assert.deepEqual([failed.failure, failed.effect], ['corrupted', 'none'])
  })
})

type Apply = SqliteReadModelParts<LedgerTypes>['apply']

/** Adds one account with a name of a megabyte. */
const large: Apply = (db, events, table) => {
  applyAccounts(db, [entered(1, 'x'.repeat(1_000_000), events.length)], table)
}

/** Overwrites every page after those that hold the schema and Tenon's tables. */
const overwrite = (path: string): void => {
  const file = openSync(path, 'r+')
  const { size } = statSync(path)
  for (let page = 12; page < size / 4096; page += 1) writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, page * 4096)
  closeSync(file)
}

/** Starts a process that holds the lock of writers. */
const holder = async (t: TestContext, path: string): Promise<Process> => {
  const other = new Process(t, { kind: 'hold', path, from: 'writers' })
  assert.equal(await other.hear(), 'held')
  return other
}
