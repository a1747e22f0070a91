import { type Failed, failed } from '../../../domain/capability/failure.ts'
import type { CallOptions } from '../../../domain/capability/outcome.ts'
import { mayRetry } from '../../../domain/capability/retry.ts'
import { valueAt } from '../../../domain/capability/value-at.ts'
import { defect } from '../executor-defect.ts'
import { type Answer, type AnyIntent, isAnswer, isFailed } from '../executor.ts'
import { backoff } from '../policy.ts'
import type { Context, Timer } from '../runtime.ts'
import { hasFired, listen } from './abort-signal.ts'
import { CancellableAttempt } from './cancellable-attempt.ts'
import type { RouteOfMany, Shared } from './route.ts'
import type { AttemptEnd, CallEnd, Traced } from './trace.ts'

type Step = IteratorResult<Answer, undefined>

const END: Step = { done: true, value: undefined }

/**
 * One call of an operation that gives many items. The reader pulls: the executor is asked only after the reader has
 * asked. The caller's signal, `break` and `return()` end it without a further item, even while a `next()` waits.
 */
export class ManyCall implements AsyncIterableIterator<Answer, undefined> {
  readonly #shared: Shared
  readonly #route: RouteOfMany
  /** The intent, or the failure with which the call was refused. */
  readonly #intent: AnyIntent | Failed
  readonly #fields: unknown
  readonly #options: CallOptions
  /** All calls of this kind that are open. */
  readonly #open: Set<ManyCall>
  #begun = false
  #traced: Traced<CallEnd> | undefined
  #items: AsyncIterator<Answer, undefined, undefined> | undefined
  #attempt: CancellableAttempt | undefined
  #tracedAttempt: Traced<AttemptEnd> | undefined
  #attempts = 0
  /** How many attempts have failed since the last item. */
  #failures = 0
  /** Where the next attempt resumes. */
  #resumeFrom: unknown
  #failure: Failed | undefined
  #ended = false
  #failureGiven = false
  /** How many `next()` have no answer yet. */
  #pending = 0
  #answer: ((step: Step) => void) | undefined
  #turn: Promise<Step> = Promise.resolve(END)
  /** Stops listening to the caller's signal. */
  #stopListening: (() => void) | undefined
  /** The asynchronous context in which the call was made. The call runs and ends in it, wherever it is read or ended. */
  #context: Context
  /** The context of the current attempt. It also has the stores that listeners bind to attempts. */
  #attemptContext: Context
  #due = Infinity
  #alarm: Timer | undefined
  #backoff: Timer | undefined
  /** Fires if the executor is silent for longer than the operation allows. */
  #silence: Timer | undefined

