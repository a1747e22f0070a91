import type { DatabaseSync } from 'node:sqlite'
import { projection, type Projection } from 'tenon'
import { SqliteReadModel, type SqliteReadModelConfig, type SqliteReadModelParts, type TableNames } from 'tenon/sqlite'
import { type Entered, LedgerEvents } from '../../projection/laws/ledger.ts'

/** The declared types of the events of the tests. */
export type LedgerTypes = typeof LedgerEvents

/** The projection of the tests: the accounts of the ledger. */
export const accounts = (version = 1, name = 'accounts'): Projection<LedgerTypes> =>
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

/** Makes the tables of the accounts. `made_by` has the name that the build has for a table. */
export const createAccounts = (db: DatabaseSync, table: TableNames): void => {
  db.exec(`
    CREATE TABLE ${table('accounts')} (
      account TEXT PRIMARY KEY, entries INTEGER NOT NULL, total INTEGER NOT NULL, chain INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX ${table('accounts_by_total')} ON ${table('accounts')} (total);
    CREATE TABLE ${table('made_by')} (name TEXT NOT NULL) STRICT;
    INSERT INTO ${table('made_by')} VALUES ('${table('accounts')}');
  `)
}

/** Adds entries to the accounts, as `enter` does. */
export const applyAccounts = (db: DatabaseSync, events: readonly Entered[], table: TableNames): void => {
  const upsert = db.prepare(
    `INSERT INTO ${table('accounts')} VALUES (?1, 1, ?2, (7 * 31 + ?2) % 1000003)
     ON CONFLICT DO UPDATE SET entries = entries + 1, total = total + ?2, chain = (chain * 31 + ?2) % 1000003`,
  )
  for (const { data } of events) upsert.run(data.account, data.n)
}

/** Returns a read model of the accounts in which a test states only what it is about. */
export const accountsIn = (
  path: string,
  stated: Partial<SqliteReadModelParts<LedgerTypes>> = {},
): SqliteReadModel<LedgerTypes> =>
  new SqliteReadModel<LedgerTypes>({
    projection: accounts(),
    config: modelConfig(path),
    create: createAccounts,
    apply: applyAccounts,
    ...stated,
  })
