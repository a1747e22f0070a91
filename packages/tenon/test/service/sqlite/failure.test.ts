import assert from 'node:assert/strict'
import { statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, DatabaseSync } from 'node:sqlite'
import { suite, test } from 'node:test'
import { EventStore } from 'tenon'
import { failureOf, failures, isBusy, isTaken } from '../../../src/service/sqlite/failure.ts'
import { folderFor } from '../semantics/stores.ts'

/** Returns what a function throws. It must throw. */
const thrown = (does: () => unknown): unknown => {
  try {
    does()
  } catch (error) {
    return error
  }
  return assert.fail('an error was expected')
}

/** Makes an error with a code of SQLite, for errors that cannot be provoked. */
const coded = (errcode: number): Error => Object.assign(new Error('as SQLite would say it'), { errcode })

/** Provokes a real error, each in a folder of its own. */
const real: Readonly<Record<string, (folder: string) => unknown>> = {
  READONLY: (folder) => {
    const path = join(folder, 'a.db')
    new DatabaseSync(path).close()
    return new DatabaseSync(path, { readOnly: true }).exec('CREATE TABLE a (b)')
  },
  BUSY: (folder) => {
    const path = join(folder, 'a.db')
    new DatabaseSync(path).exec('BEGIN EXCLUSIVE')
    return new DatabaseSync(path, { timeout: 0 }).exec('BEGIN EXCLUSIVE')
  },
  LOCKED: () => {
    const db = new DatabaseSync(':memory:')
    db.exec('CREATE TABLE a (b); INSERT INTO a VALUES (1), (2)')
    const rows = db.prepare('SELECT b FROM a').iterate()
    rows.next()
    return db.exec('DROP TABLE a')
  },
  FULL: (folder) => {
    const db = new DatabaseSync(join(folder, 'a.db'))
    db.exec('PRAGMA max_page_count = 2; CREATE TABLE a (b)')
    return db.exec('INSERT INTO a VALUES (zeroblob(100000))')
  },
  CANTOPEN: (folder) => new DatabaseSync(join(folder, 'missing', 'a.db')),
  TOOBIG: () => new DatabaseSync(':memory:').exec('SELECT zeroblob(2000000000)'),
  AUTH: () => {
    const db = new DatabaseSync(':memory:')
    db.setAuthorizer(() => constants.SQLITE_DENY)
    return db.exec('SELECT 1')
  },
  NOTADB: (folder) => {
    writeFileSync(join(folder, 'a.db'), 'not a database. '.repeat(100))
    return new DatabaseSync(join(folder, 'a.db')).exec('SELECT * FROM sqlite_schema')
  },
  CORRUPT: (folder) => {
    const path = join(folder, 'a.db')
    const db = new DatabaseSync(path)
    db.exec('CREATE TABLE a (b); INSERT INTO a VALUES (zeroblob(100000))')
    db.close()
    truncateSync(path, 8_192)
    return new DatabaseSync(path).exec('SELECT * FROM a')
  },
  ERROR: () => new DatabaseSync(':memory:').exec('SELEKT 1'),
  UNIQUE: () => new DatabaseSync(':memory:').exec('CREATE TABLE a (b UNIQUE); INSERT INTO a VALUES (1), (1)'),
  ENOENT: (folder) => statSync(join(folder, 'missing')),
  ENOTDIR: (folder) => {
    writeFileSync(join(folder, 'file'), '')
    return statSync(join(folder, 'file', 'a.db'))
  },
  ENAMETOOLONG: (folder) => statSync(join(folder, 'x'.repeat(300))),
}