  constructor(
    shared: Shared,
    route: RouteOfMany,
    intent: AnyIntent | Failed,
    fields: unknown,
    options: CallOptions,
    open: Set<ManyCall>,
  ) {
    this.#shared = shared
    this.#route = route
    this.#intent = intent
    this.#fields = fields
    this.#options = options
    this.#open = open
    this.#context = shared.runtime.context()
    this.#attemptContext = this.#context
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<Step> {
    // Few readers ask again before they have an answer. Those that do get their answers in order.
    this.#turn = this.#pending === 0 ? this.#pull() : this.#turn.then(() => this.#pull())
    this.#pending += 1
    return this.#turn
  }

  return(): Promise<Step> {
    if (this.#begun) this.#end(undefined)
    else this.#begin(() => this.#end(undefined))
    return Promise.resolve(END)
  }

  /** Ends the call because the binding was closed. Its last item is the failure `closed`. */
  stop(): void {
    this.#end(this.#route.closed())
  }

  #pull(): Promise<Step> {
    return new Promise((resolve) => {
      this.#answer = resolve
      if (this.#ended) this.#giveEnd()
      else if (this.#begun) this.#ask()
      else this.#begin(() => this.#start())
    })
  }

  /** Begins the call with the first `next()` or `return()`. Until then it does nothing, and is not traced. */
  #begin(run: () => void): void {
    this.#begun = true
    this.#context(() =>
      this.#route.trace.call(this.#fields, (traced) => {
        this.#traced = traced
        if (traced !== undefined) this.#context = this.#shared.runtime.context()
        run()
      }),
    )
  }

  #start(): void {
    const { name } = this.#route
    const { signal, deadlineMs } = this.#options
    const refused = isFailed(this.#intent) ? this.#intent : this.#route.closed()
    if (refused !== undefined) {
      this.#end(refused)
      return
    }
    try {
      if (signal !== null && hasFired(signal)) {
        this.#end(undefined)
        return
      }
      if (signal !== null) this.#stopListening = listen(signal, () => this.#end(undefined))
    } catch {
      this.#end(failed('invalid', 'none', name, `${name}: options.signal must be an AbortSignal or null.`))
      return
    }
    this.#open.add(this)
    this.#setDeadline(deadlineMs)
    this.#ask()
  }

  #setDeadline(ms: number | null): void {
    if (ms === null) return
    const { runtime } = this.#shared
    const { name } = this.#route
    this.#due = runtime.now() + ms
    const overdue = (): void => {
      const left = this.#due - runtime.now()
      if (left > 0) this.#alarm = runtime.after(left, overdue)
      else this.#end(failed('timeout', 'none', name, `${name}: the caller's deadline of ${ms} ms has passed.`))
    }
    this.#alarm = runtime.after(ms, overdue)
  }

  /** Asks the executor for the next item, in a new attempt if none is under way. */
  #ask(): void {
    const attempt = this.#attempt
    if (attempt === undefined) this.#context(() => this.#try())
    else this.#attemptContext(() => this.#askExecutor(attempt))
  }

  #try(): void {
    const attempt = new CancellableAttempt()
    this.#attempt = attempt
    this.#attempts += 1
    this.#route.trace.attempt(this.#attempts, (traced) => {
      this.#tracedAttempt = traced
      this.#attemptContext = traced === undefined ? this.#context : this.#shared.runtime.context()
      this.#askExecutor(attempt)
    })
  }

  #askExecutor(attempt: CancellableAttempt): void {
    this.#timeItem()
    try {
      this.#items ??= this.#follow(attempt)
      this.#items?.next().then(
        (step) => this.#receive(attempt, step),
        (thrown: unknown) => this.#receive(attempt, { done: false, value: thrown }),
      )
    } catch (thrown) {
      this.#receive(attempt, { done: false, value: thrown })
    }
  }

  /** Times the next item, unless the executor may be silent. The time in which the reader does not wait is not counted. */
  #timeItem(): void {
    const { runtime, policy } = this.#shared
    const { name, silent } = this.#route
    if (silent === 'may_last') return
    const says = `${name}: no item came within ${policy.attemptMs} ms.`
    this.#silence = runtime.after(policy.attemptMs, () => this.#fail(failed('timeout', 'unknown', name, says)))
  }

  #follow(attempt: CancellableAttempt): AsyncIterator<Answer, undefined, undefined> | undefined {
    const { resume } = this.#route
    const intent = this.#intent
    const from =
      resume === 'anew' || this.#resumeFrom === undefined ? intent : { ...intent, [resume.intent]: this.#resumeFrom }
    // `bind` has refused an executor without `follow`.
    return this.#shared.executor.follow?.(from, attempt)
  }

  /** Takes what the executor gave next: an item, or something else that it returned or threw, which is a defect. */
  #receive(attempt: CancellableAttempt, step: IteratorResult<unknown, undefined>): void {
    if (this.#ended || attempt !== this.#attempt) return
    this.#silence?.cancel()
    try {
      if (step.done === true) this.#end(undefined)
      else this.#take(step.value)
    } catch (thrown) {
      // Reading the executor's item threw.
      this.#end(defect(this.#shared.executor, this.#route.name, thrown))
    }
  }

  #take(given: unknown): void {
    const item = isAnswer(given) ? given : defect(this.#shared.executor, this.#route.name, given)
    if (isFailed(item)) {
      this.#fail(item)
      return
    }
    this.#failures = 0
    // Items come in order, so the last one with a place is the furthest.
    const { resume } = this.#route
    if (resume !== 'anew') for (const path of resume.items) this.#resumeFrom = valueAt(item, path) ?? this.#resumeFrom
    this.#give({ done: false, value: item })
  }

  #fail(failure: Failed): void {
    const { executor, policy, runtime } = this.#shared
    const { touches } = this.#route
    this.#failures += 1
    this.#release(failure)
    const wait = Math.max(failure.retryAfterMs ?? 0, backoff(policy, this.#failures, runtime.random()))
    const again =
      this.#failures < policy.attempts &&
      runtime.now() + wait < this.#due &&
      mayRetry(executor.capability, touches, failure, () => this.#route.repeatSafe(this.#intent))
    if (again) this.#backoff = runtime.after(wait, () => this.#ask())
    else this.#end(failure)
  }

  /** Ends the attempt, if there is one, and releases the executor's iterator. */
  #release(outcome: Failed | null): void {
    const items = this.#items
    this.#items = undefined
    this.#silence?.cancel()
    if (this.#attempt === undefined) return
    this.#tracedAttempt?.end({ outcome })
    this.#attempt.abort()
    this.#attempt = undefined
    release(items)
  }

  #end(failure: Failed | undefined): void {
    if (this.#ended) return
    this.#ended = true
    const reads = this.#route.touches === 'read'
    this.#failure = failure !== undefined && reads ? { ...failure, effect: 'none' } : failure
    this.#open.delete(this)
    this.#stopListening?.()
    this.#alarm?.cancel()
    this.#backoff?.cancel()
    this.#context(() => {
      this.#release(this.#failure ?? null)
      this.#traced?.end({ outcome: this.#failure ?? null, attempts: this.#attempts })
    })
    if (this.#answer !== undefined) this.#giveEnd()
  }

  /** Gives the failure as the last item, once, and then the end. */
  #giveEnd(): void {
    const failure = this.#failureGiven ? undefined : this.#failure
    this.#failureGiven = true
    this.#give(failure === undefined ? END : { done: false, value: failure })
  }

  #give(step: Step): void {
    const answer = this.#answer
    this.#answer = undefined
    this.#pending -= 1
    answer?.(step)
  }
}

/** Lets an iterator free what it holds. Nothing depends on the outcome any more, so it is ignored. */
const release = (items: AsyncIterator<Answer, undefined, undefined> | undefined): void => {
  try {
    items?.return?.().then(undefined, () => undefined)
  } catch {
    // It is ignored here too.
  }
}
