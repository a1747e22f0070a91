import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { SqliteReadModelParts } from 'tenon/sqlite'
import { gives } from '../../semantics/stores.ts'
import { pathFor } from '../files.ts'
import { accounts, accountsIn, type LedgerTypes } from './ledger.ts'
import { begun, opened, rowsOf, stepOf } from './steps.ts'

type Create = SqliteReadModelParts<LedgerTypes>['create']

/** Returns what readers can query. */
const views = (path: string): string[] =>
  rowsOf(path, "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").map((row) =>
    String(Object.values(row)[0]),
  )

const making =
  (...names: readonly string[]): Create =>
  (db, table) => {
    for (const name of names) db.exec(`CREATE TABLE ${table(name)} AS SELECT '${table(name)}' AS name`)
  }

const nothing = { apply: () => undefined }

const withView: Create = (db, table) => {
  making('a')(db, table)
  db.exec(`CREATE VIEW ${table('twice')} AS SELECT name || name AS name FROM ${table('a')}`)
}

const withReferences: Create = (db, table) =>
  db.exec(`
    CREATE TABLE ${table('child')} (id INTEGER PRIMARY KEY, of REFERENCES ${table('parent')});
    CREATE TABLE ${table('parent')} (id INTEGER PRIMARY KEY, first REFERENCES ${table('child')} DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO ${table('parent')} VALUES (1, 1);
    INSERT INTO ${table('child')} VALUES (1, 1);
  `)

suite('the views of a read model', () => {
  test('are those of the live build, also where the next one has others', async (t) => {
    const path = await pathFor(t)
    const old = await opened(t, accountsIn(path, { ...nothing, create: making('a', 'b') }))
    const first = await begun(old)
    assert.deepEqual(views(path), ['a', 'b'])
    const model = await opened(
      t,
      accountsIn(path, { ...nothing, projection: accounts(2), create: making('b', 'order') }),
    )
    const next = await begun(model)
    assert.deepEqual(views(path), ['a', 'b'])
    gives(await model.commit(stepOf(next, [], true)), 'committed')
    assert.deepEqual(views(path), ['b', 'order'])
    assert.deepEqual(rowsOf(path, 'SELECT name FROM b'), [{ name: 'b_v2_1' }])
    assert.deepEqual(rowsOf(path, 'SELECT name FROM "order"'), [{ name: 'order_v2_1' }])
    gives(await old.drop(first), 'dropped')
    assert.deepEqual(rowsOf(path, "SELECT name FROM sqlite_schema WHERE name LIKE '%v1%'"), [])
  })

  test('show a view of the user too, and are dropped with their build', async (t) => {
    const path = await pathFor(t)
    const model = await opened(t, accountsIn(path, { ...nothing, create: withView }))
    const first = await begun(model)
    assert.deepEqual(rowsOf(path, 'SELECT name FROM twice'), [{ name: 'a_v1_1a_v1_1' }])
    gives(await model.commit(stepOf(await begun(model, 2), [], true)), 'committed')
    gives(await model.drop(first), 'dropped')
    assert.deepEqual(rowsOf(path, 'SELECT name FROM twice'), [{ name: 'a_v1_2a_v1_2' }])
  })

  test('of tables that refer to each other are dropped with them, whatever they hold', async (t) => {
    const path = await pathFor(t)
    const model = await opened(t, accountsIn(path, { ...nothing, create: withReferences }))
    await begun(model)
    const second = await begun(model, 2)
    gives(await model.drop(second), 'dropped')
    assert.deepEqual(rowsOf(path, "SELECT name FROM sqlite_schema WHERE name LIKE '%1_2'"), [])
  })
})
