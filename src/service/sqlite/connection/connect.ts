import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { IfAbsent } from '../../binding/executor.ts'
import type { SqliteStoreConfig } from '../event/config.ts'
import { failureOf, found, isBusy } from '../failure.ts'
import { File, number } from './file.ts'

/** "Tenn" in ASCII: it marks a database file as ours. */
const APPLICATION_ID = 0x54656e6e
/** What every database begins with; SQLite itself takes a file of one byte for an empty one. */
const HEADER_BYTES = 100
/** The version of the tables. */
const VERSION = 1

const SCHEMA = `
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

/** An id is looked up only where it is recognised anywhere; elsewhere the index would cost half of every append. */
const BY_ID = 'CREATE UNIQUE INDEX events_by_id ON events (id);'

/**
 * How a connection is set. A sync is one that the disk itself keeps (it matters on macOS alone). The write-ahead log is moved into the file each 1,000 pages (4 MiB), and cut to 64 MiB when it is reused.
 * SQLite's own waiting is off: it would stop the event loop.
 */
const SETTINGS = `
  PRAGMA busy_timeout = 0;
  PRAGMA cache_size = -16384;
  PRAGMA temp_store = MEMORY;
  PRAGMA trusted_schema = OFF;
`
const WRITER_SETTINGS = (synchronous: 'full' | 'normal'): string => `
  PRAGMA synchronous = ${synchronous};
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA wal_autocheckpoint = 1000;
  PRAGMA journal_size_limit = 67108864;
