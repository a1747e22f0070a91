import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import { check } from 'tenon'
import { SqliteReadModel, SqliteReadModelConfig } from 'tenon/sqlite'
import { gives } from '../../semantics/stores.ts'
import { bytesIn, handlesOn, makeFile, openFails, pathFor, runSql } from '../files.ts'
import { smallDisk } from '../small-disk.ts'
import { accounts, accountsIn, applyAccounts, createAccounts, type LedgerTypes, modelConfig } from './ledger.ts'
import { begun, opened } from './steps.ts'

/** Makes a read model with one build, and closes it. */
const makeModel = async (path: string, version = 1): Promise<void> => {
  const model = accountsIn(path, { projection: accounts(version) })
  gives(await model.open(), 'opened')
  await begun(model)
  gives(await model.close(), 'closed')
}

/** What can be at the path, and how opening a read model there fails. */
const others: readonly (readonly [what: string, make: (path: string) => unknown, failure: string, says: RegExp])[] = [
  ['a folder', (path) => mkdirSync(path), 'misconfigured', /is a folder\. Name a file\./],
  ['a text', (path) => writeFileSync(path, 'x'.repeat(10_000)), 'misconfigured', /is not a database of Tenon/],
  ['a short text', (path) => writeFileSync(path, 'hello'), 'misconfigured', /is not a database of Tenon/],
  [
    'a database of another program',
    (path) => runSql(path, 'CREATE TABLE a (b)'),
    'misconfigured',
    /is another database\. A read model needs a file of its own/,
  ],
  [
    'a database of another program with a log',
    (path) => runSql(path, 'PRAGMA journal_mode = WAL; CREATE TABLE a (b)'),
    'misconfigured',
    /is another database/,
  ],
  [
    'a store of events',
    (path) => makeFile(path, 3),
    'misconfigured',
    /is another database\. A read model needs a file of its own/,
  ],
  [
    'the read model of another projection',
    async (path) => {
      const model = accountsIn(path, { projection: accounts(1, "others' accounts") })
      gives(await model.open(), 'opened')
      gives(await model.close(), 'closed')
    },
    'misconfigured',
    /holds the projection "others' accounts", not "accounts"\. Correct the path; the file was not changed/,
  ],
  [
    'a read model of a newer Tenon',
    async (path) => {
      await makeModel(path)
      runSql(path, 'PRAGMA user_version = 2')
    },
    'misconfigured',
    /made by a newer Tenon \(version 2 of the file, this one knows 1\)\. Update Tenon/,
  ],
  [
    'a read model of a newer program',
    (path) => makeModel(path, 2),
    'misconfigured',
    /has version 2 of the projection "accounts", and this program has version 1\. Update the program/,
  ],
  [
    'a read model that lacks a table',
    async (path) => {
      await makeModel(path)
      runSql(path, 'DROP TABLE tenon_tables')
    },
    'corrupted',
    /lacks its tables\. Stop, and restore the file/,
  ],
]

suite('a read model is not opened', () => {
  for (const [what, make, failure, says] of others) {
    test(`in ${what}, which stays as it was`, async (t) => {
      const path = await pathFor(t)
      await make(path)
      const before = existsSync(join(path, '.')) ? 'a folder' : bytesIn(dirname(path))
      for (const open of ['open', 'openExisting'] as const) {
        const failed = gives(await accountsIn(path)[open](), 'failed')
        assert.deepEqual([failed.failure, failed.effect, failed.operation], [failure, 'none', 'open'])
        assert.match(failed.says, says)
      }
      if (before !== 'a folder') assert.deepEqual(bytesIn(dirname(path)), before)
      assert.deepEqual(handlesOn(path), [])
    })
  }

  test('where there is no file and it may not make one', async (t) => {
    const path = await pathFor(t)
    const config = modelConfig(path, { create: false })
    const { failure, says } = gives(await accountsIn(path, { config }).open(), 'failed')
    assert.equal(failure, 'not_found')
    assert.match(says, /does not exist\. Correct the path, or let Tenon make the file: create: true\.$/)
    assert.equal(gives(await accountsIn(path).openExisting(), 'failed').failure, 'not_found')
    writeFileSync(path, '')
    assert.equal(gives(await accountsIn(path).openExisting(), 'failed').failure, 'not_found')
    assert.deepEqual(Object.keys(bytesIn(dirname(path))), ['events.db'])
  })

  test('where there is no folder', async (t) => {
    const path = join(await pathFor(t), 'nowhere', 'model.db')
    const { failure, says } = gives(await accountsIn(path).open(), 'failed')
    assert.equal(failure, 'not_found')
    assert.match(says, /Make it, or correct the path/)
  })

  test('on a disk that is read only, and opens when it is not', async (t) => {
    const disk = await smallDisk(t, 5)
    if (disk === undefined) return t.skip('mounting a tmpfs is not allowed here')
    const path = join(disk, 'model.db')
    await makeModel(path)
    const model = accountsIn(path)
    execFileSync('mount', ['-o', 'remount,ro', disk])
    assert.equal(gives(await model.open(), 'failed').failure, 'permission_denied')
    execFileSync('mount', ['-o', 'remount,rw', disk])
    gives(await model.open(), 'opened')
    gives(await model.close(), 'closed')
  })
})

