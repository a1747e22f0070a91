import type { StatementSync } from 'node:sqlite'
import { after, decideAppend, type Knowledge, meets, type WrittenAppend } from '../../../domain/event/append.ts'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { AppendResult } from '../../../domain/event/result.ts'
import type { Revision } from '../../../domain/event/stream.ts'
import type { Transacted, Transactor } from '../../binding/group-commit.ts'
import type { SqliteStoreConfig } from './config.ts'
import { failureOf, found, isBusy, isTaken } from '../failure.ts'
import type { File } from '../connection/file.ts'

/** The outcome of one append. */
export type AppendAnswer = AppendResult | EventStoreFailed

/**
 * After this many milliseconds a transaction takes no further append, because SQLite blocks the event loop. The time of
 * the commit is not included.
 */
const MOST_MS = 10

/** What a row costs in addition to its text, in code units, because each row changes pages of the indexes. */
const ROW_WEIGHT = 1024

/** The most streams whose heads are remembered. */
const MOST_HEADS = 50_000

/** Appends to one file. Stores a group of appends in one transaction. */
export class Appender implements Transactor<WrittenAppend, AppendAnswer> {
  readonly calledOff: AppendAnswer = found('cancelled', 'append', 'cancelled before it was sent.')
  readonly #file: File
  readonly #dedupe: SqliteStoreConfig['dedupe']
  readonly #sql: Statements
  /**
   * The last revisions of streams that this connection knows. Other connections may have appended since: then the
   * insert finds its place taken, and the head is read again.
   */
  readonly #heads = new Map<string, Revision | 'no_stream'>()

  constructor(file: File, { dedupe }: SqliteStoreConfig) {
    this.#file = file
    this.#dedupe = dedupe
    this.#sql = statements(file)
  }

  /** Returns the UTF-16 code units of all the text that an append stores, plus a constant for each row. */
  weigh({ stream, events }: WrittenAppend): number {
    let units = events.length * (ROW_WEIGHT + stream.length)
    for (const { id, type, data, metadata } of events) units += id.length + type.length + data.length + metadata.length
    return units
  }

