import type { StatementSync } from 'node:sqlite'
import type { Transacted, Transactor } from '../../binding/group-commit.ts'
import { failureOf, found, isBusy, type SqliteFailed } from '../failure.ts'
import type { File } from './file.ts'

/**
 * After this many milliseconds a transaction takes no further work item, because SQLite blocks the event loop. The time
 * of the commit is not included.
 */
const MOST_MS = 10

/** What the work items of one capability do to a file, inside a transaction. */
export interface Changes<Work, Answer, Operation extends string> {
  /** The operation that failures name. */
  readonly operation: Operation
  /** Returns the UTF-16 code units of all the text that a work item stores, plus a constant for each row. */
  weigh(work: Work): number
  /**
   * Called when a transaction has begun, with the time by the clock in Unix milliseconds. Returns what is wrong with
   * the file if nothing can be done with it. Then the group fails with `corrupted`.
   */
  begin(now: number): string | undefined
  /** Does one work item, and returns its answer for the case that the transaction is committed. */
  apply(work: Work): Answer
  /** Called before the commit. Returns whether anything changes. */
  complete(): boolean
  /** Called when nothing of a transaction was kept. */
  undone(): void
}

/** Does groups of work items, each group in one transaction on a file. */
export class FileTransactor<Work, Answer, Operation extends string> implements Transactor<
  Work,
  Answer | SqliteFailed<Operation>
> {
  readonly calledOff: SqliteFailed<Operation>
  readonly #file: File
  readonly #changes: Changes<Work, Answer, Operation>
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  readonly #rollback: StatementSync

  constructor(file: File, changes: Changes<Work, Answer, Operation>) {
    this.#file = file
    this.#changes = changes
    this.#begin = file.db.prepare('BEGIN IMMEDIATE')
    this.#commit = file.db.prepare('COMMIT')
    this.#rollback = file.db.prepare('ROLLBACK')
    this.calledOff = found('cancelled', changes.operation, 'cancelled before it was sent.')
  }

  weigh(work: Work): number {
    return this.#changes.weigh(work)
  }

  transact(works: readonly Work[]): Transacted<Answer | SqliteFailed<Operation>> {
    const begun = performance.now()
    try {
      this.#begin.run()
    } catch (error) {
      return this.#failed(error, 'none')
    }
    let committing = false
    try {
      const answers: Answer[] = []
      const flaw = this.#changes.begin(Date.now())
      if (flaw !== undefined) {
        this.#undo()
        return ruined(this.#found(`${flaw}. Nothing was stored. Stop, and restore the file.`))
      }
      for (const work of works) {
        answers.push(this.#changes.apply(work))
        if (performance.now() - begun >= MOST_MS) break
      }
      const damage = this.#file.damage()
      if (damage !== undefined) {
        this.#undo()
        return ruined(
          this.#found(`${damage}. Nothing was stored. Stop, find out which program did it, and restore the file.`),
        )
      }
      const changed = this.#changes.complete()
      committing = true
      this.#commit.run()
      this.#committed(changed)
      return { kind: 'committed', answers }
    } catch (error) {
      if (this.#undo()) return this.#failed(error, committing ? 'unknown' : 'none')
      return ruined(
        this.#found(
          `a transaction on ${this.#file.path} could not be rolled back. Stop, and open it again.`,
          'unknown',
        ),
      )
    }
  }

  #found(says: string, effect: 'none' | 'unknown' = 'none'): SqliteFailed<Operation> {
    return found('corrupted', this.#changes.operation, says, effect)
  }

  #failed(error: unknown, effect: 'none' | 'unknown'): Transacted<SqliteFailed<Operation>> {
    const answer = failureOf(error, this.#changes.operation, this.#file.path, effect)
    if (isBusy(error)) return { kind: 'held', answer }
    return answer.failure === 'corrupted' ? ruined(answer) : { kind: 'failed', answer }
  }

  /** Rolls back a transaction. Returns whether nothing of it is left. */
  #undo(): boolean {
    this.#changes.undone()
    try {
      // After some errors, SQLite has rolled back already.
      if (this.#file.db.isTransaction) this.#rollback.run()
      return true
    } catch {
      return false
    }
  }

  #committed(changed: boolean): void {
    if (changed) this.#file.grew()
    try {
      this.#file.checkpoint()
    } catch {
      // What was committed is safe in the log, which is moved into the file another time.
    }
  }
}

/** The work items of this group get the failure, and later ones get it without a try. */
const ruined = <Operation extends string>(failure: SqliteFailed<Operation>): Transacted<SqliteFailed<Operation>> => ({
  kind: 'ruined',
  answer: failure,
  later: { ...failure, effect: 'none' },
})
