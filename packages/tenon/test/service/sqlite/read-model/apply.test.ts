import assert from 'node:assert/strict'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import type { SqliteReadModelParts } from 'tenon/sqlite'
import { gives, nth } from '../../semantics/stores.ts'
import { entered } from '../../projection/documents/given.ts'
import { pathFor } from '../files.ts'
import { applyAccounts, accountsIn, type LedgerTypes } from './ledger.ts'
import { begun, opened, rowsOf, stepOf } from './steps.ts'

type Apply = SqliteReadModelParts<LedgerTypes>['apply']

const EVENTS = [entered(3, 'a', 5), entered(4, 'b', 7)]
const ACCOUNTS = 'SELECT account, total FROM accounts'

const inSavepoint: Apply = (db, events, table) => {
  db.exec('SAVEPOINT mine')
  applyAccounts(db, events, table)
  db.exec('ROLLBACK TO mine')
  applyAccounts(db, events, table)
  db.exec('RELEASE mine')
}

suite('apply that', () => {
  const mistakes: readonly (readonly [does: string, apply: Apply, says: RegExp])[] = [
    [
      'throws',
      () => {
        throw new RangeError('no such account')
      },
      /threw: no such account/,
    ],
    [
      'throws something that is no error',
      () => {
        throw { toString: null }
      },
      /threw: something that cannot be shown/,
    ],
    [
      'breaks a rule of its table',
      (db, _, table) => db.exec(`INSERT INTO ${table('accounts')} VALUES ('x', 1, 'y', 1)`),
      /threw: .*total/,
    ],
    [
      'asks for a name that create did not ask for',
      (_db, _events, table) => void table('orders'),
      /table\('orders'\).*It asked for: accounts, /,
    ],
    ['commits', (db) => db.exec('COMMIT'), /ran COMMIT\. It runs inside a transaction/],
    ['rolls back', (db) => db.exec('ROLLBACK; BEGIN'), /ran ROLLBACK/],
    ['begins', (db) => db.exec('BEGIN'), /ran BEGIN/],
    ['ends with END', (db) => db.prepare('END').run(), /ran COMMIT/],
    [
      'commits and hides the error',
      (db) => {
        try {
          db.exec('COMMIT')
        } catch {
          // It hides it.
        }
      },
      /ran COMMIT/,
    ],
    ['moves its own checkpoint', (db) => db.exec('UPDATE tenon_builds SET position = 1000'), /changed tenon_builds/],
    ['removes a table of Tenon', (db) => db.exec('DROP TABLE tenon_tables'), /changed tenon_tables/],
    ['makes a table with a name of Tenon', (db) => db.exec('CREATE TABLE tenon_mine (a)'), /changed tenon_mine/],
    ['marks the file as another', (db) => db.exec('PRAGMA user_version = 7'), /set user_version/],
    ['closes the database', (db) => db.close(), /ended the transaction/],
    ['closes the database and goes on', (db) => (db.close(), db.exec('SELECT 1')), /threw: database is not open/],
    [
      'commits in a promise that rejects',
      async (db) => {
        db.exec('COMMIT')
      },
      /ran COMMIT/,
    ],
    ['returns a promise', () => Promise.resolve(), /returned a promise/],
    ['returns a promise that rejects', () => Promise.reject(new Error('unheard')), /returned a promise/],
  ]
  for (const [does, wrong, says] of mistakes) {
    test(`${does} is a defect: nothing of its step is stored, and the file is used on`, async (t) => {
      const path = await pathFor(t)
      let given: Apply = wrong
      const apply: Apply = (db, events, table) => {
        applyAccounts(db, events, table)
        return given(db, events, table)
      }
      const model = await opened(t, accountsIn(path, { apply }))
      const build = await begun(model)
      const defect = gives(await model.commit(stepOf(build, EVENTS)), 'defect')
      assert.match(defect.says, says)
      assert.match(defect.says, /^accounts@1\.1: apply, at the events from position 3 to 4, .*\.$/)
      assert.deepEqual(rowsOf(path, ACCOUNTS), [])
      assert.deepEqual(await begun(model), build)
      given = () => undefined
      gives(await model.commit(stepOf(build, EVENTS)), 'committed')
      assert.equal(rowsOf(path, ACCOUNTS).length, 2)
    })
  }

  test('goes on after it returned a promise stores nothing', async (t) => {
    const path = await pathFor(t)
    const later = Promise.withResolvers<StatementSync>()
    const slow = Promise.withResolvers<undefined>()
    const apply = async (db: DatabaseSync, _events: unknown, table: (name: string) => string): Promise<void> => {
      const insert = db.prepare(`INSERT INTO ${table('accounts')} VALUES ('late', 1, 1, 1)`)
      await slow.promise
      later.resolve(insert)
      insert.run()
    }
    const model = await opened(t, accountsIn(path, { apply }))
    gives(await model.commit(stepOf(await begun(model), EVENTS)), 'defect')
    slow.resolve(undefined)
    const insert = await later.promise
    assert.throws(() => insert.run(), /finalized/)
    assert.deepEqual(rowsOf(path, ACCOUNTS), [])
  })

  test('leaves a query half read keeps no runner from storing its steps', async (t) => {
    const path = await pathFor(t)
    const left: unknown[] = []
    const apply: Apply = (db, events, table) => {
      applyAccounts(db, events, table)
      const rows = db.prepare(`SELECT * FROM ${table('accounts')}`).iterate()
      left.push(rows, rows.next())
    }
    const models = [await opened(t, accountsIn(path, { apply })), await opened(t, accountsIn(path, { apply }))]
    for (const position of [1, 2, 3, 4, 5, 6]) {
      const model = nth(models, position % 2)
      gives(await model.commit(stepOf(await begun(model), [entered(position, `a-${position}`, 1)])), 'committed')
    }
    assert.equal(rowsOf(path, ACCOUNTS).length, 6)
  })

  test('uses a savepoint is no defect', async (t) => {
    const path = await pathFor(t)
    const model = await opened(t, accountsIn(path, { apply: inSavepoint }))
    gives(await model.commit(stepOf(await begun(model), EVENTS)), 'committed')
    assert.deepEqual(rowsOf(path, 'SELECT entries FROM accounts'), [{ entries: 1 }, { entries: 1 }])
  })
})
