import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { IfAbsent } from '../../binding/executor.ts'
import { failureOf, found, isBusy, type SqliteFailed } from '../failure.ts'
import { checkPath } from './check-path.ts'
import type { FileSettings } from './file-settings.ts'
import { File } from './file.ts'
import { textOf } from './first-value.ts'

/** What a capability keeps in a database file. */
export interface Contents {
  /** The end of the message that the file is absent: what to check, and what makes it. */
  readonly ifAbsentSay: string
  /** Makes the tables, or checks those that are there. Returns the failure if the file cannot be used. */
  prepare(db: DatabaseSync): SqliteFailed | undefined
}

/** SQLite's own waiting is off because it would stop the event loop. */
const SETTINGS = `
  PRAGMA busy_timeout = 0;
  PRAGMA cache_size = -16384;
  PRAGMA temp_store = MEMORY;
  PRAGMA trusted_schema = OFF;
`

/**
 * `fullfsync` makes a sync reach the disk itself; it matters only on macOS. The write-ahead log is moved into the file
 * every 1,000 pages (4 MiB), and cut to 64 MiB when it is reused.
 */
const WRITER_SETTINGS = (synchronous: FileSettings['synchronous']): string => `
  PRAGMA synchronous = ${synchronous};
  PRAGMA fullfsync = ON;
  PRAGMA checkpoint_fullfsync = ON;
  PRAGMA wal_autocheckpoint = 1000;
  PRAGMA journal_size_limit = 67108864;
`

/**
 * Tries once to open a database file, makes or checks its contents, and passes the file to `use`. It never waits: it
 * returns nothing if another connection holds the lock. If any step fails, nothing stays open.
 */
export const connect = <Used>(
  settings: FileSettings,
  ifAbsent: IfAbsent,
  contents: Contents,
  use: (file: File) => Used,
): Used | SqliteFailed | undefined => {
  const refusal = checkPath(settings, ifAbsent, contents.ifAbsentSay)
  if (refusal !== undefined) return refusal
  let opened: { close(): void } | undefined
  try {
    const db = new DatabaseSync(addressOf(settings, ifAbsent), {
      readOnly: settings.access === 'read_only',
      timeout: 0,
    })
    opened = db
    db.exec(SETTINGS)
    const mistake = contents.prepare(db)
    if (mistake !== undefined) {
      db.close()
      return mistake
    }
    const file = File.of(settings, db)
    opened = file
    return use(file)
  } catch (error) {
    opened?.close()
    if (isBusy(error)) return undefined
    // If the file has disappeared since the check, SQLite says only that it could not open it.
    return checkPath(settings, ifAbsent, contents.ifAbsentSay) ?? failureOf(error, 'open', settings.path, 'none')
  }
}

/**
 * Sets a connection for writing, with a write-ahead log. Fails with `misconfigured` if the file system does not allow
 * such a log.
 */
export const setForWriting = (
  db: DatabaseSync,
  { path, synchronous }: Pick<FileSettings, 'path' | 'synchronous'>,
): SqliteFailed | undefined => {
  const mode = textOf(db, 'PRAGMA journal_mode = WAL')
  if (mode !== 'wal')
    return found(
      'misconfigured',
      'open',
      `${path} cannot have a write-ahead log here (its journal is '${mode}'). Move it to a local disk.`,
    )
  db.exec(WRITER_SETTINGS(synchronous))
  return undefined
}

/** Returns the path, or an address with which SQLite opens the file for writing and never makes it. */
const addressOf = ({ path, access }: FileSettings, ifAbsent: IfAbsent): string | URL => {
  if (ifAbsent === 'make' || access === 'read_only') return path
  const address = pathToFileURL(path)
  address.searchParams.set('mode', 'rw')
  return address
}
