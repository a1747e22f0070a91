import type { StatementSync } from 'node:sqlite'
import { after, decideAppend, type Knowledge, meets, type WrittenAppend } from '../../../domain/event/append.ts'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { AppendResult } from '../../../domain/event/result.ts'
import type { Revision } from '../../../domain/event/stream.ts'
import type { File } from '../connection/file.ts'
import type { Changes } from '../connection/transaction.ts'
import { isTaken } from '../failure.ts'
import type { SqliteStoreConfig } from './config.ts'

/** The outcome of one append. */
export type AppendAnswer = AppendResult | EventStoreFailed

/** What a row costs in addition to its text, in code units, because each row changes pages of the indexes. */
const ROW_WEIGHT = 1024

/** The most streams whose heads are remembered. */
const MOST_HEADS = 50_000

/** Appends to one file, inside transactions. */
export class Appender implements Changes<WrittenAppend, AppendResult, 'append'> {
  readonly operation = 'append'
  readonly #file: File
  readonly #dedupe: SqliteStoreConfig['dedupe']
  readonly #sql: Statements
  /**
   * The last revisions of streams that this connection knows. Other connections may have appended since: then the
   * insert finds its place taken, and the head is read again.
   */
  readonly #heads = new Map<string, Revision | 'no_stream'>()
  #recordedAt = 0
  #stored = false

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

  begin(now: number): undefined {
    this.#recordedAt = now
    this.#stored = false
  }

  apply(append: WrittenAppend): AppendResult {
    const remembered = this.#head(append.stream)
    if (meets(append.expectedRevision, remembered)) {
      const stored = this.#store(append, after(remembered))
      if (stored !== undefined) return stored
    }
    // Another connection may have appended since. A refusal must rest on what the file holds under this lock.
    this.#heads.delete(append.stream)
    const decision = decideAppend(append, this.#knowledge(append.stream, this.#head(append.stream)))
    if (decision.kind !== 'store') return decision
    const stored = this.#store(append, decision.first)
    if (stored === undefined) throw new Error(`an index and the events disagree in ${this.#file.path}`)
    return stored
  }

  complete(): boolean {
    return this.#stored
  }

  undone(): void {
    this.#heads.clear()
  }

  /** Stores the events from a revision on. If that revision or an id is taken, stores nothing and returns nothing. */
  #store({ stream, events }: WrittenAppend, first: Revision): AppendResult | undefined {
    const mark = events.length > 1
    if (mark) this.#sql.mark.run()
    try {
      let revision = first
      let position = 0
      for (const { id, type, data, metadata } of events) {
        position = Number(
          this.#sql.insert.run(stream, revision, id, type, data, metadata, this.#recordedAt).lastInsertRowid,
        )
        revision += 1
      }
      if (mark) this.#sql.release.run()
      this.#remember(stream, revision - 1)
      this.#stored = true
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

type Statements = Readonly<
  Record<'mark' | 'undo' | 'release' | 'head' | 'insert' | 'eventsFrom' | 'find', StatementSync>
>

const statements = ({ db }: File): Statements => ({
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