suite('an error of SQLite', () => {
  for (const [name, failure, code] of [
    ['READONLY', 'permission_denied', 'SQLITE_READONLY (8)'],
    ['BUSY', 'busy', 'SQLITE_BUSY (5)'],
    ['LOCKED', 'busy', 'SQLITE_LOCKED (6)'],
    ['FULL', 'full', 'SQLITE_FULL (13)'],
    ['CANTOPEN', 'unavailable', 'SQLITE_CANTOPEN (14)'],
    ['TOOBIG', 'too_large', 'SQLITE_TOOBIG (18)'],
    ['AUTH', 'permission_denied', 'SQLITE_AUTH (23)'],
    ['NOTADB', 'corrupted', 'SQLITE_NOTADB (26)'],
    ['CORRUPT', 'corrupted', 'SQLITE_CORRUPT (11)'],
    ['ERROR', 'unclassified', 'SQLITE_ERROR (1)'],
    ['ENOENT', 'not_found', 'ENOENT'],
    ['ENOTDIR', 'not_found', 'ENOTDIR'],
    ['ENAMETOOLONG', 'misconfigured', 'ENAMETOOLONG'],
  ] as const) {
    test(`that is ${name} is the failure ${failure}, with the code as evidence`, async (t) => {
      const folder = await folderFor(t)
      const error = thrown(() => real[name]?.(folder))
      const failed = failureOf(error, 'append', '/data/events.db', 'unknown')
      assert.deepEqual([failed.kind, failed.failure, failed.operation], ['failed', failure, 'append'])
      assert.deepEqual([failed.evidence?.technology, failed.evidence?.code], ['sqlite', code])
      assert.equal(failed.evidence?.message, error instanceof Error ? error.message : '')
      assert.ok(failed.says.startsWith('append: '))
      assert.equal(isBusy(error), failure === 'busy')
    })
  }

  test('that cannot be had at will is known by its code', () => {
    for (const [errcode, failure] of [
      [3, 'permission_denied'],
      [7, 'unavailable'],
      [10, 'corrupted'],
      [10 | (3 << 8), 'corrupted'],
      [10 | (12 << 8), 'unavailable'],
      [8 | (4 << 8), 'corrupted'],
      [5 | (1 << 8), 'busy'],
      [5 | (2 << 8), 'busy'],
      [11 | (2 << 8), 'corrupted'],
      [13 | (9 << 8), 'full'],
      [19, 'unclassified'],
      [21, 'unclassified'],
      [255, 'unclassified'],
    ] as const) {
      const { failure: found, evidence } = failureOf(coded(errcode), 'append', '/data/events.db', 'none')
      assert.equal(found, failure, String(errcode))
      assert.ok(evidence?.code.includes(`(${errcode})`))
    }
    for (const [code, failure] of [
      ['EACCES', 'permission_denied'],
      ['EPERM', 'permission_denied'],
      ['EROFS', 'permission_denied'],
      ['EMFILE', 'unavailable'],
      ['ENFILE', 'unavailable'],
      ['ENOSPC', 'full'],
      ['EDQUOT', 'full'],
      ['EIO', 'corrupted'],
      ['ELOOP', 'misconfigured'],
      ['EWHATEVER', 'unclassified'],
    ] as const) {
      const error = Object.assign(new Error('as the system would say it'), { code })
      assert.equal(failureOf(error, 'open', '/data/events.db', 'none').failure, failure, code)
    }
  })

  test('gives only an effect that the table of failures allows', () => {
    for (let errcode = 0; errcode < 64 * 256; errcode += 1) {
      for (const effect of ['none', 'unknown'] as const) {
        const failed = failureOf(coded(errcode), 'append', '/data/events.db', effect)
        assert.ok(failures.some((known) => known === failed.failure))
        assert.ok(EventStore.failures[failed.failure].effects.some((known) => known === failed.effect))
      }
    }
  })

  test('at COMMIT has effect unknown only if nothing can tell what happened', () => {
    assert.equal(failureOf(coded(10), 'append', '/e.db', 'unknown').effect, 'unknown')
    assert.equal(failureOf(coded(10), 'append', '/e.db', 'none').effect, 'none')
    for (const errcode of [5, 13]) {
      assert.equal(failureOf(coded(errcode), 'append', '/e.db', 'unknown').effect, 'none')
    }
  })

  test('that says a file is no database is misconfigured at open, and corrupted afterwards', () => {
    assert.equal(failureOf(coded(26), 'open', '/e.db', 'none').failure, 'misconfigured')
    assert.equal(failureOf(coded(26), 'read', '/e.db', 'none').failure, 'corrupted')
  })

  test('for a value that exists already differs from all others', async (t) => {
    const folder = await folderFor(t)
    assert.ok(isTaken(thrown(() => real.UNIQUE?.(folder))))
    assert.ok(!isTaken(thrown(() => real.ERROR?.(folder))))
    assert.ok(!isTaken(coded(19)))
    assert.ok(!isBusy(coded(1)))
  })

  test('may be anything that can be thrown', () => {
    const odd = [
      undefined,
      null,
      'text',
      7,
      {},
      Symbol('s'),
      Object.create(null),
      Object.assign(new Error('e'), { errcode: 'x' }),
    ]
    for (const error of odd) {
      const failed = failureOf(error, 'read', '/e.db', 'none')
      assert.equal(failed.failure, 'unclassified')
      assert.equal(typeof failed.evidence?.message, 'string')
      assert.ok(!isBusy(error) && !isTaken(error))
    }
  })

  test('is said with the path as it is, whatever signs stand in it', () => {
    for (const path of ['/data/a.db', "/data/$&/$'/$1/$$.db", '/data/100%.db']) {
      assert.ok(failureOf(coded(13), 'append', path, 'none').says.includes(` ${path}.`), path)
    }
  })
})
