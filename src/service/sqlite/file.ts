import { accessSync, constants, realpathSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Growth, Growths } from '../binding/growth.ts'
import type { EventStoreFailed } from '../../domain/event/failure.ts'
import type { SqliteStoreConfig } from './config.ts'
import { failureOf, found, isBusy } from './failure.ts'

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

/** The log is moved into the file out of turn when it is larger than this: a long read of somebody else's may have held that up. */
const LARGE_LOG_BYTES = 32 * 1024 * 1024

/** How often, in milliseconds, the log is looked at, at most. */
const LOG_LOOK_MS = 10

/**
 * Tries once to open the file of a config, making or checking it, and hands it to its user. It never waits: it gives nothing when
 * another connection holds the lock. Whatever fails on the way leaves nothing open.
 */
export const connect = <Used>(
  config: SqliteStoreConfig,
  use: (file: File) => Used,
): Used | EventStoreFailed | undefined => {
  const unfit = refusal(config)
  if (unfit !== undefined) return unfit
  let opened: { close(): void } | undefined
  try {
    const db = new DatabaseSync(config.path, { readOnly: config.access === 'read_only', timeout: 0 })
    opened = db
    db.exec(SETTINGS)
    const mistake = prepare(db, config)
    if (mistake !== undefined) {
      db.close()
      return mistake
    }
    const file = File.of(config, db)
    opened = file
    return use(file)
  } catch (error) {
    opened?.close()
    return isBusy(error) ? undefined : failureOf(error, 'open', config.path, 'none')
  }
}

/** Looks at the path before SQLite does: its own answer to all of these is that it could not open a file. */
const refusal = ({ path, create, access }: SqliteStoreConfig): EventStoreFailed | undefined => {
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

const prepare = (db: DatabaseSync, config: SqliteStoreConfig): EventStoreFailed | undefined => {
  const { path, access, synchronous, dedupe } = config
  const foreign = foreignness(db, path)
  if (foreign !== undefined) return foreign
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

const first = (db: DatabaseSync, sql: string): unknown => Object.values(db.prepare(sql).get() ?? {})[0]
const number = (db: DatabaseSync, sql: string): number => Number(first(db, sql))
const text = (db: DatabaseSync, sql: string): string => String(first(db, sql))

/** An open database file, and whether it is still the file that was opened. */
export class File {
  readonly path: string
  readonly db: DatabaseSync
  readonly growth: Growth
  /** Where the file really is: the path may be relative, or lead over a link, and SQLite keeps the log beside the file itself. */
  readonly #real: string
  readonly #pollMs: number
  readonly #opened: Stats
  readonly #log: Stats | undefined
  readonly #key: string
  #size: number
  #damage: string | undefined
  #logSize = 0
  #logLooked = 0
  #seen: number
  #timer: NodeJS.Timeout | undefined

  /** Takes over a file that was just opened. Throws the system's error when it is gone already. */
  static of(config: SqliteStoreConfig, db: DatabaseSync): File {
    return new File(config, db)
  }

  private constructor({ path, pollMs }: SqliteStoreConfig, db: DatabaseSync) {
    this.path = path
    this.db = db
    this.#pollMs = pollMs
    this.#real = realpathSync(path)
    this.#opened = statSync(this.#real)
    this.#log = statSync(`${this.#real}-wal`, { throwIfNoEntry: false })
    this.#size = this.#opened.size
    this.#seen = this.version()
    this.growth = new Growth({ begin: () => this.#watch(), end: () => clearInterval(this.#timer) })
    this.#key = `${this.#opened.dev}:${this.#opened.ino}`
    growths.add(this.#key, this.growth)
  }

  /** A number that changes when another connection has written. */
  version(): number {
    return number(this.db, 'PRAGMA data_version')
  }

  /** How the file is no longer the one that was opened, or nothing. Once it is damaged, it stays so. */
  damage(): string | undefined {
    this.#damage ??= this.#harm()
    return this.#damage
  }

  #harm(): string | undefined {
    const now = statSync(this.#real, { throwIfNoEntry: false })
    if (now === undefined) return `${this.path} was removed while it was open`
    if (now.ino !== this.#opened.ino || now.dev !== this.#opened.dev)
      return `${this.path} was replaced while it was open`
    if (now.size < this.#size) return `${this.path} was shortened while it was open`
    this.#size = now.size
    return this.#logDamage()
  }

  /** The log is looked at more seldom than the file: to ask the file system costs more than to append. */
  #logDamage(): string | undefined {
    const now = performance.now()
    if (now - this.#logLooked < LOG_LOOK_MS) return undefined
    this.#logLooked = now
    const log = statSync(`${this.#real}-wal`, { throwIfNoEntry: false })
    this.#logSize = log?.size ?? 0
    if (this.#log !== undefined && log?.ino !== this.#log.ino)
      return `${this.#real}-wal was removed or replaced while it was open`
    return undefined
  }

  /** Moves a log that grew large into the file, as far as others' reads allow. */
  checkpoint(): void {
    if (this.#logSize < LARGE_LOG_BYTES) return
    this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
    this.#logSize = 0
  }

  /** Tells every connection of this process to the same file that it has grown. */
  grew(): void {
    growths.grow(this.#key)
  }

  close(): void {
    clearInterval(this.#timer)
    growths.delete(this.#key, this.growth)
    this.db.close()
  }

  #watch(): void {
    this.#timer = setInterval(() => this.#look(), this.#pollMs)
  }

  #look(): void {
    try {
      const version = this.version()
      if (version === this.#seen) return
      this.#seen = version
    } catch {
      // The reader that wakes up meets the same error, and can say it.
    }
    this.growth.grow()
  }
}

/** The growths of the open files of this process, by device and inode: who appends tells the others at once. */
const growths = new Growths()
