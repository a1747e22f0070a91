import { DatabaseSync } from 'node:sqlite'

/** A put whose strings are ready to be stored. The raw loop gets them ready-made; our store has to make them. */
export interface ReadyPut {
  readonly key: string
  readonly id: string
  readonly value: string
}

/** A file with the same tables, the same indexes and the same pragmas as ours. */
export const rawEntries = (path: string): DatabaseSync => {
  const db = new DatabaseSync(path, { timeout: 0 })
  db.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000;
    PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
    CREATE TABLE entries (
      revision INTEGER PRIMARY KEY, key TEXT NOT NULL, kind TEXT NOT NULL, id TEXT, created INTEGER NOT NULL, at INTEGER NOT NULL, until INTEGER, earlier INTEGER NOT NULL, value TEXT
    ) STRICT;
    CREATE UNIQUE INDEX entries_by_key ON entries (key);
    CREATE INDEX entries_by_end ON entries (until) WHERE until IS NOT NULL;
    CREATE INDEX entries_without_value ON entries (at) WHERE value IS NULL;
    CREATE TABLE earlier_changes (place INTEGER PRIMARY KEY, revision INTEGER NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL, id TEXT, created INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
    CREATE INDEX earlier_changes_by_key ON earlier_changes (key, created, id, kind, revision);
    CREATE INDEX created_by_revision ON earlier_changes (key, revision) WHERE created = 1;
    CREATE TABLE entries_state (head INTEGER NOT NULL, forgotten INTEGER NOT NULL) STRICT;
    INSERT INTO entries_state (head, forgotten) VALUES (0, 0);
  `)
  return db
}

/**
 * Puts in transactions of `each`: prepared BEGIN IMMEDIATE, the last revision, for each put the change that it replaces is
 * remembered and the entry is written, the last revision again, COMMIT.
 */
export const rawPut = (db: DatabaseSync, puts: readonly ReadyPut[], each: number): void => {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const head = db.prepare('SELECT head FROM entries_state')
  const setHead = db.prepare('UPDATE entries_state SET head = ?')
  const remember = db.prepare(
    'INSERT INTO earlier_changes (revision, key, kind, id, created, at) SELECT revision, key, kind, id, created, at FROM entries WHERE key = ?',
  )
  const put = db.prepare(`
    INSERT INTO entries (revision, key, kind, id, created, at, until, earlier, value) VALUES (?, ?, 'put', ?, 0, ?, NULL, 0, ?)
    ON CONFLICT (key) DO UPDATE SET revision = excluded.revision, id = excluded.id, at = excluded.at, value = excluded.value
  `)
  for (let i = 0; i < puts.length; i += each) {
    begin.run()
    let revision = Number(head.get()?.head)
    for (const { key, id, value } of puts.slice(i, i + each)) {
      revision += 1
      remember.run(key)
      put.run(revision, key, id, 1_700_000_000_000, value)
    }
    setHead.run(revision)
    commit.run()
  }
}

/** Gets the value of each key and parses its JSON. */
export const rawGet = (db: DatabaseSync, keys: readonly string[]): void => {
  const get = db.prepare('SELECT value, revision, id, until FROM entries WHERE key = ?')
  for (const key of keys) {
    const row = get.get(key)
    if (row === undefined) throw new Error(`${key} is missing`)
    row.value = JSON.parse(String(row.value))
  }
}
