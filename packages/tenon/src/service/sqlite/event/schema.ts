import type { DatabaseSync } from 'node:sqlite'
import type { IfAbsent } from '../../binding/executor.ts'
import { connect, setForWriting } from '../connection/connect.ts'
import type { File } from '../connection/file.ts'
import { numberOf, textOf } from '../connection/first-value.ts'
import { found, type SqliteFailed } from '../failure.ts'
import type { SqliteStoreConfig } from './config.ts'

/** "Tenn" in ASCII: it marks a database file as Tenon's. */
const APPLICATION_ID = 0x54656e6e
/** The version of the tables. */
const VERSION = 1

const TABLES = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    recorded_at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  CREATE TABLE store (dedupe TEXT NOT NULL) STRICT;
`

/**
 * The index is made only where an id is recognised anywhere in the file; elsewhere it would cost half of every append.
 */
const BY_ID = 'CREATE UNIQUE INDEX events_by_id ON events (id);'

const IF_ABSENT_SAY =
  'Check the path in the config. "tenon append" and "tenon import" make the file, and so does open().'

/**
 * Tries once to open the file of a config, with its tables made or checked, and passes it to `use`. It never waits: it
 * returns nothing if another connection holds the lock. If any step fails, nothing stays open.
 */
export const openFile = <Used>(
  config: SqliteStoreConfig,
  ifAbsent: IfAbsent,
  use: (file: File) => Used,
): Used | SqliteFailed | undefined =>
  connect(config, ifAbsent, { ifAbsentSay: IF_ABSENT_SAY, prepare: (db) => prepare(db, config, ifAbsent) }, use)

const prepare = (db: DatabaseSync, config: SqliteStoreConfig, ifAbsent: IfAbsent): SqliteFailed | undefined => {
  const { path, access, dedupe } = config
  const foreign = checkOwner(db, path)
  if (foreign !== undefined) return foreign
  if (ifAbsent === 'fail' && isNew(db))
    return refused('not_found', `${path} is empty: no store was made in it. ${IF_ABSENT_SAY}`)
  if (access === 'read_write') {
    const unwritable = setForWriting(db, config)
    if (unwritable !== undefined) return unwritable
    makeTables(db, dedupe)
    // Another process may have made tables of its own between the check and the lock.
    const meanwhile = checkOwner(db, path)
    if (meanwhile !== undefined) return meanwhile
  }
  return checkTables(db, config)
}

const checkTables = (
  db: DatabaseSync,
  { path, dedupe }: Pick<SqliteStoreConfig, 'path' | 'dedupe'>,
): SqliteFailed | undefined => {
  if (isNew(db))
    return refused(
      'misconfigured',
      `${path} is empty, and access: 'read_only' does not allow Tenon to make a store in it.`,
    )
  const tables = numberOf(
    db,
    `SELECT count(*) FROM sqlite_schema WHERE name IN ('events', 'events_by_stream', 'store')`,
  )
  if (tables < 3)
    return refused('corrupted', `${path} is marked as a store, but lacks its tables. Stop, and restore the file.`)
  const declared = textOf(db, 'SELECT dedupe FROM store')
  if (declared === dedupe) return undefined
  return refused(
    'misconfigured',
    `${path} was made with dedupe: '${declared}', and the config says '${dedupe}'. Correct the config, or copy the events into a new file.`,
  )
}

/** Returns the failure if the file belongs to another program, or to a newer Tenon. */
const checkOwner = (db: DatabaseSync, path: string): SqliteFailed | undefined => {
  const application = numberOf(db, 'PRAGMA application_id')
  const version = numberOf(db, 'PRAGMA user_version')
  if (application === APPLICATION_ID && version === VERSION) return undefined
  if (application === APPLICATION_ID && version > VERSION)
    return refused(
      'misconfigured',
      `${path} was made by a newer Tenon (tables ${version}, this one knows ${VERSION}). Update Tenon; the file was not changed.`,
    )
  if (isNew(db)) return undefined
  return refused(
    'misconfigured',
    `${path} is a database of another program. Correct the path; the file was not changed.`,
  )
}

const isNew = (db: DatabaseSync): boolean =>
  numberOf(db, 'PRAGMA application_id') === 0 &&
  numberOf(db, 'PRAGMA user_version') === 0 &&
  numberOf(db, 'SELECT count(*) FROM sqlite_schema') === 0

const makeTables = (db: DatabaseSync, dedupe: SqliteStoreConfig['dedupe']): void => {
  if (!isNew(db)) return
  db.exec('BEGIN IMMEDIATE')
  try {
    if (isNew(db)) {
      db.exec(`${TABLES}${dedupe === 'forever' ? BY_ID : ''}`)
      db.prepare('INSERT INTO store (dedupe) VALUES (?)').run(dedupe)
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION};`)
    }
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

const refused = (failure: 'not_found' | 'misconfigured' | 'corrupted', says: string): SqliteFailed =>
  found(failure, 'open', says)
