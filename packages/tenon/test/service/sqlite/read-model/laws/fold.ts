import { DatabaseSync } from 'node:sqlite'
import type { RecordedEvent } from 'tenon'
import { accountsAt } from '../../../projection/laws/ledger.ts'

/**
 * Compares every build of a read model with a fold of the log up to its checkpoint, and the views with the live build.
 * Returns the first difference, or nothing. It reads the file as a reader does, from one state.
 */
export const difference = (path: string, log: readonly RecordedEvent[]): string | undefined => {
  using db = new DatabaseSync(path, { readOnly: true })
  db.exec('BEGIN')
  const kept = (table: string): string =>
    JSON.stringify(db.prepare(`SELECT account, entries, chain FROM ${table} ORDER BY account`).all())
  let live: string | undefined
  for (const { version, number, position, live: isLive } of db.prepare('SELECT * FROM tenon_builds').all()) {
    const table = `accounts_v${version}_${number}`
    const [rows, fold] = [kept(table), folded(log, Number(position))]
    if (rows !== fold) return `${table} at ${position} is ${rows} and not ${fold}`
    if (isLive === 1) live = table
  }
  if (live === undefined) return undefined
  const shown = db.prepare('SELECT name FROM made_by').get()?.name
  if (shown !== live) return `made_by shows ${shown} and not ${live}`
  return kept('accounts') === kept(live) ? undefined : `accounts does not show ${live}`
}

const folded = (log: readonly RecordedEvent[], position: number): string => {
  const accounts = [...accountsAt(log, position)].map(([account, { entries, chain }]) => ({ account, entries, chain }))
  return JSON.stringify(accounts.toSorted((a, b) => (a.account < b.account ? -1 : 1)))
}
