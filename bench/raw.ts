import { DatabaseSync } from 'node:sqlite'

/** Strings that are ready to be stored. The raw loop gets them ready-made; our store has to make them. */
export interface Ready {
  readonly stream: string
  readonly revision: number
  readonly id: string
  readonly type: string
  readonly data: string
  readonly metadata: string
}

/** A file with the same table, the same indexes and the same pragmas as ours. */
export const rawStore = (path: string): DatabaseSync => {
  const db = new DatabaseSync(path, { timeout: 0 })
  db.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000;
    PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;
    CREATE TABLE IF NOT EXISTS events (
      position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
      data TEXT NOT NULL, metadata TEXT NOT NULL, recorded_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX IF NOT EXISTS events_by_stream ON events (stream, revision);
    CREATE UNIQUE INDEX IF NOT EXISTS events_by_id ON events (id);
  `)
  return db
}

/** Appends in transactions of `each` rows: prepared BEGIN IMMEDIATE, one single-row INSERT for each row, COMMIT. */
export const rawAppend = (db: DatabaseSync, rows: readonly Ready[], each: number): void => {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const insert = db.prepare(
    'INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  for (let i = 0; i < rows.length; i += each) {
    begin.run()
    for (const { stream, revision, id, type, data, metadata } of rows.slice(i, i + each)) {
      insert.run(stream, revision, id, type, data, metadata, 1_700_000_000_000)
    }
    commit.run()
  }
}

/** Reads the whole log in pages with `all()`, parses the JSON of each row, and returns the number of events. */
export const rawScan = (db: DatabaseSync, page: number): number => {
  const select = db.prepare(
    'SELECT position, stream, revision, id, type, data, metadata, recorded_at FROM events WHERE position > ? ORDER BY position LIMIT ?',
  )
  let after = 0
  let events = 0
  for (;;) {
    const rows = select.all(after, page)
    for (const row of rows) {
      row.data = JSON.parse(String(row.data))
      row.metadata = JSON.parse(String(row.metadata))
    }
    events += rows.length
    const last = rows.at(-1)
    if (last === undefined) return events
    after = Number(last.position)
  }
}
