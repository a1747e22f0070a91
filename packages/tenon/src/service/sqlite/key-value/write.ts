import type { StatementSync } from 'node:sqlite'
import {
  decidePut,
  decideRemove,
  endOfLife,
  type EntryChange,
  type EntryKnowledge,
  forgets,
  isOver,
  revisionOf,
} from '../../../domain/key-value/decide.ts'
import type { EntryRevision } from '../../../domain/key-value/entry.ts'
import type { KeyValueFailed } from '../../../domain/key-value/failure.ts'
import type { Remove, WrittenPut } from '../../../domain/key-value/intent.ts'
import type { PutResult, RemoveResult } from '../../../domain/key-value/result.ts'
import type { File } from '../connection/file.ts'
import type { Changes } from '../connection/transaction.ts'
import type { SqliteKeyValueConfig } from './config.ts'
import { changeRow, keptMs } from './row.ts'

/** A write, or the work of removing what is over and forgetting what is old. */
export type Write = ({ readonly kind: 'put' } & WrittenPut) | ({ readonly kind: 'remove' } & Remove) | Sweep

/** Removes some values whose lives are over, and forgets some old changes. */
interface Sweep {
  readonly kind: 'sweep'
}

/** A sweep was done. */
export interface Swept {
  readonly kind: 'swept'
}

/** The answer to a write that was committed. */
export type WriteAnswer = PutResult | RemoveResult | KeyValueFailed | Swept

/** What a row costs in addition to its text, in code units, because each row changes pages of the indexes. */
const ROW_WEIGHT = 1024

/** The most values that one sweep removes, and the most changes of each sort that it forgets. */
const MOST_SWEPT = 200

/** Changes the entries of one file, inside transactions. */
export class EntryWriter implements Changes<Write, WriteAnswer, 'put'> {
  readonly operation = 'put'
  readonly #config: SqliteKeyValueConfig
  readonly #sql: Statements
  #now = 0
  #head: EntryRevision = 0
  /** The last revision of a removal that is forgotten. */
  #forgotten: EntryRevision = 0
  /** What both were when the transaction began. */
  #before: { readonly head: EntryRevision; readonly forgotten: EntryRevision } = { head: 0, forgotten: 0 }

  constructor(file: File, config: SqliteKeyValueConfig) {
    this.#config = config
    this.#sql = statements(file)
  }

  weigh(write: Write): number {
    if (write.kind === 'sweep') return MOST_SWEPT * ROW_WEIGHT
    return ROW_WEIGHT + write.key.length + (write.kind === 'put' ? write.value.length : 0)
  }

  begin(now: number): void {
    this.#now = now
    const state = this.#sql.state.get()
    if (state === undefined) throw new Error('the row of entries_state is missing')
    this.#before = { head: Number(state.head), forgotten: Number(state.forgotten) }
    this.#head = this.#before.head
    this.#forgotten = this.#before.forgotten
  }

  apply(write: Write): WriteAnswer {
    switch (write.kind) {
      case 'put':
        return this.#put(write)
      case 'remove':
        return this.#remove(write)
      case 'sweep':
        return this.#sweep()
      default:
        return write satisfies never
    }
  }

