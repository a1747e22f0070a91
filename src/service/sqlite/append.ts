import type { StatementSync } from 'node:sqlite'
import { after, decideAppend, type Knowledge, meets } from '../../domain/event/append.ts'
import type { EventStoreFailed } from '../../domain/event/failure.ts'
import type { WrittenAppend } from '../../domain/event/intent.ts'
import type { AppendResult } from '../../domain/event/result.ts'
import type { Revision } from '../../domain/event/stream.ts'
import type { Attempt } from '../binding/executor.ts'
import type { SqliteStoreConfig } from './config.ts'
import { failureOf, found, isBusy, isTaken } from './failure.ts'
import { type File, turnMs } from './file.ts'

type Answer = AppendResult | EventStoreFailed

/** An append that waits for its commit. */
interface Waiting {
  readonly append: WrittenAppend
  readonly attempt: Attempt
  /** When it first found the file held by another process. */
  since: number | undefined
  answer(answer: Answer): void
}

/** One transaction takes no more appends than this, and no more text: a commit stops the event loop while it lasts. */
const MOST_APPENDS = 256
const MOST_TEXT = 4 * 1024 * 1024
/** How many streams' heads are remembered. */
const MOST_HEADS = 50_000

/**
 * Appends to one file. Appends that wait share one transaction; nobody is answered before its commit; and when it fails, each is tried
 * again alone, so that one append's failure is its own.
 */
export class Writer {
  readonly #file: File
  readonly #config: SqliteStoreConfig
  readonly #sql: Statements
  /** What waits for the next transaction, in order. */
  readonly #queue: Waiting[] = []
  /** What is tried again, each alone, before the queue goes on. */
  readonly #alone: Waiting[] = []
  /** The last revisions of streams as far as this connection knows. Others may have gone on: then the place is taken, and it looks again. */
  readonly #heads = new Map<string, Revision | 'no_stream'>()
  #flushing = false
  #turn: NodeJS.Timeout | undefined
  #corrupted: EventStoreFailed | undefined

  constructor(file: File, config: SqliteStoreConfig) {
    this.#file = file
    this.#config = config
    this.#sql = statements(file)
  }

