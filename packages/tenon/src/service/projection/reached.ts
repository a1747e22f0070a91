import { type Failed, failed } from '../../domain/capability/failure.ts'
import type { CallOptions } from '../../domain/capability/outcome.ts'
import { Position } from '../../domain/event/stream.ts'
import { type Checkpoint, runName } from '../../domain/projection/build.ts'
import type { ReadModel } from '../../domain/projection/read-model.ts'
import { type CommonFailure, commonFailures } from '../../domain/vocabulary/failures.ts'
import type { Growing } from '../../domain/vocabulary/growing.ts'
import { readOptions } from '../binding/layers/call-options.ts'
import { runtime } from '../node/runtime.ts'
import { progressOf } from './progress.ts'

/** Readers of the read model find every event up to the position in it. */
export interface Reached {
  readonly kind: 'reached'
}

/** The outcome of a failed wait for a position. */
export type ReachedFailed = Failed<CommonFailure, 'reached'>

/**
 * Waits until the live build of a read model has taken a position of the log, such as the position of an event that was
 * just appended. Then a reader finds what that event changed. It does not matter which process runs the projection: it
 * asks the read model, at first after 5 ms, and then less and less often, up to twice a second. If a run of this process
 * moves the build, it asks at once.
 *
 * - `reached`: the live build has taken the position.
 * - `failed`: with `timeout` if the deadline of the options has passed, with `cancelled` if their signal fired. Otherwise
 *   the read model failed in a way that does not pass by itself. Without a deadline it waits for as long as it takes.
 */
export const reached = async (
  model: ReadModel,
  position: Position,
  options?: CallOptions,
): Promise<Reached | ReachedFailed> => {
  const given = readOptions(options)
  if ('mistake' in given) return failedWith('invalid', `${given.mistake}.`)
  if (!Position.safeParse(position).success)
    return failedWith('invalid', 'position must be a position, a whole number of at least 1.')
  const waiting = new Waiting(model, position)
  const { signal, deadlineMs } = given
  const cancel = (): void => waiting.end('cancelled')
  const deadline = deadlineMs === null ? undefined : runtime.after(deadlineMs, () => waiting.end('timeout'))
  signal?.addEventListener('abort', cancel)
  if (signal?.aborted === true) cancel()
  try {
    return await waiting.outcome()
  } finally {
    deadline?.cancel()
    signal?.removeEventListener('abort', cancel)
  }
}

/** The first wait between two looks at the read model, and the longest, in milliseconds. Each is twice the one before. */
const FIRST_WAIT = 5
const LONGEST_WAIT = 500

/** One wait for a position. */
class Waiting {
  readonly #model: ReadModel
  readonly #position: Position
  readonly #over = new AbortController()
  readonly #growth: Growing
  #why: 'timeout' | 'cancelled' = 'timeout'
  /** What the read model was found to be. */
  #found = 'it has not answered yet'

  constructor(model: ReadModel, position: Position) {
    this.#model = model
    this.#position = position
    this.#growth = progressOf(model)
  }

  end(why: 'timeout' | 'cancelled'): void {
    this.#why = why
    this.#over.abort()
  }

  outcome(): Promise<Reached | ReachedFailed> {
    const over = this.#isOver()
    return Promise.race([this.#looked(over), over])
  }

  /** Looks at the read model until the position is reached, or until the end. */
  async #looked(over: Promise<ReachedFailed>): Promise<Reached | ReachedFailed> {
    for (let wait = FIRST_WAIT; !this.#over.signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const seen = this.#growth.growths
      const found = await this.#look()
      if (found !== null) return found
      await this.#wait(wait, seen)
    }
    return over
  }

  /** Looks at the read model once. Returns `null` if it is to be looked at again. */
  async #look(): Promise<Reached | ReachedFailed | null> {
    const outcome = await this.#model.builds()
    if (outcome.kind === 'failed') {
      this.#found = outcome.says
      return commonFailures[outcome.failure].passes ? null : { ...outcome, operation: 'reached' }
    }
    const live = outcome.builds.find((build) => build.live)
    if (live !== undefined && isAt(live.checkpoint, this.#position)) return { kind: 'reached' }
    const { name } = this.#model.projection
    this.#found =
      live === undefined ? `${name} has no live build` : `${runName(name, live)} is at ${live.checkpoint.position}`
    return null
  }

  /** Waits this number of milliseconds, or until a run of this process has moved the build, or until the end. */
  async #wait(ms: number, seen: number): Promise<void> {
    const due = new AbortController()
    const timer = runtime.after(ms, () => due.abort())
    await this.#growth.grown(seen, AbortSignal.any([due.signal, this.#over.signal]))
    timer.cancel()
  }

  /** Resolves when the deadline has passed or the signal has fired. */
  #isOver(): Promise<ReachedFailed> {
    return new Promise((resolve) => {
      const end = (): void =>
        resolve(failedWith(this.#why, `position ${this.#position} was not reached: ${this.#found}. ${ACT[this.#why]}`))
      if (this.#over.signal.aborted) end()
      else this.#over.signal.addEventListener('abort', end)
    })
  }
}

const ACT = { timeout: 'See whether the projection is being run.', cancelled: 'The caller called it off.' } as const

const isAt = ({ position }: Checkpoint, wanted: Position): boolean => position !== 'start' && position >= wanted

const failedWith = (failure: CommonFailure, says: string): ReachedFailed =>
  failed(failure, 'none', 'reached', `reached: ${says}`)