  complete(): boolean {
    const { head, forgotten } = this.#before
    const changed = this.#head > head
    if (changed || this.#forgotten > forgotten) this.#sql.setState.run(this.#head, this.#forgotten)
    return changed
  }

  undone(): void {
    // What is known of the file is read anew by the next transaction.
  }

  #put(put: WrittenPut): PutResult | KeyValueFailed {
    const { id, key, value, expected } = put
    const latest = this.#latest(key)
    const holds = expected === 'any' || expected === revisionOf(latest, this.#now)
    // What the rules decide at once, without the changes before the latest: they need not be read.
    if (!holds || this.#knows('put', key, id, latest)) {
      const decision = decidePut(put, this.#knowledge(key, latest))
      if (decision.kind !== 'change') return decision
    }
    const revision = this.#next()
    const until = endOfLife(put.lifetimeSeconds, this.#now)
    this.#change(key, latest, { kind: 'put', revision, id, at: this.#now, until }, value)
    return { kind: 'put', revision, repeated: false }
  }

  #remove(remove: Remove): RemoveResult | KeyValueFailed {
    const { id, key } = remove
    const latest = this.#latest(key)
    const decision = decideRemove(remove, this.#knowledge(key, latest))
    if (decision.kind !== 'change') return decision
    const revision = this.#next()
    this.#change(key, latest, { kind: 'removed', revision, id, at: this.#now }, null)
    return { kind: 'removed', revision, repeated: false }
  }

  #sweep(): Swept {
    for (const row of this.#sql.over.all(this.#now, MOST_SWEPT)) this.#expire(String(row.key), changeRow(row))
    for (const { key, revision } of this.#sql.gone.all(this.#now - keptMs(this.#config), MOST_SWEPT)) {
      this.#sql.forget.run(Number(revision))
      this.#sql.forgetEarlier.run(String(key))
      this.#forgotten = Math.max(this.#forgotten, Number(revision))
    }
    this.#sql.forgetOld.run(MOST_SWEPT, this.#now - this.#config.repeatWindowMs)
    return { kind: 'swept' }
  }

  /** Returns the latest change of a key. If the life of its value is over, that is a change of its own. */
  #latest(key: string): EntryChange | undefined {
    const row = this.#sql.latest.get(key)
    if (row === undefined) return undefined
    const latest = changeRow(row)
    return latest.kind === 'put' && isOver(latest.until, this.#now) ? this.#expire(key, latest) : latest
  }

  #expire(key: string, latest: EntryChange): EntryChange {
    const expired = { kind: 'expired', revision: this.#next(), at: this.#now } as const
    this.#change(key, latest, expired, null)
    return expired
  }

  #next(): EntryRevision {
    this.#head += 1
    return this.#head
  }

  /** Stores a change as the latest of its key, and remembers the one that was. */
  #change(key: string, latest: EntryChange | undefined, change: EntryChange, value: string | null): void {
    const { kind, revision, at } = change
    const id = change.kind === 'expired' ? null : change.id
    const until = change.kind === 'put' ? change.until : null
    if (latest === undefined) {
      this.#sql.insert.run(revision, key, kind, id, at, until, value)
      return
    }
    const { recentWrites } = this.#config
    if (recentWrites > 1) {
      this.#sql.remember.run(latest.revision)
      this.#sql.forgetMany.run(key, key, recentWrites - 1)
    }
    this.#sql.update.run(revision, kind, id, at, until, value, latest.revision)
  }

  /** Returns whether a change with this id is remembered. */
  #knows(kind: 'put', key: string, id: string, latest: EntryChange | undefined): boolean {
    if (latest === undefined) return false
    return (latest.kind === kind && latest.id === id) || this.#sql.own.get(key, kind, id) !== undefined
  }

  #knowledge(key: string, latest: EntryChange | undefined): EntryKnowledge {
    const changes = latest === undefined ? [] : [latest, ...this.#sql.earlier.all(key).map(changeRow)]
    return { now: this.#now, changes, forgot: forgets(changes, this.#now, this.#config) }
  }
}

type Statements = Readonly<
  Record<
    | 'state'
    | 'setState'
    | 'latest'
    | 'own'
    | 'earlier'
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

const statements = ({ db }: File): Statements => ({
  state: db.prepare('SELECT head, forgotten FROM entries_state'),
  setState: db.prepare('UPDATE entries_state SET head = ?, forgotten = ?'),
  latest: db.prepare('SELECT revision, kind, id, at, until FROM entries WHERE key = ?'),
  own: db.prepare('SELECT 1 FROM earlier_changes WHERE key = ? AND kind = ? AND id = ?'),
  earlier: db.prepare(
    'SELECT revision, kind, id, at, NULL AS until FROM earlier_changes WHERE key = ? ORDER BY revision DESC',
  ),
  insert: db.prepare('INSERT INTO entries (revision, key, kind, id, at, until, value) VALUES (?, ?, ?, ?, ?, ?, ?)'),
  update: db.prepare(
    'UPDATE entries SET revision = ?, kind = ?, id = ?, at = ?, until = ?, value = ? WHERE revision = ?',
  ),
  remember: db.prepare(
    'INSERT INTO earlier_changes (revision, key, kind, id, at) SELECT revision, key, kind, id, at FROM entries WHERE revision = ?',
  ),
  forgetMany: db.prepare(
    'DELETE FROM earlier_changes WHERE key = ? AND revision <= (SELECT revision FROM earlier_changes WHERE key = ? ORDER BY revision DESC LIMIT 1 OFFSET ?)',
  ),
  over: db.prepare(
    'SELECT revision, key, kind, id, at, until FROM entries WHERE until IS NOT NULL AND until <= ? ORDER BY until, revision LIMIT ?',
  ),
  gone: db.prepare('SELECT revision, key FROM entries WHERE value IS NULL AND at <= ? ORDER BY at LIMIT ?'),
  forget: db.prepare('DELETE FROM entries WHERE revision = ?'),
  forgetEarlier: db.prepare('DELETE FROM earlier_changes WHERE key = ?'),
  // Only the first changes are looked at: they are the oldest.
  forgetOld: db.prepare(
    'DELETE FROM earlier_changes WHERE revision IN (SELECT revision FROM (SELECT revision, at FROM earlier_changes ORDER BY revision LIMIT ?) WHERE at < ?)',
  ),
})
