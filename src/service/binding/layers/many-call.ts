import type { OperationOfMany } from '../../domain/capability/capability.ts'
import { type Failed, failed } from '../../domain/capability/failure.ts'
import { at } from '../../domain/capability/limit.ts'
import type { Call } from '../../domain/capability/outcome.ts'
import { mayRetry } from '../../domain/capability/retry.ts'
import { OneAttempt } from './attempt.ts'
import { defect } from './defect.ts'
import { type Answer, type AnyIntent, isAnswer, isFailed } from './executor.ts'
import type { Context, Timer } from './machine.ts'
import { backoff } from './policy.ts'
import type { Shared } from './run.ts'
import { hasFired, listen } from './signal.ts'
import type { Trace } from './trace.ts'

/** What one following is to do. */
export interface Path {
  readonly name: string
  readonly operation: OperationOfMany
  readonly trace: Trace
  readonly fields: unknown
  readonly intent: AnyIntent | Failed
  /** Whether beginning a second time does nothing that the first did not. */
  repeatSafe(): boolean
  /** Why it can no longer begin, or nothing. */
  closed(): Failed | undefined
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
  readonly #call: Call
  readonly #all: Set<Following>
  readonly #begun: number
  #items: AsyncIterator<Answer, undefined, undefined> | undefined
  #attempt: OneAttempt | undefined
  #attempts = 0
  #attemptBegun = 0
  /** Attempts made since the last item was given. */
  #fruitless = 0
  #place: unknown
  #failure: Failed | undefined
  #ended = false
  #told = false
  /** How many `next()` have not been answered yet. */
  #asked = 0
  #answer: ((step: Step) => void) | undefined
  #turn: Promise<Step> = Promise.resolve(END)
  /** Ends listening to the caller's signal. */
  #deaf: (() => void) | undefined
  /** The asynchronous context of who began it: its end may come from anywhere. */
  readonly #context: Context
  #due = Infinity
  #alarm: Timer | undefined
  #backoff: Timer | undefined

  constructor(shared: Shared, path: Path, call: Call, all: Set<Following>) {
    this.#shared = shared
    this.#path = path
    this.#call = call
    this.#all = all
    this.#begun = shared.machine.now()
    this.#context = shared.machine.context()
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step> {
    // Readers rarely ask twice without waiting; those who do are served in order.
    this.#turn = this.#asked === 0 ? this.#pull() : this.#turn.then(() => this.#pull())
    this.#asked += 1
    return this.#turn
  }

  return(): Promise<Step> {
    this.#end(undefined)
    return Promise.resolve(END)
  }

  /** Ends it because the binding was closed: with that failure as its last item. */
  stop(): void {
    this.#end(this.#path.closed())
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
    const { signal, deadlineMs } = this.#call
    const refused = isFailed(intent) ? intent : this.#path.closed()
    if (refused !== undefined) {
      this.#end(refused)
      return
    }
    try {
      if (signal !== null && hasFired(signal)) {
        this.#end(undefined)
        return
      }
      if (signal !== null) this.#deaf = listen(signal, () => this.#end(undefined))
    } catch {
      this.#end(failed('invalid', 'none', name, `${name}: call.signal must be an AbortSignal or null.`))
      return
    }
    this.#all.add(this)
    this.#setDeadline(deadlineMs)
  }

  #setDeadline(ms: number | null): void {
    if (ms === null) return
    const { machine } = this.#shared
    const { name } = this.#path
    this.#due = machine.now() + ms
    const overdue = (): void => {
      const left = this.#due - machine.now()
      if (left > 0) this.#alarm = machine.after(left, overdue)
      else this.#end(failed('timeout', 'none', name, `${name}: the ${ms} ms the caller gave it are over.`))
    }
    this.#alarm = machine.after(ms, overdue)
  }

  #ask(): void {
    const { executor } = this.#shared
    const { intent, operation } = this.#path
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
        (thrown: unknown) => this.#hear(attempt, { done: false, value: thrown }),
      )
    } catch (thrown) {
      this.#hear(attempt, { done: false, value: thrown })
    }
  }

  /** Hears the executor's next item. What is no answer at all was thrown, or is a defect just as well. */
  #hear(attempt: OneAttempt, step: IteratorResult<unknown, undefined>): void {
    if (this.#ended || attempt !== this.#attempt) return
    try {
      if (step.done === true) this.#end(undefined)
      else this.#take(step.value)
    } catch (thrown) {
      // The executor's item throws when it is read.
      this.#end(defect(this.#shared.executor, this.#path.name, thrown))
    }
  }

  #take(given: unknown): void {
    const item = isAnswer(given) ? given : defect(this.#shared.executor, this.#path.name, given)
    if (isFailed(item)) {
      this.#fail(item)
      return
    }
    this.#fruitless = 0
    // Items come in order: the last that names a place names the furthest.
    for (const path of this.#path.operation.resume.items) this.#place = at(item, path) ?? this.#place
    this.#tell({ done: false, value: item })
  }

  #fail(failure: Failed): void {
    const { executor, policy, machine } = this.#shared
    const { operation, repeatSafe } = this.#path
    this.#fruitless += 1
    this.#release(failure)
    const wait = Math.max(failure.retryAfterMs ?? 0, backoff(policy, this.#fruitless, machine.random()))
    const again =
      this.#fruitless < policy.attempts &&
      machine.now() + wait < this.#due &&
      mayRetry(executor.capability, operation.touches, failure, repeatSafe)
    if (again) this.#backoff = machine.after(wait, () => this.#ask())
    else this.#end(failure)
  }

  /** Ends the attempt, if there is one, and lets go of the executor's iterator. */
  #release(outcome: Failed | null): void {
    const items = this.#items
    this.#items = undefined
    if (this.#attempt === undefined) return
    this.#path.trace.attempt(this.#attempts, outcome, this.#attemptBegun)
    this.#attempt.abort()
    this.#attempt = undefined
    free(items)
  }

  #end(failure: Failed | undefined): void {
    if (this.#ended) return
    this.#ended = true
    const reads = this.#path.operation.touches === 'read'
    this.#failure = failure !== undefined && reads ? { ...failure, effect: 'none' } : failure
    this.#all.delete(this)
    this.#deaf?.()
    this.#alarm?.cancel()
    this.#backoff?.cancel()
    this.#context(() => {
      this.#release(this.#failure ?? null)
      this.#path.trace.call(this.#path.fields, this.#failure ?? null, this.#attempts, this.#begun)
    })
    if (this.#answer !== undefined) this.#tellEnd()
  }

  #tellEnd(): void {
    const failure = this.#told ? undefined : this.#failure
    this.#told = true
    this.#tell(failure === undefined ? END : { done: false, value: failure })
  }

  #tell(step: Step): void {
    const answer = this.#answer
    this.#answer = undefined
    this.#asked -= 1
    answer?.(step)
  }
}

/** Has an iterator free what it holds. What it says of that concerns nobody any more. */
const free = (items: AsyncIterator<Answer, undefined, undefined> | undefined): void => {
  try {
    items?.return?.().then(undefined, () => undefined)
  } catch {
    // Nor does what it throws.
  }
}
