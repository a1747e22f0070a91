import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { SqliteReadModelParts } from 'tenon/sqlite'
import { gives } from '../../semantics/stores.ts'
import { pathFor } from '../files.ts'
import { accountsIn, createAccounts, type LedgerTypes } from './ledger.ts'
import { begun, opened, rowsOf } from './steps.ts'

type Create = SqliteReadModelParts<LedgerTypes>['create']

const withBareIndex: Create = (db, table) =>
  db.exec(`CREATE TABLE ${table('a')} (b); CREATE INDEX by_b ON ${table('a')} (b)`)

suite('create that', () => {
  const mistakes: readonly (readonly [does: string, create: Create, says: RegExp])[] = [
    [
      'throws',
      () => {
        throw new Error('not today')
      },
      /create threw: not today/,
    ],
    ['has a mistake in its SQL', (db) => db.exec('CREATE TABEL x (a)'), /near "TABEL"/],
    ['returns a promise', () => Promise.resolve(), /returned a promise/],
    ['commits', (db) => db.exec('COMMIT'), /ran COMMIT/],
    [
      'asks for a name with a space',
      (_, table) => void table('my orders'),
      /table\("my orders"\): a name has 1 to 100 letters/,
    ],
    ['asks for a name with a quote', (_, table) => void table('a"; DROP TABLE b; --'), /a name has 1 to 100 letters/],
    ['asks for no name', (_, table) => void table(''), /a name has/],
    ['asks for a name of Tenon', (_, table) => void table('tenon_builds'), /begin with tenon_ or sqlite_ are reserved/],
    ['asks for a name of SQLite', (_, table) => void table('SQLite_x'), /begin with tenon_ or sqlite_ are reserved/],
    ['asks for a name like that of a build', (_, table) => void table('orders_v1_1'), /end like those of builds/],
    [
      'asks for the same name in two spellings',
      (_, table) => {
        table('orders')
        table('Orders')
      },
      /table\('Orders'\) and table\('orders'\) are the same name/,
    ],
    [
      'makes nothing under a name that it asked for',
      (_, table) => void table('orders'),
      /made nothing with the name orders_v1_1/,
    ],
    [
      'makes something under the name that readers use',
      (db, table) => db.exec(`CREATE TABLE ${table('orders')} (a); CREATE TABLE orders (a)`),
      /there is a table with the name orders already/,
    ],
  ]
  for (const [does, wrong, says] of mistakes) {
    test(`${does} is a defect: no build is made, and the file is used on`, async (t) => {
      const path = await pathFor(t)
      let given: Create = wrong
      const create: Create = (db, table) => {
        createAccounts(db, table)
        return given(db, table)
      }
      const model = await opened(t, accountsIn(path, { create }))
      const before = rowsOf(path, 'SELECT name FROM sqlite_schema')
      assert.match(gives(await model.begin(1), 'defect').says, says)
      assert.deepEqual(gives(await model.builds(), 'builds').builds, [])
      assert.deepEqual(rowsOf(path, 'SELECT name FROM sqlite_schema'), before)
      given = () => undefined
      assert.equal((await begun(model)).live, true)
    })
  }

  test('names an index without table() is a defect at the second build', async (t) => {
    const model = await opened(t, accountsIn(await pathFor(t), { create: withBareIndex, apply: () => undefined }))
    await begun(model)
    assert.match(gives(await model.begin(2), 'defect').says, /by_b already exists/)
  })
})