  transact(appends: readonly WrittenAppend[]): Transacted<AppendAnswer> {
    const begun = performance.now()
    try {
      this.#sql.begin.run()
    } catch (error) {
      return this.#failed(error, 'none')
    }
    let committing = false
    try {
      const recordedAt = Date.now()
      const answers: AppendResult[] = []
      for (const append of appends) {
        answers.push(this.#append(append, recordedAt))
        if (performance.now() - begun >= MOST_MS) break
      }
      const damage = this.#file.damage()
      if (damage !== undefined) {
        this.#rollback()
        return ruined(
          found(
            'corrupted',
            'append',
            `${damage}. Nothing was stored. Stop, find out which program did it, and restore the file.`,
          ),
        )
      }
      committing = true
      this.#sql.commit.run()
      this.#committed(answers)
      return { kind: 'committed', answers }
    } catch (error) {
      if (this.#rollback()) return this.#failed(error, committing ? 'unknown' : 'none')
      return ruined(
        found(
          'corrupted',
          'append',
          `a transaction on ${this.#file.path} could not be rolled back. Stop, and open it again.`,
          'unknown',
        ),
      )
    }
  }

  #failed(error: unknown, effect: 'none' | 'unknown'): Transacted<AppendAnswer> {
    const answer = failureOf(error, 'append', this.#file.path, effect)
    if (isBusy(error)) return { kind: 'held', answer }
    return answer.failure === 'corrupted' ? ruined(answer) : { kind: 'failed', answer }
  }

  /** Rolls back a transaction. Returns whether nothing of it is left. */
  #rollback(): boolean {
    this.#heads.clear()
    try {
      // After some errors, SQLite has rolled back already.
      if (this.#file.db.isTransaction) this.#sql.rollback.run()
      return true
    } catch {
      return false
    }
  }

  #committed(answers: readonly AppendResult[]): void {
    if (answers.some((answer) => answer.kind === 'appended' && !answer.repeated)) this.#file.grew()
    try {
      this.#file.checkpoint()
    } catch {
      // The events are safe in the log, which is moved into the file another time.
    }
  }

  #append(append: WrittenAppend, recordedAt: number): AppendResult {
    const remembered = this.#head(append.stream)
    if (meets(append.expectedRevision, remembered)) {
      const stored = this.#store(append, after(remembered), recordedAt)
      if (stored !== undefined) return stored
    }
    // Another connection may have appended since. A refusal must rest on what the file holds under this lock.
    this.#heads.delete(append.stream)
    const decision = decideAppend(append, this.#knowledge(append.stream, this.#head(append.stream)))
    if (decision.kind !== 'store') return decision
    const stored = this.#store(append, decision.first, recordedAt)
    if (stored === undefined) throw new Error(`an index and the events disagree in ${this.#file.path}`)
    return stored
  }

  /** Stores the events from a revision on. If that revision or an id is taken, stores nothing and returns nothing. */
  #store({ stream, events }: WrittenAppend, first: Revision, recordedAt: number): AppendResult | undefined {
    const mark = events.length > 1
    if (mark) this.#sql.mark.run()
    try {
      let revision = first
      let position = 0
      for (const { id, type, data, metadata } of events) {
        position = Number(this.#sql.insert.run(stream, revision, id, type, data, metadata, recordedAt).lastInsertRowid)
        revision += 1
      }
      if (mark) this.#sql.release.run()
      this.#remember(stream, revision - 1)
      return { kind: 'appended', revision: revision - 1, position, repeated: false }
    } catch (error) {
      if (!isTaken(error)) throw error
      if (mark) {
        this.#sql.undo.run()
        this.#sql.release.run()
      }
      return undefined
    }
  }

  #knowledge(stream: string, head: Revision | 'no_stream'): Knowledge {
    return {
      head,
      eventsFrom: (from, most) =>
        this.#sql.eventsFrom
          .all(stream, from, most)
          .map(({ id, position }) => ({ id: String(id), position: Number(position) })),
      find: (id) => {
        if (this.#dedupe === 'expected') return undefined
        const row = this.#sql.find.get(id)
        return row === undefined ? undefined : { stream: String(row.stream), revision: Number(row.revision) }
      },
    }
  }

  #head(stream: string): Revision | 'no_stream' {
    const known = this.#heads.get(stream)
    if (known !== undefined) return known
    const revision = this.#sql.head.get(stream)?.revision
    const head = typeof revision === 'number' ? revision : 'no_stream'
    this.#remember(stream, head)
    return head
  }

  #remember(stream: string, head: Revision | 'no_stream'): void {
    if (this.#heads.size >= MOST_HEADS && !this.#heads.has(stream)) this.#heads.clear()
    this.#heads.set(stream, head)
  }
}

/** The appends of this group get the failure, and later appends get it without a try. */
const ruined = (failure: EventStoreFailed): Transacted<AppendAnswer> => ({
  kind: 'ruined',
  answer: failure,
  later: { ...failure, effect: 'none' },
})

type Statements = Readonly<
  Record<
    'begin' | 'commit' | 'rollback' | 'mark' | 'undo' | 'release' | 'head' | 'insert' | 'eventsFrom' | 'find',
    StatementSync
  >
>

const statements = ({ db }: File): Statements => ({
  begin: db.prepare('BEGIN IMMEDIATE'),
  commit: db.prepare('COMMIT'),
  rollback: db.prepare('ROLLBACK'),
  mark: db.prepare('SAVEPOINT one'),
  undo: db.prepare('ROLLBACK TO one'),
  release: db.prepare('RELEASE one'),
  head: db.prepare('SELECT max(revision) AS revision FROM events WHERE stream = ?'),
  insert: db.prepare(
    'INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  ),
  eventsFrom: db.prepare(
    'SELECT id, position FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?',
  ),
  find: db.prepare('SELECT stream, revision FROM events WHERE id = ?'),
})
