import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import type { SqliteReadModelParts } from 'tenon/sqlite'
import { entered } from '../../projection/documents/given.ts'
import { gives } from '../../semantics/stores.ts'
import { pathFor } from '../files.ts'
import { accountsIn, applyAccounts, type LedgerTypes } from './ledger.ts'
import { begun, opened, rowsOf, stepOf } from './steps.ts'

// Node before 24.10 lacks it.
Reflect.deleteProperty(DatabaseSync.prototype, 'setAuthorizer')

const EVENTS = [entered(1, 'a', 5)]

suite('where Node cannot refuse what apply tries,', () => {
  for (const sql of ['COMMIT', 'ROLLBACK', 'COMMIT; BEGIN', 'ROLLBACK; BEGIN'])
    test(`apply that runs ${sql} is found out afterwards, and the file is used on`, async (t) => {
      let wrong = sql
      const apply: SqliteReadModelParts<LedgerTypes>['apply'] = (db, events, table) => {
        applyAccounts(db, events, table)
        db.exec(wrong)
      }
      const model = await opened(t, accountsIn(await pathFor(t), { apply }))
      const build = await begun(model)
      const { says } = gives(await model.commit(stepOf(build, EVENTS)), 'defect')
      assert.match(says, /ended the transaction that Tenon began\. What it stored until then may be there/)
      wrong = ''
      gives(await model.commit(stepOf(await begun(model, 2), EVENTS)), 'committed')
    })

  test('a step that throws is undone, and one that does not is stored', async (t) => {
    const path = await pathFor(t)
    let throws = true
    const apply: SqliteReadModelParts<LedgerTypes>['apply'] = (db, events, table) => {
      applyAccounts(db, events, table)
      if (throws) throw new Error('not yet')
    }
    const model = await opened(t, accountsIn(path, { apply }))
    const build = await begun(model)
    gives(await model.commit(stepOf(build, EVENTS)), 'defect')
    throws = false
    gives(await model.commit(stepOf(build, EVENTS)), 'committed')
    assert.deepEqual(rowsOf(path, 'SELECT account, total FROM accounts'), [{ account: 'a', total: 5 }])
  })
})
