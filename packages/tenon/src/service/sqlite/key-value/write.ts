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
import { keptMs, type SqliteKeyValueConfig } from './config.ts'
import { type LatestRow, type Statements, statements } from './write-statements.ts'

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

/** How many changes more than needed a key may have before they are forgotten, because each time costs a search. */
const SPARE = 16

/** Changes the entries of one file, inside transactions. */
export class EntryWriter implements Changes<Write, WriteAnswer, 'put'> {
  readonly operation = 'put'
  readonly #path: string
  readonly #config: SqliteKeyValueConfig
  readonly #sql: Statements
  #now = 0
  #head: EntryRevision = 0
  /** The last revision of a removal that is forgotten. */
  #forgotten: EntryRevision = 0
  /** What both were when the transaction began. */
  #before: { readonly head: EntryRevision; readonly forgotten: EntryRevision } = { head: 0, forgotten: 0 }

  constructor(file: File, config: SqliteKeyValueConfig) {
    this.#path = file.path
    this.#config = config
    this.#sql = statements(file)
  }

  weigh(write: Write): number {
    if (write.kind === 'sweep') return MOST_SWEPT * ROW_WEIGHT
    return ROW_WEIGHT + write.key.length + (write.kind === 'put' ? write.value.length : 0)
  }

  begin(now: number): string | undefined {
    this.#now = now
    const state = this.#sql.state.get()
    if (state === undefined) return `${this.#path} lacks its last revision`
    this.#before = { head: Number(state.head), forgotten: Number(state.forgotten) }
    this.#head = this.#before.head
    this.#forgotten = this.#before.forgotten
    return undefined
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
    const latest = this.#latest(key, 'put', id)
    const holds = expected === 'any' || expected === revisionOf(latest?.change, this.#now)
    // A key that is as expected is changed by a put with a new id. For that the earlier changes need not be read.
    if (!holds || latest?.own === true) {
      const decision = decidePut(put, this.#knowledge(key, latest))
      if (decision.kind !== 'change') return decision
    }
    const revision = this.#next()
    const until = endOfLife(put.lifetimeSeconds, this.#now)
    this.#change(key, latest, { kind: 'put', revision, id, at: this.#now, until }, value, expected === 'absent')
    return { kind: 'put', revision, repeated: false }
  }

  #remove(remove: Remove): RemoveResult | KeyValueFailed {
    const { id, key } = remove
    const latest = this.#latest(key, 'removed', id)
    const decision = decideRemove(remove, this.#knowledge(key, latest))
    if (decision.kind !== 'change') return decision
    const revision = this.#next()
    this.#change(key, latest, { kind: 'removed', revision, id, at: this.#now }, null)
    return { kind: 'removed', revision, repeated: false }
  }

  #sweep(): Swept {
    for (const [revision, kind, id, at, until, earlier, own, key] of this.#sql.over.all(this.#now, MOST_SWEPT))
      this.#expire(key, latestOf([revision, kind, id, at, until, earlier, own]))
    for (const { key, revision } of this.#sql.gone.all(this.#now - keptMs(this.#config), MOST_SWEPT)) {
      this.#sql.forget.run(Number(revision))
      this.#sql.forgetEarlier.run(String(key))
      this.#forgotten = Math.max(this.#forgotten, Number(revision))
    }
    this.#sql.forgetOld.run(MOST_SWEPT, this.#now - this.#config.repeatWindowMs)
    return { kind: 'swept' }
  }

  /** Returns the latest change of a key. If the life of its value is over, that is a change of its own. */
  #latest(key: string, kind: EntryChange['kind'], id: string): Latest | undefined {
    const row = this.#sql.latest.get(kind, id, key)
    if (row === undefined) return undefined
    const latest = latestOf(row)
    const { change } = latest
    const own = latest.own || ('id' in change && change.kind === kind && change.id === id)
    if (change.kind === 'put' && isOver(change.until, this.#now)) return { ...this.#expire(key, latest), own }
    return { ...latest, own }
  }

  #expire(key: string, latest: Latest): Latest {
    const expired = { kind: 'expired', revision: this.#next(), at: this.#now } as const
    return { change: expired, earlier: this.#change(key, latest, expired, null), own: latest.own }
  }

  #next(): EntryRevision {
    this.#head += 1
    return this.#head
  }

  /** Stores a change as the latest of its key, and remembers the one that was. Returns how many earlier ones there are. */
  #change(key: string, latest: Latest | undefined, change: EntryChange, value: string | null, created = false): number {
    const { kind, revision, at } = change
    const id = change.kind === 'expired' ? null : change.id
    const until = change.kind === 'put' ? change.until : null
    if (latest === undefined) {
      this.#sql.insert.run(revision, key, kind, id, Number(created), at, until, 0, value)
      return 0
    }
    const most = this.#config.recentWrites - 1
    this.#sql.remember.run(latest.change.revision)
    const isFull = latest.earlier + 1 >= most + SPARE
    if (isFull) this.#sql.forgetMany.run(key, most)
    const earlier = isFull ? Math.max(most, 1) : latest.earlier + 1
    this.#sql.update.run(revision, kind, id, Number(created), at, until, earlier, value, latest.change.revision)
    return earlier
  }

  #knowledge(key: string, latest: Latest | undefined): EntryKnowledge {
    const earlier = latest === undefined ? [] : this.#sql.earlier.all(key, this.#config.recentWrites - 1)
    const changes = latest === undefined ? [] : [latest.change, ...earlier.map(earlierOf)]
    const created = (id: string): EntryRevision | undefined => {
      const revision = this.#sql.created.get(key, id)?.revision
      return typeof revision === 'number' ? revision : undefined
    }
    return { now: this.#now, changes, forgot: forgets(changes, this.#now, this.#config), created }
  }
}

/** The latest change of a key. */
interface Latest {
  readonly change: EntryChange
  /** How many earlier changes are remembered at most. */
  readonly earlier: number
  /** Whether a change with the id that was asked for is remembered. */
  readonly own: boolean
}

const latestOf = ([revision, kind, id, at, until, earlier, own]: LatestRow): Latest => ({
  change: changeOf(revision, kind, id, at, until),
  earlier,
  own: own === 1,
})

/** The lives of earlier changes are not remembered, because the rules do not ask for them. */
const earlierOf = ({ revision, kind, id, at }: Readonly<Record<string, unknown>>): EntryChange =>
  changeOf(Number(revision), String(kind), id === null ? null : String(id), Number(at), null)

const changeOf = (
  revision: EntryRevision,
  kind: string,
  id: string | null,
  at: number,
  until: number | null,
): EntryChange => {
  if (kind === 'put') return { kind, revision, id: String(id), at, until }
  return kind === 'removed' ? { kind, revision, id: String(id), at } : { kind: 'expired', revision, at }
}
