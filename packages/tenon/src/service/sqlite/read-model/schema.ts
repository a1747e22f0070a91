import type { DatabaseSync } from 'node:sqlite'
import type { Projection } from '../../../domain/projection/projection.ts'
import type { IfAbsent } from '../../binding/executor.ts'
import { connectTo } from '../connection/connect.ts'
import type { FileSettings } from '../connection/file-settings.ts'
import type { File } from '../connection/file.ts'
import { numberOf, textOf } from '../connection/first-value.ts'
import { atOnce, hasAll, isNew } from '../connection/parts.ts'
import { setForWriting } from '../connection/set-for-writing.ts'
import { found, type SqliteFailed } from '../failure.ts'
import type { SqliteReadModelConfig } from './config.ts'

/** "Tenr" in ASCII: it marks a database file as a read model of Tenon's. */
const APPLICATION_ID = 0x54656e72
const VERSION = 1

/**
 * - `tenon_read_model` has one row: the name of the projection.
 * - `tenon_builds` has a row for each build with its checkpoint. `position` is 0 at the start of the log.
 * - `tenon_tables` has the names that the user's code asked for when a build was made, in their order.
 */
const TABLES = `
  CREATE TABLE tenon_read_model (projection TEXT NOT NULL) STRICT;
  CREATE TABLE tenon_builds (
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    position INTEGER NOT NULL,
    last_position INTEGER,
    last_id TEXT,
    unreadable INTEGER NOT NULL,
    unknown_type INTEGER NOT NULL,
    live INTEGER NOT NULL,
    paused INTEGER NOT NULL,
    PRIMARY KEY (version, number)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX tenon_live ON tenon_builds (live) WHERE live = 1;
  CREATE TABLE tenon_tables (
    place INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX tenon_tables_by_name ON tenon_tables (version, number, name);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${VERSION};
`
const NAMES = ['tenon_read_model', 'tenon_builds', 'tenon_live', 'tenon_tables', 'tenon_tables_by_name']

/** A read model is always written, and waits for no growth of its file. */
const settingsOf = (config: SqliteReadModelConfig): FileSettings => ({ ...config, access: 'read_write', pollMs: 1_000 })

const IF_ABSENT = 'Check the path in the config. A run of the projection makes the file.'

/**
 * Tries once to open the file of a read model, with Tenon's own tables made or checked, and passes it to `use`. It never
 * waits: it returns nothing if another connection holds the lock. If any step fails, nothing stays open.
 */
export const openReadModel = <Used>(
  config: SqliteReadModelConfig,
  projection: Pick<Projection, 'name' | 'version'>,
  ifAbsent: IfAbsent,
  use: (file: File) => Used,
): Used | SqliteFailed | undefined =>
  connectTo(settingsOf(config), ifAbsent, IF_ABSENT, (db) => prepare(db, config, projection, ifAbsent), use)

const prepare = (
  db: DatabaseSync,
  config: SqliteReadModelConfig,
  projection: Pick<Projection, 'name' | 'version'>,
  ifAbsent: IfAbsent,
): SqliteFailed | undefined => {
  const { path } = config
  const absent = atOnce(db, () => isNew(db))
  if (absent && ifAbsent === 'fail') return found('not_found', 'open', `${path} is empty. ${IF_ABSENT}`)
  if (!absent) {
    const refusal = atOnce(db, () => refusalOf(db, path, projection))
    if (refusal !== undefined) return refusal
  }
  const unwritable = setForWriting(db, config)
  if (unwritable !== undefined) return unwritable
  if (absent) makeTables(db, projection)
  // Another process may have made something of its own between the check and the lock.
  return atOnce(db, () => refusalOf(db, path, projection))
}

const makeTables = (db: DatabaseSync, { name }: Pick<Projection, 'name'>): void => {
  db.exec('BEGIN IMMEDIATE')
  try {
    if (isNew(db)) {
      db.exec(TABLES)
      db.prepare('INSERT INTO tenon_read_model (projection) VALUES (?)').run(name)
    }
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

/** Returns the failure if the file is no read model of this projection, or is too new for it. */
const refusalOf = (
  db: DatabaseSync,
  path: string,
  { name, version }: Pick<Projection, 'name' | 'version'>,
): SqliteFailed | undefined => {
  if (numberOf(db, 'PRAGMA application_id') !== APPLICATION_ID)
    return refused(`${path} is another database. A read model needs a file of its own. Correct the path`)
  const format = numberOf(db, 'PRAGMA user_version')
  if (format !== VERSION)
    return refused(
      `${path} was made by a newer Tenon (version ${format} of the file, this one knows ${VERSION}). Update Tenon`,
    )
  if (!hasAll(db, NAMES)) {
    const says = `${path} is marked as a read model, but lacks its tables. Stop, and restore the file.`
    return found('corrupted', 'open', says)
  }
  const made = textOf(db, 'SELECT projection FROM tenon_read_model')
  if (made !== name)
    return refused(
      `${path} holds the projection ${JSON.stringify(made)}, not ${JSON.stringify(name)}. Correct the path`,
    )
  const live = numberOf(db, 'SELECT coalesce(max(version), 0) FROM tenon_builds WHERE live = 1')
  const own = db.prepare('SELECT 1 FROM tenon_builds WHERE version = ?').get(version)
  if (live > version && own === undefined)
    return refused(
      `${path} has version ${live} of the projection ${JSON.stringify(name)}, and this program has version ${version}. Update the program`,
    )
  return undefined
}

const refused = (says: string): SqliteFailed => found('misconfigured', 'open', `${says}; the file was not changed.`)
