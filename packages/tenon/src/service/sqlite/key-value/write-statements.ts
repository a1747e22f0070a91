import type { StatementSync } from 'node:sqlite'
import type { File } from '../connection/file.ts'

/** The statements of a writer of entries. */
export type Statements = Readonly<
  Record<
    | 'state'
    | 'setState'
    | 'latest'
    | 'earlier'
    | 'created'
    | 'insert'
    | 'update'
    | 'remember'
    | 'forgetMany'
    | 'over'
    | 'gone'
    | 'forget'
    | 'forgetEarlier'
    | 'forgetOld',
    StatementSync
  >
>

const asArrays = (statement: StatementSync): StatementSync => {
  statement.setReturnArrays(true)
  return statement
}

/** Without its name, SQLite would take the other index and sort every such change of the key. */
const created = 'earlier_changes INDEXED BY created_by_revision'

const lastEarlier = 'SELECT revision, kind, id, at FROM'

/** Prepares the statements with which the entries of a file are changed. */
export const statements = ({ db }: File): Statements => ({
  state: db.prepare('SELECT head, forgotten FROM entries_state'),
  setState: db.prepare('UPDATE entries_state SET head = ?, forgotten = ?'),
  latest: asArrays(
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
  over: asArrays(
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
