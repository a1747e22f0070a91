import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { bind } from 'tenon/bind'
import { countedNotes } from 'tenon/conformance'
import { type ProjectionEntry, RunsExecutor } from 'tenon/run'
import { SqliteEventExecutor, SqliteReadModel } from 'tenon/sqlite'
import { folderFor, gives, leastNeed, once, sqliteConfig } from '../../semantics/stores.ts'
import { modelConfig } from '../../sqlite/read-model/ledger.ts'
import { settingsWith } from '../runs.ts'
import { leastRuns } from './need.ts'

/** Returns an entry whose log and tables are files of a folder. Nothing is made of them yet. */
const entryIn = (folder: string, which: keyof typeof countedNotes): ProjectionEntry => ({
  events: bind(leastNeed, new SqliteEventExecutor({ config: sqliteConfig(join(folder, 'log.db')) }), once),
  settings: settingsWith(),
  model: new SqliteReadModel({
    projection: countedNotes[which],
    config: modelConfig(join(folder, `${which}.db`)),
    create: (db, table) => db.exec(`CREATE TABLE ${table('notes')} (position INTEGER PRIMARY KEY) STRICT`),
    apply: () => undefined,
  }),
})

const runsOf = (t: TestContext, projections: { readonly [name: string]: ProjectionEntry }) => {
  const binding = bind(leastRuns, new RunsExecutor({ projections }), once)
  t.after(() => binding.close())
  return binding
}

/** Makes the files of an entry, with one build. */
const run = async (folder: string, which: keyof typeof countedNotes): Promise<void> => {
  const entry = entryIn(folder, which)
  assert.ok('model' in entry)
  gives(await entry.events.open(), 'opened')
  gives(await entry.model.open(), 'opened')
  gives(await entry.model.begin(1), 'begun')
  gives(await entry.model.close(), 'closed')
  gives(await entry.events.close(), 'closed')
}

test('openExisting() of runs fails with not_found where no projection ever ran, and makes no file', async (t) => {
  const folder = await folderFor(t)
  const binding = runsOf(t, { first: entryIn(folder, 'first'), second: entryIn(folder, 'second') })
  assert.equal(gives(await binding.openExisting(), 'failed').failure, 'not_found')
  assert.deepEqual(readdirSync(folder), [])
})

test('A projection that never ran has no runs beside one that did, and has them as soon as it runs', async (t) => {
  const folder = await folderFor(t)
  await run(folder, 'first')
  const binding = runsOf(t, { first: entryIn(folder, 'first'), second: entryIn(folder, 'second') })
  const { store } = gives(await binding.openExisting(), 'opened')
  const names = async () =>
    gives(await store.list({ prefix: '', after: null, limit: 10 }), 'page').runs.map(({ projection }) => projection)
  assert.deepEqual(await names(), [countedNotes.first.name])
  const absent = { run: `${countedNotes.second.name}@1.1` }
  for (const answer of [await store.show(absent), await store.pause(absent), await store.drop(absent)])
    assert.deepEqual(answer, { kind: 'absent' })
  assert.equal(existsSync(join(folder, 'second.db')), false)
  await run(folder, 'second')
  assert.deepEqual(await names(), [countedNotes.first.name, countedNotes.second.name])
})

test('Two entries of projections with one name are refused, because their runs would have one name', async (t) => {
  const folder = await folderFor(t)
  assert.throws(
    () => new RunsExecutor({ projections: { one: entryIn(folder, 'first'), two: entryIn(folder, 'first') } }),
    /^TypeError: RunsExecutor: two entries are of a projection with the name notes/,
  )
})

test('Runs grant the lowest rung of their logs and read models, and the lowest of all for a model that states none', async (t) => {
  const folder = await folderFor(t)
  const entry = entryIn(folder, 'first')
  assert.deepEqual(runsOf(t, { entry }).grants, {
    durability: 'process_crash',
    replication: 'single',
    reach: 'machine',
  })
  assert.ok('model' in entry)
  const { projection } = entry.model
  const silent = { ...entry, model: { ...silentModel, projection } }
  assert.deepEqual(runsOf(t, { silent }).grants, { durability: 'none', replication: 'single', reach: 'process' })
})

test('The examination of runs reports on a store that projections share once, and names them', async (t) => {
  const folder = await folderFor(t)
  await run(folder, 'first')
  const first = entryIn(folder, 'first')
  const binding = runsOf(t, { first, second: { ...entryIn(folder, 'second'), events: first.events } })
  const { findings } = gives(await binding.examine(), 'examined')
  const shared = `events of ${countedNotes.first.name}, events of ${countedNotes.second.name}: `
  const own = findings.filter(({ says }) => says.startsWith(shared))
  assert.ok(own.length > 0 && own.every(({ level }) => level !== 'wrong'), JSON.stringify(findings))
  assert.equal(new Set(own.map(({ says }) => says)).size, own.length)
})

/** A read model of a user that states nothing beside the methods. None of them is called. */
const silentModel = {
  open: () => Promise.resolve({ kind: 'opened' } as const),
  openExisting: () => Promise.resolve({ kind: 'opened' } as const),
  close: () => Promise.resolve({ kind: 'closed' } as const),
  builds: () => Promise.reject(new Error('not called')),
  begin: () => Promise.reject(new Error('not called')),
  commit: () => Promise.reject(new Error('not called')),
  pause: () => Promise.reject(new Error('not called')),
  drop: () => Promise.reject(new Error('not called')),
}
