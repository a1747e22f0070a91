import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { Attempt, Closed } from '../../binding/executor.ts'
import { lockRetryMs } from '../../binding/group-commit.ts'
import { failureOf, found, isBusy, type SqliteFailed } from '../failure.ts'
import type { File } from './file.ts'
import type { FileSettings } from './file-settings.ts'

/** After this many milliseconds the reads that are left wait for the next turn, because SQLite blocks the event loop. */
const MOST_MS = 10

/** Gives each use of a file its turn, until it is closed. */
export class Turns {
  readonly #path: string
  readonly #busyTimeoutMs: number
  /** The reads that wait for their turn, in order. */
  #reads: (() => void)[] = []
  /** The result of the look at the file in this turn of the event loop. */
  #looked: { readonly file: File; readonly damage: string | undefined } | undefined
  #closed = false

  constructor({ path, busyTimeoutMs }: Pick<FileSettings, 'path' | 'busyTimeoutMs'>) {
    this.#path = path
    this.#busyTimeoutMs = busyTimeoutMs
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Ends the waiting of all uses. From now on each fails with `closed`. */
  close(): void {
    this.#closed = true
  }

  /**
   * Looks at a file patiently until it is open. If the turns were closed meanwhile, closes the file again, and fails with
   * `closed`.
   */
  async open<Open extends { readonly kind: 'open'; readonly file: File }>(
    attempt: Attempt,
    look: () => Open | SqliteFailed | undefined,
  ): Promise<Open | SqliteFailed> {
    const opened = await this.patiently('open', attempt, look)
    if (opened.kind === 'failed' || !this.#closed) return opened
    opened.file.close()
    return this.notOpen('open')
  }

  /** Closes a file, if it was opened. An error is returned as a failure. */
  closeFile(file: Pick<File, 'close'> | undefined): Closed | SqliteFailed<'close'> {
    try {
      file?.close()
      return { kind: 'closed' }
    } catch (error) {
      return failureOf(error, 'close', this.#path, 'none')
    }
  }

  /**
   * Reads an open file in the next turn of the event loop, so that a caller who reads page after page does not keep all
   * others waiting. All reads of a turn share one look at whether it is still the file that was opened. If it is not,
   * each fails. An error is returned as a failure.
   */
  read<Page, Operation extends string>(
    file: File,
    operation: Operation,
    attempt: Attempt,
    page: () => Page,
  ): Promise<Page | SqliteFailed<Operation>> {
    return new Promise((resolve) => {
      this.#reads.push(() => {
        const answer = this.#refusal(operation, attempt) ?? this.#look(file, operation, page)
        resolve(answer ?? this.patiently(operation, attempt, () => this.#lookAnew(file, operation, page)))
      })
      if (this.#reads.length === 1) setImmediate(() => this.#readAll())
    })
  }

  #readAll(): void {
    const begun = performance.now()
    const reads = this.#reads
    this.#reads = []
    this.#looked = undefined
    let done = 0
    for (const read of reads) {
      read()
      done += 1
      if (performance.now() - begun >= MOST_MS) break
    }
    if (done === reads.length) return
    if (this.#reads.length === 0) setImmediate(() => this.#readAll())
    this.#reads.unshift(...reads.slice(done))
  }

  #lookAnew<Page, Operation extends string>(
    file: File,
    operation: Operation,
    page: () => Page,
  ): Page | SqliteFailed<Operation> | undefined {
    this.#looked = undefined
    return this.#look(file, operation, page)
  }

  /** Reads a file once, or returns nothing if another connection holds the lock. */
  #look<Page, Operation extends string>(
    file: File,
    operation: Operation,
    page: () => Page,
  ): Page | SqliteFailed<Operation> | undefined {
    try {
      if (this.#looked?.file !== file) this.#looked = { file, damage: file.damage() }
      const { damage } = this.#looked
      if (damage === undefined) return page()
      return found('corrupted', operation, `${damage}. Stop, find out which program did it, and restore the file.`)
    } catch (error) {
      return isBusy(error) ? undefined : failureOf(error, operation, this.#path, 'none')
    }
  }

  /**
   * Looks in a turn of its own. While `look` returns nothing, because another process holds the file, it looks again
   * after a short random time, until `busyTimeoutMs` has passed.
   */
  async patiently<Answer, Operation extends string>(
    operation: Operation,
    attempt: Attempt,
    look: () => Answer | undefined | Promise<Answer | undefined>,
  ): Promise<Answer | SqliteFailed<Operation>> {
    const begun = performance.now()
    await turn()
    for (;;) {
      const refusal = this.#refusal(operation, attempt)
      if (refusal !== undefined) return refusal
      const answer = await look()
      if (answer !== undefined) return answer
      if (performance.now() - begun >= this.#busyTimeoutMs) {
        return found('busy', operation, `another process held ${this.#path} for ${this.#busyTimeoutMs} ms. Try again.`)
      }
      await wait(lockRetryMs(Math.random()), undefined, { signal: attempt.signal }).catch(() => undefined)
    }
  }

  #refusal<Operation extends string>(operation: Operation, attempt: Attempt): SqliteFailed<Operation> | undefined {
    if (this.#closed) return this.notOpen(operation)
    return attempt.aborted ? found('cancelled', operation, 'cancelled before it was sent.') : undefined
  }

  /** The failure of a use while the file is not open. */
  notOpen<Operation extends string>(operation: Operation): SqliteFailed<Operation> {
    return found('closed', operation, `${this.#path} is not open.`)
  }

  /** The items of a call that gives many while the file is not open: one failure. */
  async *itemsOfNotOpen<Operation extends string>(
    operation: Operation,
  ): AsyncGenerator<SqliteFailed<Operation>, undefined, undefined> {
    yield this.notOpen(operation)
  }

  /** The failure of a write to a file that is open for reading only. */
  readOnly<Operation extends string>(operation: Operation): SqliteFailed<Operation> {
    const says = `${this.#path} is open with access: 'read_only'. Configure 'read_write' to write to it.`
    return found('permission_denied', operation, says)
  }
}
