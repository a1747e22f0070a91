import type { StatementSync } from 'node:sqlite'
import { projection } from 'tenon'
import type { ReadModel } from 'tenon/run'
import { SqliteReadModel } from 'tenon/sqlite'
import { AccountEvents } from './account.ts'

/** What every read model of the benches is made from. */
export const deposits = (name: string) =>
  projection({
    name,
    version: 1,
    events: AccountEvents,
    filter: { streams: 'all', types: ['AmountDeposited'] },
    unreadable: 'stop',
    unknownType: 'stop',
  })

/** The deposits of each stream, in a table of a file. */
export const balances = (path: string): ReadModel => {
  let upsert: StatementSync | undefined
  return new SqliteReadModel({
    projection: deposits('balances'),
    config: { path, create: true, synchronous: 'normal', busyTimeoutMs: 5_000 },
    create: (db, table) =>
      db.exec(
        `CREATE TABLE ${table('balances')} (account TEXT PRIMARY KEY, amount REAL NOT NULL, deposits INTEGER NOT NULL)`,
      ),
    apply: (db, events, table) => {
      upsert ??= db.prepare(
        `INSERT INTO ${table('balances')} VALUES (?, ?, 1)
         ON CONFLICT (account) DO UPDATE SET amount = amount + excluded.amount, deposits = deposits + 1`,
      )
      for (const { stream, data } of events) upsert.run(stream, data.amount)
    },
  })
}
