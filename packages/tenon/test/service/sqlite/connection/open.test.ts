import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { suite, test } from 'node:test'
import { events, fill, folderFor, gives, sqliteConfig } from '../../semantics/stores.ts'
import { bound, bytesIn, makeFile, openFails, openFile, pathFor, runSql, whole } from '../files.ts'
import { Process } from '../processes/process.ts'

const NOBODY = 65_534

suite('opening a file', () => {
  test('makes it when it is missing, keeps what is in it, and gives the same store twice', async (t) => {
    const path = await pathFor(t)
    await makeFile(path, 3)
    const binding = bound(t, path, { create: false })
    const { store } = gives(await binding.open(), 'opened')
    assert.equal(gives(await binding.open(), 'opened').store, store)
    assert.equal(gives(await store.read(whole), 'page').head, 2)
    await fill(store, 'a-1', 1)
  })

  test('takes an empty file as new', async (t) => {
    const path = await pathFor(t)
    writeFileSync(path, '')
    await fill(await openFile(t, path), 'a-1', 1)
  })

  test('goes through a link, a relative path and a name full of signs', async (t) => {
    const folder = await folderFor(t)
    const real = join(folder, "50% off? #1 & 'more' $& 😀.db")
    await makeFile(real, 1)
    const link = join(folder, 'link.db')
    symlinkSync(real, link)
    assert.equal(gives(await (await openFile(t, link, { create: false })).read(whole), 'page').head, 0)
  })

  test('says not_found for a missing file that may not be made, and makes none', async (t) => {
    const path = await pathFor(t)
    for (const stated of [{ create: false }, { access: 'read_only' }] as const) {
      const { failure, effect, operation, says } = await openFails(t, path, stated)
      assert.deepEqual([failure, effect, operation], ['not_found', 'none', 'open'])
      assert.ok(says.includes(path))
    }
    assert.ok(!existsSync(path))
  })

  test('says not_found for a missing file that is only to be opened, and leaves nothing of it', async (t) => {
    const path = await pathFor(t)
    for (const access of ['read_write', 'read_only'] as const) {
      const { failure, effect, operation, says } = gives(await bound(t, path, { access }).openExisting(), 'failed')
      assert.deepEqual([failure, effect, operation], ['not_found', 'none', 'open'])
      assert.match(says, access === 'read_write' ? /"tenon append" and "tenon import" make/ : /let Tenon make the file/)
    }
    assert.deepEqual(bytesIn(dirname(path)), {})
  })

  test('says not_found for an empty file that is only to be opened, and leaves it byte for byte', async (t) => {
    for (const sql of ['', 'PRAGMA journal_mode = WAL']) {
      const path = await pathFor(t)
      writeFileSync(path, '')
      runSql(path, sql)
      const before = bytesIn(dirname(path))
      const { failure, says } = gives(await bound(t, path).openExisting(), 'failed')
      assert.equal(failure, 'not_found')
      assert.match(says, /events\.db is empty: no store was made in it\. Check the path/)
      assert.deepEqual(bytesIn(dirname(path)), before)
    }
  })

  test('opens to write what exists only, by a link, a relative path and a name full of signs', async (t) => {
    const folder = await folderFor(t)
    const real = join(folder, "50%25 off? #1 & 'more' $& 😀.db")
    await makeFile(real, 1)
    symlinkSync(real, join(folder, 'link.db'))
    symlinkSync(join(folder, 'gone.db'), join(folder, 'dangling.db'))
    const names = readdirSync(folder)
    for (const path of [real, join(folder, 'link.db'), relative(process.cwd(), real)]) {
      await using binding = bound(t, path)
      await fill(gives(await binding.openExisting(), 'opened').store, 'a-1', 1)
    }
    assert.equal(gives(await bound(t, join(folder, 'dangling.db')).openExisting(), 'failed').failure, 'not_found')
    assert.equal(gives(await (await openFile(t, real)).read(whole), 'page').head, 3)
    assert.deepEqual(
      readdirSync(folder).filter((name) => !/-(wal|shm)$/.test(name)),
      names,
    )
  })

  test('says not_found for a missing folder, and for a file in the place of one', async (t) => {
    const folder = await folderFor(t)
    const missing = await openFails(t, join(folder, 'missing', 'events.db'))
    assert.equal(missing.failure, 'not_found')
    assert.ok(missing.says.includes(join(folder, 'missing')))
    writeFileSync(join(folder, 'file'), '')
    assert.equal((await openFails(t, join(folder, 'file', 'events.db'))).failure, 'not_found')
  })

  test('says misconfigured for a folder and for a pipe, and does not wait for the pipe', async (t) => {
    const folder = await folderFor(t)
    mkdirSync(join(folder, 'folder'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    for (const name of ['folder', 'pipe']) {
      const { failure, effect, says } = await openFails(t, join(folder, name))
      assert.deepEqual([failure, effect], ['misconfigured', 'none'])
      assert.ok(says.includes(name))
    }
  })

  test('says misconfigured for a file that is no database, and leaves it byte for byte', async (t) => {
    for (const text of ['\n', 'hello\n', 'SQLite format 3', 'not a database. '.repeat(1_000)]) {
      for (const access of ['read_write', 'read_only'] as const) {
        const path = await pathFor(t)
        writeFileSync(path, text)
        const before = bytesIn(dirname(path))
        const outcome = await bound(t, path, { access }).open()
        assert.equal(outcome.kind, 'failed', `${JSON.stringify(text.slice(0, 20))} was taken under ${access}`)
        const { failure, effect, says } = gives(outcome, 'failed')
        assert.deepEqual([failure, effect], ['misconfigured', 'none'])
        assert.ok(says.includes(path))
        assert.deepEqual(bytesIn(dirname(path)), before)
      }
    }
  })

  test('says misconfigured for a database of another program, and leaves it byte for byte', async (t) => {
    for (const sql of [
      'CREATE TABLE mine (it); INSERT INTO mine VALUES (1)',
      'PRAGMA application_id = 7',
      'PRAGMA user_version = 1',
      'CREATE TABLE events (it)',
      'PRAGMA journal_mode = WAL; CREATE TABLE mine (it)',
    ]) {
      for (const access of ['read_write', 'read_only'] as const) {
        const path = await pathFor(t)
        runSql(path, sql)
        const before = bytesIn(dirname(path))
        const { failure, effect, says } = await openFails(t, path, { access })
        assert.deepEqual([failure, effect], ['misconfigured', 'none'], sql)
        assert.match(says, /another program/)
        // SQLite cannot read a database in WAL mode without its two files, and read-only it cannot remove them.
        const after = bytesIn(dirname(path))
        if (access === 'read_write') assert.deepEqual(after, before, sql)
        else assert.equal(after['events.db'], before['events.db'], sql)
      }
    }
  })

  test('says misconfigured for a file of a newer Tenon, and leaves it byte for byte', async (t) => {
    const path = await pathFor(t)
    await makeFile(path, 2)
    runSql(path, 'PRAGMA user_version = 3')
    const before = bytesIn(dirname(path))
    const { failure, says } = await openFails(t, path)
    assert.equal(failure, 'misconfigured')
    assert.match(says, /newer Tenon.*Update Tenon/)
    assert.deepEqual(bytesIn(dirname(path)), before)
  })

  test('says misconfigured, naming both, when the file was made with another dedupe', async (t) => {
    for (const [made, stated] of [
      ['forever', 'expected'],
      ['expected', 'forever'],
    ] as const) {
      const path = await pathFor(t)
      await makeFile(path, 1, { dedupe: made })
      const { failure, says } = await openFails(t, path, { dedupe: stated })
      assert.equal(failure, 'misconfigured')
      assert.ok(says.includes(`'${made}'`) && says.includes(`'${stated}'`))
      await openFile(t, path, { dedupe: made })
    }
  })

  test('read_only lets read and refuses to append with permission_denied', async (t) => {
    const path = await pathFor(t)
    await makeFile(path, 3)
    const store = await openFile(t, path, { access: 'read_only' })
    assert.equal(gives(await store.read(whole), 'page').head, 2)
    const append = { stream: 'a-1', expectedRevision: 'any', events: events(1) } as const
    const { failure, effect, says } = gives(await store.append(append), 'failed')
    assert.deepEqual([failure, effect], ['permission_denied', 'none'])
    assert.match(says, /read_only/)
    const writer = await openFile(t, path)
    gives(await writer.append(append), 'appended')
    assert.equal(gives(await store.read(whole), 'page').head, 3)
  })

  test('read_only says misconfigured for an empty file, and leaves it empty', async (t) => {
    const path = await pathFor(t)
    writeFileSync(path, '')
    assert.equal((await openFails(t, path, { access: 'read_only' })).failure, 'misconfigured')
    assert.equal(statSync(path).size, 0)
  })

  test('says permission_denied to a user who may not write the file, or its folder, or read it', async (t) => {
    if (process.getuid?.() !== 0) return t.skip('only root can become another user')
    for (const [folderMode, fileMode] of [
      [0o777, 0o644],
      [0o755, 0o666],
      [0o777, 0o600],
      [0o700, 0o666],
    ] as const) {
      const path = await pathFor(t)
      await makeFile(path, 1)
      chmodSync(path, fileMode)
      chmodSync(dirname(path), folderMode)
      const answer = await new Process(t, { kind: 'try', config: sqliteConfig(path), uid: NOBODY }).hear()
      const { failure, effect, operation } = Object(answer)
      assert.deepEqual([failure, effect, operation], ['permission_denied', 'none', 'open'])
      assert.equal(gives(await (await openFile(t, path)).read(whole), 'page').head, 0)
    }
    t.diagnostic('ran as a child process under uid 65534')
  })

  test('read_only serves a user who may only read the file', async (t) => {
    if (process.getuid?.() !== 0) return t.skip('only root can become another user')
    for (const written of ['now', 'before'] as const) {
      const path = await pathFor(t)
      await makeFile(path, 1)
      chmodSync(path, 0o644)
      // Without a writer, SQLite must make the two files beside one in WAL mode.
      chmodSync(dirname(path), written === 'now' ? 0o755 : 0o777)
      if (written === 'now') await fill(await openFile(t, path), 'a-1', 1)
      const config = sqliteConfig(path, { access: 'read_only' })
      const answer = Object(await new Process(t, { kind: 'try', config, uid: NOBODY }).hear())
      assert.deepEqual([answer.failure, answer.operation], ['permission_denied', 'append'], JSON.stringify(answer))
    }
  })

  test('says permission_denied for a file that not even root may write', async (t) => {
    const path = await pathFor(t)
    await makeFile(path, 1)
    try {
      execFileSync('chattr', ['+i', path], { stdio: 'pipe' })
    } catch {
      return t.skip('chattr +i is not allowed here')
    }
    const binding = bound(t, path)
    try {
      const { failure, effect } = gives(await binding.open(), 'failed')
      assert.deepEqual([failure, effect], ['permission_denied', 'none'])
    } finally {
      execFileSync('chattr', ['-i', path])
    }
    await fill(gives(await binding.open(), 'opened').store, 'a-1', 1)
    t.diagnostic('ran with chattr +i')
  })

  test('of many bindings at once makes one file, in which all of them append', async (t) => {
    const path = await pathFor(t)
    const stores = await Promise.all(Array.from({ length: 8 }, () => openFile(t, path)))
    await Promise.all(stores.map((store) => fill(store, 'a-1', 5)))
    const [first] = stores
    assert.ok(first !== undefined)
    assert.equal(gives(await first.read(whole), 'page').head, 39)
  })

  test('that failed can be tried again on the same binding when the cause is gone', async (t) => {
    const folder = join(await folderFor(t), 'later')
    const binding = bound(t, join(folder, 'events.db'))
    gives(await binding.open(), 'failed')
    mkdirSync(folder)
    await fill(gives(await binding.open(), 'opened').store, 'a-1', 1)
  })

  test('and closing it leaves one file', async (t) => {
    const path = await pathFor(t)
    const binding = bound(t, path)
    await fill(gives(await binding.open(), 'opened').store, 'a-1', 1)
    await binding.close()
    await binding.close()
    assert.deepEqual(Object.keys(bytesIn(dirname(path))), ['events.db'])
  })
})