suite('a read model', () => {
  test('is opened in an empty file, and where its version has a build beside a newer one', async (t) => {
    const path = await pathFor(t)
    writeFileSync(path, '')
    await makeModel(path, 1)
    const newer = await opened(t, accountsIn(path, { projection: accounts(2) }))
    const build = await begun(newer)
    const to = { ...build.checkpoint, position: 1 }
    gives(await newer.commit({ build, from: build.checkpoint, to, events: [], swap: true }), 'committed')
    await opened(t, accountsIn(path))
  })

  test('is no store of events', async (t) => {
    const path = await pathFor(t)
    await makeModel(path)
    const before = bytesIn(dirname(path))
    assert.equal((await openFails(t, path)).failure, 'misconfigured')
    assert.deepEqual(bytesIn(dirname(path)), before)
  })

  test('fails every call with closed before it is opened and after it is closed', async (t) => {
    const path = await pathFor(t)
    const model = accountsIn(path)
    const id = { version: 1, number: 1 }
    const calls = () => [model.builds(), model.begin(1), model.pause(id, true), model.drop(id)]
    const closed = async () => {
      for (const outcome of await Promise.all(calls())) assert.equal(gives(outcome, 'failed').failure, 'closed')
    }
    await closed()
    assert.ok(!existsSync(path))
    gives(await model.open(), 'opened')
    gives(await model.open(), 'opened')
    gives(await model.close(), 'closed')
    gives(await model.close(), 'closed')
    await closed()
    assert.deepEqual(handlesOn(path), [])
  })

  test('that is closed while it opens or is used leaves nothing open', async (t) => {
    const path = await pathFor(t)
    const model = accountsIn(path)
    const opening = model.open()
    gives(await model.close(), 'closed')
    assert.equal(gives(await opening, 'failed').failure, 'closed')
    gives(await model.open(), 'opened')
    const beginning = model.begin(1)
    gives(await model.close(), 'closed')
    assert.equal(gives(await beginning, 'failed').failure, 'closed')
    assert.deepEqual(handlesOn(path), [])
  })

  const harms: readonly (readonly [what: string, harm: (path: string) => void, says: RegExp])[] = [
    ['removed', (path) => rmSync(path), /was removed while it was open/],
    ['moved', (path) => renameSync(path, `${path}.moved`), /was removed while it was open/],
    ['replaced', (path) => renameSync(`${path}.copy`, path), /was replaced while it was open/],
    ['shortened', (path) => truncateSync(path, 4_096), /was shortened while it was open/],
  ]
  for (const [what, harm, says] of harms) {
    test(`whose file was ${what} while it is open fails with corrupted, and makes no new file`, async (t) => {
      const path = await pathFor(t)
      await makeModel(path)
      copyFileSync(path, `${path}.copy`)
      const model = await opened(t, accountsIn(path))
      const build = await begun(model)
      harm(path)
      const there = existsSync(path)
      const to = { ...build.checkpoint, position: 1 }
      for (const outcome of [
        await model.commit({ build, from: build.checkpoint, to, events: [], swap: false }),
        await model.builds(),
        await model.begin(2),
      ]) {
        const failed = gives(outcome, 'failed')
        assert.deepEqual([failed.failure, failed.effect], ['corrupted', 'none'])
        assert.match(failed.says, says)
      }
      assert.equal(existsSync(path), there)
    })
  }
})

suite('the config of a read model', () => {
  test('is refused by a TypeError that names the field, before any I/O', async (t) => {
    const good = modelConfig(await pathFor(t))
    for (const [change, says] of [
      [{ path: '' }, /SqliteReadModelConfig: path /],
      [{ path: ':memory:' }, /path .*:memory:/],
      [{ create: 1 }, /create .*true or false/],
      [{ synchronous: 'off' }, /synchronous .*'full' or 'normal'/],
      [{ busyTimeoutMs: -1 }, /busyTimeoutMs /],
      [{ access: 'read_only' }, /"access"/],
    ] as const)
      refuses({ ...good, ...change }, says)
    for (const name of Object.keys(good))
      refuses(
        Object.fromEntries(Object.entries(good).filter(([key]) => key !== name)),
        new RegExp(`SqliteReadModelConfig: ${name} is missing`),
      )
    assert.ok(!existsSync(good.path))
  })

  test('comes with a projection and two functions', async (t) => {
    const parts = {
      projection: accounts(),
      config: modelConfig(await pathFor(t)),
      create: createAccounts,
      apply: applyAccounts,
    }
    for (const name of ['create', 'apply'])
      assert.throws(() => Reflect.construct(SqliteReadModel, [{ ...parts, [name]: 'x' }]), {
        name: 'TypeError',
        message: `SqliteReadModel: ${name} must be a function.`,
      })
    assert.throws(() => Reflect.construct(SqliteReadModel, [{ ...parts, projection: undefined }]), {
      name: 'TypeError',
      message: 'SqliteReadModel: projection must be what projection() returns.',
    })
  })
})

const refuses = (config: unknown, says: RegExp): void => {
  assert.ok(!check(SqliteReadModelConfig, config).fits)
  const parts = { projection: accounts(), config, create: createAccounts, apply: applyAccounts }
  assert.throws(() => Reflect.construct(SqliteReadModel, [parts]), { name: 'TypeError', message: says })
}

test('A call that is made while a read model is being opened waits until it is open', async (t) => {
  const model = accountsIn(await pathFor(t))
  t.after(() => model.close())
  const opening = model.open()
  gives(await model.builds(), 'builds')
  gives(await opening, 'opened')
})

test('A read model is closed at the end of the block that uses it', async (t) => {
  const path = await pathFor(t)
  const used = async (): Promise<SqliteReadModel<LedgerTypes>> => {
    await using model = accountsIn(path)
    gives(await model.open(), 'opened')
    return model
  }
  assert.equal(gives(await (await used()).builds(), 'failed').failure, 'closed')
  assert.deepEqual(handlesOn(path), [])
})
