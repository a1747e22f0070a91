import type { OperationOfMany } from '../../domain/capability/capability.ts'
import { type Failed, failed } from '../../domain/capability/failure.ts'
import { at } from '../../domain/capability/limit.ts'
import type { Call } from '../../domain/capability/outcome.ts'
import { mayRetry } from '../../domain/capability/retry.ts'
import { OneAttempt } from './attempt.ts'
import { defect } from './defect.ts'
import { type Answer, type AnyIntent, isFailed } from './executor.ts'
import type { Timer } from './machine.ts'
import { backoff } from './policy.ts'
import type { Shared } from './run.ts'
import type { Trace } from './trace.ts'

/** What one following is to do. */
export interface Path {
  readonly name: string
  readonly operation: OperationOfMany
  readonly trace: Trace
  readonly fields: unknown
  readonly intent: AnyIntent | Failed
}

type Step = IteratorResult<Answer, undefined>

const END: Step = { done: true, value: undefined }

/**
 * One call of an operation that gives many. It is pulled: nothing is asked of the executor before the reader asks.
 * It ends without an item by the caller's signal, `break` or `return()`, also while a `next()` waits.
 */
export class Following implements AsyncIterableIterator<Answer, undefined> {
  readonly #shared: Shared
  readonly #path: Path
  readonly #call: Call | undefined
  readonly #all: Set<Following>
  readonly #begun: number
  #items: AsyncIterator<Answer, undefined, undefined> | undefined
  #attempt: OneAttempt | undefined
  #attempts = 0
  #attemptBegun = 0
  /** Attempts made since the last item was given. */
  #fruitless = 0
  #place: unknown
  #last: Failed | undefined
  #ended = false
  #told = false
  #answer: ((step: Step) => void) | undefined
  #turn: Promise<Step> = Promise.resolve(END)
  #timers: Timer[] = []

  constructor(shared: Shared, path: Path, call: Call | undefined, all: Set<Following>) {
    this.#shared = shared
    this.#path = path
    this.#call = call
    this.#all = all
    this.#begun = shared.machine.now()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step> {
    // Readers rarely ask twice without waiting; those who do are served in order.
    this.#turn = this.#answer === undefined ? this.#pull() : this.#turn.then(() => this.#pull())
    return this.#turn
  }

  return(): Promise<Step> {
    this.#end(undefined)
    return Promise.resolve(END)
  }

  /** Ends it with a failure as its last item. */
  stop(failure: Failed): void {
    this.#end(failure)
  }

  #pull(): Promise<Step> {
    return new Promise((resolve) => {
      this.#answer = resolve
      if (this.#attempts === 0 && !this.#ended) this.#begin()
      if (this.#ended) this.#tellEnd()
      else this.#ask()
    })
  }

  #begin(): void {
    const { intent, name } = this.#path
    const signal = this.#call?.signal
    if (isFailed(intent)) {
      this.#end(intent)
    } else if (signal?.aborted === true) {
      this.#end(undefined)
    } else {
      this.#all.add(this)
      signal?.addEventListener('abort', this.#cancel)
      const deadlineMs = this.#call?.deadlineMs
      if (deadlineMs !== null && deadlineMs !== undefined) {
        const overdue = (): void =>
          this.#end(failed('timeout', 'none', name, `${name}: the ${deadlineMs} ms the caller gave it are over.`))
        this.#timers.push(this.#shared.machine.after(deadlineMs, overdue))
      }
    }
  }

  readonly #cancel = (): void => this.#end(undefined)

  #ask(): void {
    const { executor } = this.#shared
    const { intent, name, operation } = this.#path
    if (isFailed(intent)) return
    const attempt = this.#attempt ?? new OneAttempt()
    try {
      if (this.#items === undefined) {
        this.#attempts += 1
        this.#attemptBegun = this.#shared.machine.now()
        this.#attempt = attempt
        const from = this.#place === undefined ? intent : { ...intent, [operation.resume.intent]: this.#place }
        this.#items = executor.follow(from, attempt)
      }
      this.#items.next().then(
        (step) => this.#hear(attempt, step),
        (thrown: unknown) => this.#hear(attempt, { done: false, value: defect(executor, name, thrown) }),
      )
    } catch (thrown) {
      this.#hear(attempt, { done: false, value: defect(executor, name, thrown) })
    }
  }

  #hear(attempt: OneAttempt, step: Step): void {
    if (this.#ended || attempt !== this.#attempt) return
    if (step.done === true) {
      this.#end(undefined)
    } else if (isFailed(step.value)) {
      this.#fail(step.value)
    } else {
      this.#fruitless = 0
      const place = at(step.value, this.#path.operation.resume.item)
      if (place !== undefined) this.#place = place
      this.#tell(step)
    }
  }

  #fail(failure: Failed): void {
    const { executor, policy, machine } = this.#shared
    this.#fruitless += 1
    this.#path.trace.attempt(this.#attempts, failure, this.#attemptBegun)
    this.#release()
    if (
      this.#fruitless >= policy.attempts ||
      !mayRetry(executor.capability, this.#path.operation.touches, failure, () => true)
    ) {
      this.#end(failure)
      return
    }
    const wait = Math.max(failure.retryAfterMs ?? 0, backoff(policy, this.#fruitless, machine.random()))
    this.#timers.push(
      machine.after(wait, () => {
        if (!this.#ended) this.#ask()
      }),
    )
  }

  /** Lets go of the executor's iterator. */
  #release(): void {
    const items = this.#items
    this.#items = undefined
    this.#attempt?.abort()
    this.#attempt = undefined
    // It frees what it holds; what it says of that concerns nobody any more.
    items?.return?.().then(undefined, () => undefined)
  }

  #end(failure: Failed | undefined): void {
    if (this.#ended) return
    this.#ended = true
    this.#last = failure === undefined ? undefined : { ...failure, effect: 'none' }
    this.#all.delete(this)
    this.#call?.signal?.removeEventListener('abort', this.#cancel)
    for (const timer of this.#timers) timer.cancel()
    this.#release()
    this.#path.trace.call(this.#path.fields, this.#last ?? null, this.#attempts, this.#begun)
    if (this.#answer !== undefined) this.#tellEnd()
  }

  #tellEnd(): void {
    const failure = this.#told ? undefined : this.#last
    this.#told = true
    this.#tell(failure === undefined ? END : { done: false, value: failure })
  }

  #tell(step: Step): void {
    const answer = this.#answer
    this.#answer = undefined
    answer?.(step)
  }
}
