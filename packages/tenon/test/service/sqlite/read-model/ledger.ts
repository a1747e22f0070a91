import type { DatabaseSync } from 'node:sqlite'
import { eventTypes, projection, type Projection, type RecordedEventOf } from 'tenon'
import { SqliteReadModel, type SqliteReadModelConfig, type SqliteReadModelParts, type TableNames } from 'tenon/sqlite'
import { z } from 'zod'

/** The events of the tests: money that comes to an account, or leaves it. */
export const LedgerEvents = eventTypes({
  Moved: { version: 1, data: z.object({ cents: z.int() }), from: {} },
})

/** The declared types of these events. */
export type LedgerTypes = typeof LedgerEvents

/** One of these events, as it was read. */
export type Moved = RecordedEventOf<LedgerTypes>

/** The read model of the tests: the balance of each account, which is a stream. */
export const balances = (version = 1, name = 'balances'): Projection<LedgerTypes> =>
  projection({
    name,
    version,
    events: LedgerEvents,
    filter: { streams: 'all', types: 'all' },
    unreadable: 'stop',
    unknownType: 'stop',
  })

/** Returns a config in which a test states only what it is about. */
export const modelConfig = (path: string, stated: Partial<SqliteReadModelConfig> = {}): SqliteReadModelConfig => ({
  path,
  create: true,
  synchronous: 'normal',
  busyTimeoutMs: 5_000,
  ...stated,
})

/** Makes the tables of the balances. */
export const createBalances = (db: DatabaseSync, table: TableNames): void => {
  db.exec(`
    CREATE TABLE ${table('balances')} (account TEXT PRIMARY KEY, cents INTEGER NOT NULL, moves INTEGER NOT NULL) STRICT;
    CREATE INDEX ${table('balances_by_cents')} ON ${table('balances')} (cents);
    CREATE TABLE ${table('moves')} (position INTEGER PRIMARY KEY, build TEXT NOT NULL) STRICT;
  `)
}

/** Adds events to the balances. An event that is added twice changes a balance twice. */
export const applyBalances = (db: DatabaseSync, events: readonly Moved[], table: TableNames): void => {
  const upsert = db.prepare(
    `INSERT INTO ${table('balances')} VALUES (?, ?, 1)
     ON CONFLICT DO UPDATE SET cents = cents + excluded.cents, moves = moves + 1`,
  )
  const insert = db.prepare(`INSERT OR IGNORE INTO ${table('moves')} VALUES (?, ?)`)
  for (const { stream, data, position } of events) {
    upsert.run(stream, data.cents)
    insert.run(position, table('moves'))
  }
}

/** Returns a read model of the balances in which a test states only what it is about. */
export const balancesIn = (
  path: string,
  stated: Partial<SqliteReadModelParts<LedgerTypes>> = {},
): SqliteReadModel<LedgerTypes> =>
  new SqliteReadModel<LedgerTypes>({
    projection: balances(),
    config: modelConfig(path),
    create: createBalances,
    apply: applyBalances,
    ...stated,
  })