  append(append: WrittenAppend, attempt: Attempt): Promise<Answer> {
    if (this.#corrupted !== undefined) return Promise.resolve({ ...this.#corrupted, effect: 'none' })
    return new Promise((answer) => {
      const waiting: Waiting = { append, attempt, since: undefined, answer }
      this.#queue.push(waiting)
      if (this.#turn !== undefined) {
        waiting.since = performance.now()
        this.#heed(waiting)
      }
      this.#schedule()
    })
  }

  /** Answers everything that waits. */
  close(failure: EventStoreFailed): void {
    clearTimeout(this.#turn)
    for (const { answer } of this.#take()) answer(failure)
  }

  #schedule(): void {
    if (this.#flushing || this.#turn !== undefined) return
    this.#flushing = true
    // Behind everything that is ready to run now: whoever appends in this turn shares the transaction.
    setImmediate(() => {
      this.#flushing = false
      this.#flush()
    })
  }

  #flush(): void {
    this.#dropAborted()
    if (this.#queue.length + this.#alone.length === 0) return
    try {
      this.#sql.begin.run()
    } catch (error) {
      if (isBusy(error)) this.#waitForTurn(error)
      else this.#failAll(error)
      return
    }
    const group = this.#alone.length > 0 ? this.#alone.splice(0, 1) : this.#nextGroup()
    this.#commit(group)
    if (this.#queue.length + this.#alone.length > 0) this.#schedule()
  }

  /** Decides and commits a group under the lock. */
  #commit(group: readonly Waiting[]): void {
    let committing = false
    try {
      const recordedAt = Date.now()
      const results = group.map(({ append }) => this.#decide(append, recordedAt))
      const damage = this.#file.damage()
      if (damage !== undefined) {
        this.#rollback()
        this.#giveUp(
          group,
          found(
            'corrupted',
            'append',
            `${damage}. Nothing was stored. Stop, find out who did it, and restore the file.`,
          ),
        )
        return
      }
      committing = true
      this.#sql.commit.run()
      for (const [i, { answer }] of group.entries()) answer(results[i] ?? unanswered)
      if (results.some((result) => result.kind === 'appended' && !result.repeated)) this.#file.grew()
    } catch (error) {
      this.#rollback()
      this.#fail(group, failureOf(error, 'append', this.#file.path, committing ? 'unknown' : 'none'))
      return
    }
    this.#checkpoint()
  }

  #fail(group: readonly Waiting[], failure: EventStoreFailed): void {
    if (failure.failure === 'corrupted') this.#giveUp(group, failure)
    else if (group.length === 1) group[0]?.answer(failure)
    else this.#alone.push(...group)
  }

  /** Nothing can be trusted any more: this group gets the failure, and whoever comes later gets it without trying. */
  #giveUp(group: readonly Waiting[], failure: EventStoreFailed): void {
    this.#corrupted = failure
    for (const { answer } of group) answer(failure)
    for (const { answer } of this.#take()) answer({ ...failure, effect: 'none' })
  }

  #failAll(error: unknown): void {
    const failure = failureOf(error, 'append', this.#file.path, 'none')
    if (failure.failure === 'corrupted') this.#corrupted = failure
    for (const { answer } of this.#take()) answer(failure)
  }

  #rollback(): void {
    this.#heads.clear()
    // Some errors have rolled back already.
    if (this.#file.db.isTransaction) this.#sql.rollback.run()
  }

  #checkpoint(): void {
    try {
      this.#file.checkpoint()
    } catch {
      // The events are safe in the log. What keeps it from being moved fails the next append too, which can say it.
    }
  }

  #decide(append: WrittenAppend, recordedAt: number): AppendResult {
    const remembered = this.#head(append.stream)
    if (meets(append.expectedRevision, remembered)) {
      const stored = this.#store(append, after(remembered), recordedAt)
      if (stored !== undefined) return stored
    }
    // Another connection may have appended since: a refusal is decided by what stands in the file under this very lock.
    this.#heads.delete(append.stream)
    const decision = decideAppend(append, this.#knowledge(append.stream, this.#head(append.stream)))
    if (decision.kind !== 'store') return decision
    const stored = this.#store(append, decision.first, recordedAt)
    if (stored === undefined) throw new Error(`an index and the events disagree in ${this.#file.path}`)
    return stored
  }

  /** Stores the events from a revision on; or stores and gives nothing when that place or an id is taken. */
  #store({ stream, events }: WrittenAppend, first: Revision, recordedAt: number): AppendResult | undefined {
    const mark = events.length > 1 && this.#config.dedupe === 'forever'
    if (mark) this.#sql.mark.run()
    try {
      let revision = first
      let position = 0
      for (const { id, type, data, metadata } of events) {
        const { lastInsertRowid } = this.#sql.insert.run(stream, revision, id, type, data, metadata, recordedAt)
        position = Number(lastInsertRowid)
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
      standing: (from, most) =>
        this.#sql.standing
          .all(stream, from, most)
          .map(({ id, position }) => ({ id: String(id), position: Number(position) })),
      find: (id) => {
        if (this.#config.dedupe === 'expected') return undefined
        const row = this.#sql.find.get(id)
        return row === undefined ? undefined : { stream: String(row.stream), revision: Number(row.revision) }
      },
    }
  }

  #head(stream: string): Revision | 'no_stream' {
    const known = this.#heads.get(stream)
    if (known !== undefined) return known
    const row = this.#sql.head.get(stream)
    const head = typeof row?.revision === 'number' ? row.revision : 'no_stream'
    this.#remember(stream, head)
    return head
  }

  #remember(stream: string, head: Revision | 'no_stream'): void {
    if (this.#heads.size >= MOST_HEADS && !this.#heads.has(stream)) this.#heads.clear()
    this.#heads.set(stream, head)
  }

  #nextGroup(): Waiting[] {
    let text = 0
    let size = 0
    for (const { append } of this.#queue) {
      for (const { data, metadata } of append.events) text += data.length + metadata.length
      if (size > 0 && (size === MOST_APPENDS || text > MOST_TEXT)) break
      size += 1
    }
    return this.#queue.splice(0, size)
  }

  /** Another process writes. Whoever has waited long enough is told; the others wait on, a random moment at a time. */
  #waitForTurn(error: unknown): void {
    const now = performance.now()
    const waiting = this.#take()
    const busy = failureOf(error, 'append', this.#file.path, 'none')
    for (const one of waiting) {
      if (one.since === undefined) this.#heed(one)
      one.since ??= now
      if (now - one.since >= this.#config.busyTimeoutMs) one.answer(busy)
      else this.#queue.push(one)
    }
    if (this.#queue.length === 0) return
    this.#turn = setTimeout(() => {
      this.#turn = undefined
      this.#flush()
    }, turnMs())
  }

  /** Lets one that waits for its turn go as soon as it is called off. */
  #heed(waiting: Waiting): void {
    waiting.attempt.signal.addEventListener('abort', () => this.#dropAborted(), { once: true })
  }

  #dropAborted(): void {
    for (const waits of [this.#queue, this.#alone]) {
      for (let i = waits.length - 1; i >= 0; i -= 1) {
        if (waits[i]?.attempt.aborted !== true) continue
        for (const { answer } of waits.splice(i, 1)) answer(CALLED_OFF)
      }
    }
  }

  #take(): Waiting[] {
    return [...this.#alone.splice(0), ...this.#queue.splice(0)]
  }
}

const CALLED_OFF: EventStoreFailed = found('cancelled', 'append', 'called off before it was sent.')

const unanswered: EventStoreFailed = found('unclassified', 'append', 'the group had no result for it.', 'unknown')

type Statements = Readonly<
  Record<
    'begin' | 'commit' | 'rollback' | 'mark' | 'undo' | 'release' | 'head' | 'insert' | 'standing' | 'find',
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
  standing: db.prepare('SELECT id, position FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?'),
  find: db.prepare('SELECT stream, revision FROM events WHERE id = ?'),
})
