import type { StatementSync } from 'node:sqlite'
import type { EntryChange } from '../../../domain/key-value/decide.ts'
import type { File } from '../connection/file.ts'
import { type ArrayStatement, withArrays } from './array-statement.ts'

/** The latest change of a key, and whether an earlier one with the id that was asked for is remembered. */
export type LatestRow = readonly [
  revision: number,
  kind: EntryChange['kind'],
  id: string | null,
  at: number,
  until: number | null,
  earlier: number,
  own: number,
]

/** The statements of a writer of entries. The columns are STRICT, so that the types of rows hold. */
export type Statements = Readonly<
  Record<
    | 'state'
    | 'setState'
    | 'earlier'
    | 'created'
    | 'insert'
    | 'update'
    | 'remember'
    | 'forgetMany'
    | 'gone'
    | 'forget'
    | 'forgetEarlier'
    | 'forgetOld',
    StatementSync
  >
> & {
  readonly latest: ArrayStatement<LatestRow>
  readonly over: ArrayStatement<readonly [...LatestRow, key: string]>
}

/** Without its name, SQLite would take the other index and sort every such change of the key. */
const created = 'earlier_changes INDEXED BY created_by_revision'

const lastEarlier = 'SELECT revision, kind, id, at FROM'

/** Prepares the statements with which the entries of a file are changed. */
export const statements = ({ db }: File): Statements => ({
  state: db.prepare('SELECT head, forgotten FROM entries_state'),
  setState: db.prepare('UPDATE entries_state SET head = ?, forgotten = ?'),
  latest: withArrays(
    db.prepare(`
      SELECT revision, kind, id, at, until, earlier, iif(
        earlier = 0, 0,
        EXISTS (SELECT 1 FROM earlier_changes WHERE key = entries.key AND created IN (0, 1) AND id = ?2 AND kind = ?1)
      ) FROM entries WHERE key = ?3
    `),
  ),
  earlier: db.prepare(`
    SELECT * FROM (
      SELECT * FROM (${lastEarlier} earlier_changes WHERE key = ?1 AND created = 0 ORDER BY revision DESC LIMIT ?2)
      UNION ALL
      SELECT * FROM (${lastEarlier} ${created} WHERE key = ?1 AND created = 1 ORDER BY revision DESC LIMIT ?2)
    ) ORDER BY revision DESC LIMIT ?2
  `),
  created: db.prepare('SELECT revision FROM earlier_changes WHERE key = ? AND created = 1 AND id = ?'),
  insert: db.prepare(
    'INSERT INTO entries (revision, key, kind, id, created, at, until, earlier, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  ),
  update: db.prepare(
    'UPDATE entries SET revision = ?, kind = ?, id = ?, created = ?, at = ?, until = ?, earlier = ?, value = ? WHERE revision = ?',
  ),
  remember: db.prepare(
    'INSERT INTO earlier_changes (revision, key, kind, id, created, at) SELECT revision, key, kind, id, created, at FROM entries WHERE revision = ?',
  ),
  forgetMany: db.prepare(
    'DELETE FROM earlier_changes WHERE key = ?1 AND created = 0 AND revision <= (SELECT revision FROM earlier_changes WHERE key = ?1 AND created = 0 ORDER BY revision DESC LIMIT 1 OFFSET ?2)',
  ),
  over: withArrays(
    db.prepare(
      'SELECT revision, kind, id, at, until, earlier, 0, key FROM entries WHERE until IS NOT NULL AND until <= ? ORDER BY until, revision LIMIT ?',
    ),
  ),
  gone: db.prepare('SELECT revision, key FROM entries WHERE value IS NULL AND at <= ? ORDER BY at LIMIT ?'),
  forget: db.prepare('DELETE FROM entries WHERE revision = ?'),
  forgetEarlier: db.prepare('DELETE FROM earlier_changes WHERE key = ?'),
  // Only the first changes are looked at: they were replaced first.
  forgetOld: db.prepare(
    'DELETE FROM earlier_changes WHERE place IN (SELECT place FROM (SELECT place, at FROM earlier_changes ORDER BY place LIMIT ?) WHERE at < ?)',
  ),
})