`

/**
 * Tries once to open the file of a config, making or checking it, and hands it to its user. It never waits: it gives nothing when
 * another connection holds the lock. Whatever fails on the way leaves nothing open.
 */
export const connect = <Used>(
  config: SqliteStoreConfig,
  ifAbsent: IfAbsent,
  use: (file: File) => Used,
): Used | EventStoreFailed | undefined => {
  const unfit = refusal(config, ifAbsent)
  if (unfit !== undefined) return unfit
  let opened: { close(): void } | undefined
  try {
    const db = new DatabaseSync(addressOf(config, ifAbsent), { readOnly: config.access === 'read_only', timeout: 0 })
    opened = db
    db.exec(SETTINGS)
    const mistake = prepare(db, config, ifAbsent)
    if (mistake !== undefined) {
      db.close()
      return mistake
    }
    const file = File.of(config, db)
    opened = file
    return use(file)
  } catch (error) {
    opened?.close()
    if (isBusy(error)) return undefined
    // SQLite only says that it could not open a file which has gone away since it was looked at.
    return refusal(config, ifAbsent) ?? failureOf(error, 'open', config.path, 'none')
  }
}

/** The path, or an address by which SQLite opens the file to write and never makes it. */
const addressOf = ({ path, access }: SqliteStoreConfig, ifAbsent: IfAbsent): string | URL => {
  if (ifAbsent === 'make' || access === 'read_only') return path
  const address = pathToFileURL(path)
  address.searchParams.set('mode', 'rw')
  return address
}

/** Looks at the path before SQLite does: its own answer to all of these is that it could not open a file. */
const refusal = ({ path, create, access }: SqliteStoreConfig, ifAbsent: IfAbsent): EventStoreFailed | undefined => {
  const write = access === 'read_write'
  try {
    const stats = statSync(path, { throwIfNoEntry: false })
    const folder = dirname(stats === undefined ? path : realpathSync(path))
    if (stats === undefined) {
      if (!create || !write)
        return refused(
          'not_found',
          `${path} does not exist. Correct the path, or let it be made: create: true, access: 'read_write'.`,
        )
      if (ifAbsent === 'fail') return refused('not_found', `${path} does not exist. ${MADE_BY}`)
      if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
        return refused('not_found', `the folder ${folder} does not exist. Make it, or correct the path.`)
    } else {
      if (!stats.isFile())
        return refused(
          'misconfigured',
          `${path} is ${stats.isDirectory() ? 'a folder' : 'no regular file'}. Name a file.`,
        )
      if (stats.size > 0 && stats.size < HEADER_BYTES)
        return refused(
          'misconfigured',
          `${path} is not a database of events. Correct the path; the file was left as it is.`,
        )
      accessSync(path, write ? constants.R_OK | constants.W_OK : constants.R_OK)
    }
    // SQLite keeps its log beside the file.
    if (write) accessSync(folder, constants.W_OK)
    return undefined
  } catch (error) {
    return failureOf(error, 'open', path, 'none')
  }
}

const MADE_BY = 'Check the path in the config. "tenon append" and "tenon import" make the file, and so does open().'

const prepare = (db: DatabaseSync, config: SqliteStoreConfig, ifAbsent: IfAbsent): EventStoreFailed | undefined => {
  const { path, access, synchronous, dedupe } = config
  const foreign = foreignness(db, path)
  if (foreign !== undefined) return foreign
  if (ifAbsent === 'fail' && isNew(db))
    return refused('not_found', `${path} is empty: no store was made in it. ${MADE_BY}`)
  if (access === 'read_write') {
    const mode = text(db, 'PRAGMA journal_mode = WAL')
    if (mode !== 'wal')
      return refused(
        'misconfigured',
        `${path} cannot have a write-ahead log here (its journal is '${mode}'). Move it to a local disk.`,
      )
    db.exec(WRITER_SETTINGS(synchronous))
    makeTables(db, dedupe)
    // Another process may have made its own tables between the look and the lock.
    const meanwhile = foreignness(db, path)
    if (meanwhile !== undefined) return meanwhile
  }
  if (isNew(db))
    return refused('misconfigured', `${path} is empty, and may not be made into a store under access: 'read_only'.`)
  const tables = number(db, `SELECT count(*) FROM sqlite_schema WHERE name IN ('events', 'events_by_stream', 'store')`)
  if (tables < 3)
    return refused('corrupted', `${path} is marked as a store, and lacks its tables. Stop, and restore the file.`)
  const declared = text(db, 'SELECT dedupe FROM store')
  if (declared === dedupe) return undefined
  return refused(
    'misconfigured',
    `${path} was made with dedupe: '${declared}', and the config says '${dedupe}'. Correct the config, or copy the events into a new file.`,
  )
}

const foreignness = (db: DatabaseSync, path: string): EventStoreFailed | undefined => {
  const application = number(db, 'PRAGMA application_id')
  const version = number(db, 'PRAGMA user_version')
  if (application === APPLICATION_ID && version === VERSION) return undefined
  if (application === APPLICATION_ID && version > VERSION)
    return refused(
      'misconfigured',
      `${path} was made by a newer Tenon (tables ${version}, this one knows ${VERSION}). Update Tenon; the file was left as it is.`,
    )
  if (isNew(db)) return undefined
  return refused(
    'misconfigured',
    `${path} is a database of something else. Correct the path; the file was left as it is.`,
  )
}

const isNew = (db: DatabaseSync): boolean =>
  number(db, 'PRAGMA application_id') === 0 &&
  number(db, 'PRAGMA user_version') === 0 &&
  number(db, 'SELECT count(*) FROM sqlite_schema') === 0

const makeTables = (db: DatabaseSync, dedupe: 'expected' | 'forever'): void => {
  if (!isNew(db)) return
  db.exec('BEGIN IMMEDIATE')
  try {
    if (isNew(db)) {
      db.exec(`${SCHEMA}${dedupe === 'forever' ? BY_ID : ''}`)
      db.prepare('INSERT INTO store (dedupe) VALUES (?)').run(dedupe)
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION};`)
    }
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

const refused = (failure: EventStoreFailed['failure'], says: string): EventStoreFailed => found(failure, 'open', says)

const text = (db: DatabaseSync, sql: string): string => String(Object.values(db.prepare(sql).get() ?? {})[0])
