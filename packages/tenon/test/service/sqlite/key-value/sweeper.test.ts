import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { Sweeper } from '../../../../src/service/sqlite/key-value/sweeper.ts'
import { StoppedClock } from '../../binding/stopped-clock.ts'
import { gives } from '../../semantics/stores.ts'
import { pathFor, runSql } from '../files.ts'
import { boundEntries, entriesConfig, putOf } from './stores.ts'

test('A sweep that fails, such as on a full disk, is tried once a second and not without a pause', async (t) => {
  const path = await pathFor(t)
  const writer = boundEntries(t, path)
  const { store } = gives(await writer.open(), 'opened')
  gives(await store.put(putOf('a', 1, { lifetimeSeconds: 60 })), 'put')
  await writer.close()
  runSql(path, 'UPDATE entries SET until = 0')
  const db = new DatabaseSync(path, { readOnly: true })
  t.after(() => db.close())
  const clock = new StoppedClock()
  let sweeps = 0
  const fail = (): Promise<{ readonly kind: string }> => {
    sweeps += 1
    return Promise.resolve({ kind: 'failed' })
  }
  const sweeper = Sweeper.of(db, entriesConfig(path), fail, clock)
  sweeper.start()
  await clock.pass(10_000)
  assert.ok(sweeps >= 10 && sweeps <= 11, `${sweeps} sweeps`)
  sweeper.stop()
  assert.equal(clock.ticking, 0)
})
