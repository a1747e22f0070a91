import type { DatabaseSync } from 'node:sqlite'
import type { IfAbsent } from '../../binding/executor.ts'
import { found, type SqliteFailed } from '../failure.ts'
import type { FileSettings } from './file-settings.ts'
import { numberOf, textOf } from './first-value.ts'
import type { FirstVersion, Part, PartSettings } from './part.ts'
import { setForWriting } from './set-for-writing.ts'

/** "Tenn" in ASCII: it marks a database file as Tenon's. */
const APPLICATION_ID = 0x54656e6e
/** A file of the first version holds one part. */
const FIRST = 1
/** A file of this version lists its parts. */
const VERSION = 2

const PARTS = `
  CREATE TABLE parts (capability TEXT PRIMARY KEY, version INTEGER NOT NULL, settings TEXT NOT NULL) STRICT, WITHOUT ROWID;
`
const ADD = 'INSERT INTO parts (capability, version, settings) VALUES (?, ?, ?)'

/** What a file keeps about a part. */
interface Kept {
  readonly kind: 'kept'
  readonly version: number
  readonly settings: PartSettings
}

/**
 * Makes a part in a database, or checks the one that is there. Returns the failure if the part cannot be used.
 *
 * A new file is of the first version if its only part is the one that such files hold. A file of the first version stays
 * as it is until another part is made in it: then one transaction makes that part and moves the file to the next version.
 * With access `read_only` nothing is made.
 */
export const preparePart = (
  db: DatabaseSync,
  settings: FileSettings,
  ifAbsent: IfAbsent,
  part: Part,
  first: FirstVersion,
): SqliteFailed | undefined => {
  const { path, access } = settings
  const foreign = atOnce(db, () => checkOwner(db, path))
  if (foreign !== undefined) return foreign
  const absent = atOnce(db, () => keptOf(db, path, part, first) === undefined)
  if (absent && ifAbsent === 'fail')
    return refused('not_found', `${lacking(db, path, part)}: no store was made in it. ${part.ifAbsentSay}`)
  if (access === 'read_write') {
    const unwritable = setForWriting(db, settings)
    if (unwritable !== undefined) return unwritable
    if (absent) makePart(db, path, part, first)
  }
  // Another process may have made tables of its own between the check and the lock.
  return atOnce(db, () => checkOwner(db, path) ?? checkPart(db, path, part, first))
}

/** Reads one state of a file, because another process may move it to the next version between two reads. */
export const atOnce = <Answer>(db: DatabaseSync, read: () => Answer): Answer => {
  db.exec('BEGIN')
  try {
    return read()
  } finally {
    if (db.isTransaction) db.exec('ROLLBACK')
  }
}

/** Returns whether a file of Tenon's, or an empty one, lacks a part. */
const lacksPart = (db: DatabaseSync, path: string, part: Part, first: FirstVersion): boolean =>
  checkOwner(db, path) === undefined && keptOf(db, path, part, first) === undefined

const lacking = (db: DatabaseSync, path: string, { contents }: Part): string =>
  isNew(db) ? `${path} is empty` : `${path} has no ${contents}`

const checkPart = (db: DatabaseSync, path: string, part: Part, first: FirstVersion): SqliteFailed | undefined => {
  const kept = keptOf(db, path, part, first)
  if (kept === undefined)
    return refused(
      'misconfigured',
      `${lacking(db, path, part)}, and access: 'read_only' does not allow Tenon to make a store in it.`,
    )
  if (kept.kind === 'failed') return kept
  if (kept.version > part.version)
    return refused(
      'misconfigured',
      `the ${part.contents} in ${path} were written by a newer Tenon (tables ${kept.version}, this one knows ${part.version}). Update Tenon; the file was not changed.`,
    )
  if (kept.version < part.version || !hasAll(db, part.names)) return incomplete(path)
  for (const [field, stated] of Object.entries(part.settings)) {
    const made = kept.settings[field]
    if (made === stated) continue
    return refused(
      'misconfigured',
      `${path} was made with ${field}: ${quoted(made)}, and the config says ${quoted(stated)}. Correct the config, or copy the ${part.contents} into a new file.`,
    )
  }
  return undefined
}

