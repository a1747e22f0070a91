import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises'
import type { Attempt } from '../../binding/executor.ts'
import { lockRetryMs } from '../../binding/group-commit.ts'
import { failureOf, found, isBusy, type SqliteFailed } from '../failure.ts'
import type { File } from './file.ts'
import type { FileSettings } from './file-settings.ts'

/** Gives each use of a file its turn, until it is closed. */
export class Turns {
  readonly #path: string
  readonly #busyTimeoutMs: number
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
   * Reads an open file in a turn of its own, as `patiently` does. An error is returned as a failure, and so is a file
   * that is not the one that was opened.
   */
  read<Page, Operation extends string>(
    file: File,
    operation: Operation,
    attempt: Attempt,
    page: () => Page,
  ): Promise<Page | SqliteFailed<Operation>> {
    return this.patiently(operation, attempt, () => {
      try {
        const damage = file.damage()
        if (damage === undefined) return page()
        return found('corrupted', operation, `${damage}. Stop, find out which program did it, and restore the file.`)
      } catch (error) {
        return isBusy(error) ? undefined : failureOf(error, operation, this.#path, 'none')
      }
    })
  }

  /**
   * Looks in a turn of its own, so that a caller who reads page after page does not keep all others waiting. While
   * `look` returns nothing, because another process holds the file, it looks again after a short random time, until
   * `busyTimeoutMs` has passed.
   */
  async patiently<Answer, Operation extends string>(
    operation: Operation,
    attempt: Attempt,
    look: () => Answer | undefined | Promise<Answer | undefined>,
  ): Promise<Answer | SqliteFailed<Operation>> {
    const begun = performance.now()
    await turn()
    for (;;) {
      if (this.#closed) return this.notOpen(operation)
      if (attempt.aborted) return found('cancelled', operation, 'cancelled before it was sent.')
      const answer = await look()
      if (answer !== undefined) return answer
      if (performance.now() - begun >= this.#busyTimeoutMs) {
        return found('busy', operation, `another process held ${this.#path} for ${this.#busyTimeoutMs} ms. Try again.`)
      }
      await wait(lockRetryMs(Math.random()), undefined, { signal: attempt.signal }).catch(() => undefined)
    }
  }

  /** The failure of a use while the file is not open. */
  notOpen<Operation extends string>(operation: Operation): SqliteFailed<Operation> {
    return found('closed', operation, `${this.#path} is not open.`)
  }
}
