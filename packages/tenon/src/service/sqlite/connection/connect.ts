import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { IfAbsent } from '../../binding/executor.ts'
import { failureOf, isBusy, type SqliteFailed } from '../failure.ts'
import { checkPath } from './check-path.ts'
import type { FileSettings } from './file-settings.ts'
import { File } from './file.ts'
import type { FirstVersion, Part } from './part.ts'
import { preparePart } from './parts.ts'

/** SQLite's own waiting is off because it would stop the event loop. */
const SETTINGS = `
  PRAGMA busy_timeout = 0;
  PRAGMA cache_size = -16384;
  PRAGMA temp_store = MEMORY;
  PRAGMA trusted_schema = OFF;
`

/**
 * Tries once to open a database file, makes or checks a part of it, and passes the file to `use`. It never waits: it
 * returns nothing if another connection holds the lock. If any step fails, nothing stays open.
 */
export const connect = <Used>(
  settings: FileSettings,
  ifAbsent: IfAbsent,
  part: Part,
  first: FirstVersion,
  use: (file: File) => Used,
): Used | SqliteFailed | undefined =>
  connectTo(settings, ifAbsent, part.ifAbsentSay, (db) => preparePart(db, settings, ifAbsent, part, first), use)

/**
 * As `connect`, for a file of any kind: `prepare` makes or checks what is in it, and returns the failure if the file
 * cannot be used. `ifAbsentSay` says what to do if the file is absent and is not to be made.
 */
export const connectTo = <Used>(
  settings: FileSettings,
  ifAbsent: IfAbsent,
  ifAbsentSay: string,
  prepare: (db: DatabaseSync) => SqliteFailed | undefined,
  use: (file: File) => Used,
): Used | SqliteFailed | undefined => {
  const refusal = checkPath(settings, ifAbsent, ifAbsentSay)
  if (refusal !== undefined) return refusal
  let opened: { close(): void } | undefined
  try {
    const db = new DatabaseSync(addressOf(settings, ifAbsent), {
      readOnly: settings.access === 'read_only',
      timeout: 0,
    })
    opened = db
    db.exec(SETTINGS)
    const mistake = prepare(db)
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
    return checkPath(settings, ifAbsent, ifAbsentSay) ?? failureOf(error, 'open', settings.path, 'none')
  }
}

/** Returns the path, or an address with which SQLite opens the file for writing and never makes it. */
const addressOf = ({ path, access }: FileSettings, ifAbsent: IfAbsent): string | URL => {
  if (ifAbsent === 'make' || access === 'read_only') return path
  const address = pathToFileURL(path)
  address.searchParams.set('mode', 'rw')
  return address
}
