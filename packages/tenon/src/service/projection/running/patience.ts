import { commonFailures } from '../../../domain/vocabulary/failures.ts'
import { backoff } from '../../binding/policy.ts'
import type { ProjectSettings } from '../run.ts'
import type { AnyFailed } from './asked.ts'

/** Returns whether a failure passes by itself, so that another try can succeed. */
export const passesByItself = ({ failure }: AnyFailed): boolean => commonFailures[failure].passes

/** How long a run waits after each trouble: exponential backoff with full jitter, until a step succeeds. */
export class Patience {
  readonly #settings: Pick<ProjectSettings, 'backoffMs' | 'maxBackoffMs'>
  readonly #random: () => number
  #tries = 0
  #trouble: string | null = null

  constructor(settings: Pick<ProjectSettings, 'backoffMs' | 'maxBackoffMs'>, random: () => number) {
    this.#settings = settings
    this.#random = random
  }

  /** What is being waited out, in one sentence, or `null`. */
  get trouble(): string | null {
    return this.#trouble
  }

  /** Returns how many milliseconds to wait before the next try. */
  waitMs(trouble: string, leastMs: number): number {
    this.#tries += 1
    this.#trouble = trouble
    return Math.max(leastMs, backoff(this.#settings, this.#tries, this.#random()))
  }

  /** A step has succeeded. */
  recovered(): void {
    this.#tries = 0
    this.#trouble = null
  }
}
