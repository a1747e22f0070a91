import { commonFailures } from '../../../domain/vocabulary/failures.ts'
import { backoff } from '../../binding/policy.ts'
import type { Runtime } from '../../binding/runtime.ts'
import type { ProjectSettings } from '../run.ts'
import type { AnyFailed } from './asked.ts'

/** Returns whether a failure passes by itself, so that another try can succeed. */
export const passesByItself = ({ failure }: AnyFailed): boolean => commonFailures[failure].passes

/** How long a run waits after each trouble: exponential backoff with full jitter, until a step succeeds. */
export class Patience {
  readonly #settings: ProjectSettings
  readonly #runtime: Runtime
  readonly #signal: AbortSignal
  #tries = 0
  #trouble: string | null = null

  constructor(settings: ProjectSettings, runtime: Runtime, signal: AbortSignal) {
    this.#settings = settings
    this.#runtime = runtime
    this.#signal = signal
  }

  /** What is being waited out, in one sentence, or `null`. */
  get trouble(): string | null {
    return this.#trouble
  }

  /** Returns how many milliseconds to wait before the next try. */
  waitMs(trouble: string, leastMs: number): number {
    this.#tries += 1
    this.#trouble = trouble
    return Math.max(leastMs, backoff(this.#settings, this.#tries, this.#runtime.random()))
  }

  /** Notes that a step has succeeded. */
  recovered(): void {
    this.#tries = 0
    this.#trouble = null
  }

  /** Waits this number of milliseconds, or until the signal fires. */
  pause(ms: number): Promise<void> {
    if (this.#signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const end = (): void => {
        timer.cancel()
        this.#signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = this.#runtime.after(ms, end)
      this.#signal.addEventListener('abort', end)
    })
  }
}
