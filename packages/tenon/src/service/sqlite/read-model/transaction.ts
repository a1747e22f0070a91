import type { StatementSync } from 'node:sqlite'
import type { File } from '../connection/file.ts'
import { failureOf, found, isBusy, isOutdated, type SqliteFailed } from '../failure.ts'

/** What was done in a transaction. With `keep: false`, it is rolled back. */
export interface Done<Answer> {
  readonly answer: Answer
  readonly keep: boolean
}

/** An answer after which the transaction is committed. */
export const done = <Answer>(answer: Answer): Done<Answer> => ({ answer, keep: true })

/** An answer after which the transaction is rolled back. */
export const undone = <Answer>(answer: Answer): Done<Answer> => ({ answer, keep: false })

/** Does one thing at a time in a file, each in a transaction. */
export class Transaction {
  readonly #file: File
  readonly #begin: StatementSync
  readonly #commit: StatementSync
  #outdated = false

  /** Prepares its statements. Throws SQLite's error if that fails. */
  static of(file: File): Transaction {
    return new Transaction(file)
  }

  private constructor(file: File) {
    this.#file = file
    this.#begin = file.db.prepare('BEGIN IMMEDIATE')
    this.#commit = file.db.prepare('COMMIT')
  }

  /** Whether the file must be opened again before it can be written to. */
  get isBroken(): boolean {
    // What could not be rolled back ends with the connection.
    return this.#outdated || !this.#file.db.isOpen || this.#file.db.isTransaction
  }

  /** Reads with one statement. Returns as `write` does. */
  read<Answer, Operation extends string>(
    operation: Operation,
    read: () => Answer,
  ): Answer | SqliteFailed<Operation> | undefined {
    try {
      return this.#damage(operation) ?? read()
    } catch (error) {
      return isBusy(error) ? undefined : failureOf(error, operation, this.#file.path, 'none')
    }
  }

  /**
   * Does work in a transaction. It never waits: it returns nothing if another connection holds the lock. An error
   * is returned as a failure, and then nothing was changed, unless its effect is `unknown`.
   */
  write<Answer, Operation extends string>(
    operation: Operation,
    work: () => Done<Answer>,
  ): Answer | SqliteFailed<Operation> | undefined {
    let committing = false
    try {
      const before = this.#damage(operation)
      if (before !== undefined) return before
      this.#begin.run()
      const { answer, keep } = work()
      const damage = keep ? this.#damage(operation) : undefined
      if (damage !== undefined || !keep) {
        this.#undo()
        return damage ?? answer
      }
      committing = true
      this.#commit.run()
      this.#committed()
      return answer
    } catch (error) {
      this.#undo()
      this.#outdated = isOutdated(error)
      if (isBusy(error)) return undefined
      return failureOf(error, operation, this.#file.path, committing ? 'unknown' : 'none')
    }
  }

  #damage<Operation extends string>(operation: Operation): SqliteFailed<Operation> | undefined {
    const damage = this.#file.damage()
    if (damage === undefined) return undefined
    return found('corrupted', operation, `${damage}. Stop, find out which program did it, and open it again.`)
  }

  #undo(): void {
    try {
      // After some errors, SQLite has rolled back already.
      if (this.#file.db.isTransaction) this.#file.db.exec('ROLLBACK')
    } catch {
      // The transaction ends when its caller closes the file.
    }
  }

  #committed(): void {
    this.#file.grew()
    try {
      this.#file.checkpoint()
    } catch {
      // What was committed is safe in the log, which is moved into the file another time.
    }
  }
}