/** Returns what the file keeps about a part, the failure if that cannot be read, or nothing if it lacks the part. */
const keptOf = (db: DatabaseSync, path: string, part: Part, first: FirstVersion): Kept | SqliteFailed | undefined => {
  const version = numberOf(db, 'PRAGMA user_version')
  if (version === FIRST) {
    if (!hasAll(db, [first.table])) return incomplete(path)
    if (part.capability !== first.capability) return undefined
    return keptAs(path, first.version, textOf(db, first.read))
  }
  if (version !== VERSION) return undefined
  if (!hasAll(db, ['parts'])) return incomplete(path)
  const row = db.prepare('SELECT version, settings FROM parts WHERE capability = ?').get(part.capability)
  return row === undefined ? undefined : keptAs(path, Number(row.version), String(row.settings))
}

const keptAs = (path: string, version: number, json: string): Kept | SqliteFailed => {
  try {
    const settings: unknown = JSON.parse(json)
    if (typeof settings === 'object' && settings !== null) return { kind: 'kept', version, settings: { ...settings } }
  } catch {
    // It is no JSON.
  }
  return incomplete(path)
}

/** Makes a part, unless another process has made it meanwhile or the file belongs to another program by now. */
const makePart = (db: DatabaseSync, path: string, part: Part, first: FirstVersion): void => {
  db.exec('BEGIN IMMEDIATE')
  try {
    if (lacksPart(db, path, part, first)) makeTables(db, part, first)
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

const makeTables = (db: DatabaseSync, part: Part, first: FirstVersion): void => {
  const settings = JSON.stringify(part.settings)
  const version = numberOf(db, 'PRAGMA user_version')
  db.exec(`${part.tables}; PRAGMA application_id = ${APPLICATION_ID}`)
  if (version === 0 && part.capability === first.capability) {
    db.exec(`${first.make}; PRAGMA user_version = ${FIRST}`)
    db.prepare(first.write).run(settings)
    return
  }
  if (version !== VERSION) db.exec(`${PARTS}; PRAGMA user_version = ${VERSION}`)
  if (version === FIRST) {
    db.prepare(ADD).run(first.capability, first.version, textOf(db, first.read))
    db.exec(`DROP TABLE ${first.table}`)
  }
  db.prepare(ADD).run(part.capability, part.version, settings)
}

/** Returns the failure if the file belongs to another program, or to a newer Tenon. */
const checkOwner = (db: DatabaseSync, path: string): SqliteFailed | undefined => {
  const application = numberOf(db, 'PRAGMA application_id')
  const version = numberOf(db, 'PRAGMA user_version')
  if (application === APPLICATION_ID && (version === FIRST || version === VERSION)) return undefined
  if (application === APPLICATION_ID && version > VERSION)
    return refused(
      'misconfigured',
      `${path} was made by a newer Tenon (version ${version} of the file, this one knows ${VERSION}). Update Tenon; the file was not changed.`,
    )
  if (isNew(db)) return undefined
  return refused(
    'misconfigured',
    `${path} is a database of another program. Correct the path; the file was not changed.`,
  )
}

/** Returns whether a database is empty and no program has marked it as its own. */
export const isNew = (db: DatabaseSync): boolean =>
  numberOf(db, 'PRAGMA application_id') === 0 &&
  numberOf(db, 'PRAGMA user_version') === 0 &&
  numberOf(db, 'SELECT count(*) FROM sqlite_schema') === 0

/** Returns whether a database has tables or indexes with all these names. */
export const hasAll = (db: DatabaseSync, names: readonly string[]): boolean => {
  const there = db.prepare('SELECT count(*) AS found FROM sqlite_schema WHERE name IN (SELECT value FROM json_each(?))')
  return there.get(JSON.stringify(names))?.found === names.length
}

const quoted = (setting: unknown): string => (typeof setting === 'string' ? `'${setting}'` : String(setting))

const incomplete = (path: string): SqliteFailed =>
  refused('corrupted', `${path} is marked as a store, but lacks its tables. Stop, and restore the file.`)

const refused = (failure: 'not_found' | 'misconfigured' | 'corrupted', says: string): SqliteFailed =>
  found(failure, 'open', says)
