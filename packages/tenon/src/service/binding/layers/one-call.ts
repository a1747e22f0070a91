import { type Failed, failed } from '../../../domain/capability/failure.ts'
import type { CallOptions } from '../../../domain/capability/outcome.ts'
import { mayRetry } from '../../../domain/capability/retry.ts'
import { defect } from '../executor-defect.ts'
import { type Answer, type AnyIntent, isAnswer, isFailed } from '../executor.ts'
import { backoff } from '../policy.ts'
import type { Context, Timer } from '../runtime.ts'
import { hasFired, listen } from './abort-signal.ts'
import { CancellableAttempt } from './cancellable-attempt.ts'
import { Timed } from './deadline-timer.ts'
import type { RouteOfOne, Shared } from './route.ts'
import type { Waiter } from './semaphore.ts'
import type { AttemptEnd, CallEnd, Traced } from './trace.ts'

/** How far a call has come. `queued` means that it waits for a place at the semaphore. */
type Stage = 'new' | 'queued' | 'attempt' | 'backoff' | 'ended'

/**
 * One call of an operation that gives one answer. It applies the deadlines, the semaphore and the retries. It is a
 * small state machine, because a chain of async functions, each with a signal and a timer, would cost as much as the
 * commit that it waits for.
 */
export class OneCall extends Timed implements Waiter {
  readonly #shared: Shared
  readonly #route: RouteOfOne
  readonly #intent: AnyIntent
  /** The call as its listeners see it, if it has any. */
  readonly #traced: Traced<CallEnd> | undefined
  readonly #signal: AbortSignal | null
  readonly #answer: (answer: Answer) => void
  readonly #deadline: number
  #stage: Stage = 'new'
  #attempts = 0
  #attempt: CancellableAttempt | undefined
  #tracedAttempt: Traced<AttemptEnd> | undefined
  #attemptBegun: number
  /** Why the current attempt was cancelled. */
  #stopping: 'timeout' | 'cancelled' | undefined
  /** The last failed write with effect `unknown`. It decides what the call may fail with: see `#final`. */
  #taint: Failed | undefined
  #closing = false
  #failure: Failed | undefined
  #backoff: Timer | undefined
  /** Stops listening to the caller's signal. */
  #stopListening: (() => void) | undefined
  /** The caller's asynchronous context. Code that another call or a timer starts, such as a deadline, runs in it. */
  readonly #context: Context

  constructor(
    shared: Shared,
    route: RouteOfOne,
    intent: AnyIntent,
    traced: Traced<CallEnd> | undefined,
    { signal, deadlineMs }: CallOptions,
    answer: (answer: Answer) => void,
  ) {
    super()
    this.#shared = shared
    this.#route = route
    this.#intent = intent
    this.#traced = traced
    this.#signal = signal
    this.#answer = answer
    this.#context = shared.runtime.context()
    this.#attemptBegun = shared.runtime.now()
    this.#deadline = this.#attemptBegun + Math.min(shared.policy.deadlineMs, deadlineMs ?? Infinity)
    this.due = this.#deadline
  }

  start(): void {
    const { deadlines, semaphore } = this.#shared
    deadlines.add(this)
    const refused = this.#signal === null ? undefined : this.#listen(this.#signal)
    if (refused !== undefined) {
      this.#end(refused)
      return
    }
    semaphore.enter(this)
    if (this.#stage === 'new') this.#stage = 'queued'
  }

  /** Listens to the caller's signal, or returns the failure because of which the call cannot begin. */
  #listen(signal: AbortSignal): Failed | undefined {
    try {
      if (hasFired(signal)) return this.#failed('cancelled', 'none', 'its signal had fired before the call began')
      this.#stopListening = listen(signal, () => this.#context(() => this.#cancel()))
      return undefined
    } catch {
      return this.#failed('invalid', 'none', 'options.signal must be an AbortSignal or null')
    }
  }

  enter(): boolean {
    return this.#stage === 'new' ? this.#enter() : this.#context(() => this.#enter())
  }

  #enter(): boolean {
    const { runtime, policy, deadlines } = this.#shared
    // The attempt of a call that did not wait begins with the call. This saves reading the clock, which is not free.
    if (this.#stage !== 'new') this.#attemptBegun = runtime.now()
    if (this.#attemptBegun >= this.#deadline) {
      this.#expire()
      return false
    }
    this.#stage = 'attempt'
    this.#attempts += 1
    const due = Math.min(this.#attemptBegun + policy.attemptMs, this.#deadline)
    if (due < this.due) {
      this.due = due
      deadlines.update(this)
    }
    const attempt = new CancellableAttempt()
    this.#attempt = attempt
    const threw = (thrown: unknown): void => this.#receive(attempt, thrown)
    try {
      this.#send(attempt).then((answer) => this.#receive(attempt, answer), threw)
    } catch (thrown) {
      // Received in a microtask, like any other answer. Otherwise thousands of waiting calls would nest on one stack.
      queueMicrotask(() => threw(thrown))
    }
    return true
  }

  #send(attempt: CancellableAttempt): Promise<Answer> {
    return this.#route.trace.attempt(this.#attempts, (traced) => {
      this.#tracedAttempt = traced
      return this.#route.send(this.#intent, attempt)
    })
  }

  overdue(): void {
    this.#context(() => {
      if (this.#stage === 'attempt') this.#stop('timeout')
      else this.#expire()
    })
  }

  /**
   * Ends a call whose deadline passes while it waits. It fails with the failure of its last attempt, or with `timeout`
   * if it made none.
   */
  #expire(): void {
    this.#shared.semaphore.giveUp(this)
    this.#end(
      this.#failure ?? this.#failed('timeout', 'none', 'its turn did not come: too many calls were ahead of it'),
    )
  }

  /** Ends the call with `closed` if it waits. An attempt that is under way continues, and is not retried. */
  close(): void {
    this.#closing = true
    this.#shared.semaphore.giveUp(this)
    if (this.#stage !== 'queued' && this.#stage !== 'backoff') return
    const before = this.#stage === 'queued' ? 'its turn came' : 'it was tried again'
    this.#context(() => this.#end(this.#failed('closed', 'none', `the binding was closed before ${before}`)))
  }

  /** Called when the caller's signal fires. */
  #cancel(): void {
    if (this.#stage === 'attempt') {
      this.#stop('cancelled')
    } else {
      this.#shared.semaphore.giveUp(this)
      this.#end(this.#failed('cancelled', 'none', 'its signal fired'))
    }
  }

  /**
   * Aborts the attempt. An executor that has sent nothing answers within this turn; after that the effect is unknown.
   */
  #stop(why: 'timeout' | 'cancelled'): void {
    const attempt = this.#attempt
    if (attempt === undefined) return
    const first = this.#stopping === undefined
    if (this.#stopping !== 'cancelled') this.#stopping = why
    if (!first) return
    attempt.abort()
    this.#shared.runtime.soon(() => this.#receive(attempt, this.#stopped(this.#stopping ?? why, 'unknown')))
  }

  #stopped(why: 'timeout' | 'cancelled', effect: 'none' | 'unknown'): Failed {
    const waited = Math.round(this.#shared.runtime.now() - this.#attemptBegun)
    const what = why === 'timeout' ? `no answer came within ${waited} ms` : 'its signal fired'
    return this.#failed(why, effect, effect === 'none' ? `${what}; nothing was sent` : what)
  }

  /**
   * Takes the outcome of an attempt: an answer, or something else that the executor returned or threw, which is a
   * defect.
   */
  #receive(attempt: CancellableAttempt, given: unknown): void {
    // The answer came too late: the attempt was already given up.
    if (attempt !== this.#attempt) return
    this.#attempt = undefined
    try {
      this.#settle(given)
    } catch (thrown) {
      // Reading the executor's answer threw.
      const failure = defect(this.#shared.executor, this.#route.name, thrown)
      this.#tracedAttempt?.end({ outcome: failure })
      this.#end(failure)
    } finally {
      this.#shared.semaphore.leave()
    }
  }

  #settle(given: unknown): void {
    const received = isAnswer(given) ? given : defect(this.#shared.executor, this.#route.name, given)
    const why = this.#stopping
    const answer =
      why !== undefined && isFailed(received) && received.failure === 'cancelled'
        ? this.#stopped(why, received.effect)
        : received
    this.#tracedAttempt?.end({ outcome: answer })
    if (isFailed(answer)) this.#fail(answer)
    else this.#end(answer)
  }

  #fail(failure: Failed): void {
    const { executor, runtime, policy, deadlines } = this.#shared
    const { touches } = this.#route
    if (failure.effect === 'unknown' && touches === 'write') this.#taint = failure
    this.#failure = failure
    const wait = Math.max(failure.retryAfterMs ?? 0, backoff(policy, this.#attempts, runtime.random()))
    const again =
      !this.#closing &&
      this.#stopping !== 'cancelled' &&
      this.#attempts < policy.attempts &&
      runtime.now() + wait < this.#deadline &&
      mayRetry(executor.capability, touches, failure, () => this.#route.repeatSafe(this.#intent))
    if (!again) {
      this.#end(failure)
      return
    }
    this.#stopping = undefined
    this.#stage = 'backoff'
    this.due = this.#deadline
    deadlines.update(this)
    this.#backoff = runtime.after(wait, () => {
      this.#stage = 'queued'
      this.#shared.semaphore.enter(this)
    })
  }

  #end(answer: Answer): void {
    if (this.#stage === 'ended') return
    const outcome = isFailed(answer) ? this.#final(answer) : answer
    this.#stage = 'ended'
    this.#backoff?.cancel()
    this.#shared.deadlines.delete(this)
    this.#stopListening?.()
    this.#traced?.end({ outcome, attempts: this.#attempts })
    this.#answer(outcome)
  }

  /**
   * Returns the failure that the caller gets. Once a write's effect was unknown, the effect of the whole call is
   * unknown, and the call does not fail with a word that implies effect `none`.
   */
  #final(failure: Failed): Failed {
    const taint = this.#taint
    const { failures } = this.#shared.executor.capability
    const last =
      taint === undefined || failures[failure.failure]?.effects.includes('unknown') === true ? failure : taint
    const effect = this.#route.touches === 'read' ? 'none' : taint === undefined ? failure.effect : 'unknown'
    const says = this.#attempts > 1 ? `${last.says} It was tried ${this.#attempts} times.` : last.says
    return { ...last, effect, says }
  }

  #failed(failure: 'timeout' | 'cancelled' | 'closed' | 'invalid', effect: 'none' | 'unknown', says: string): Failed {
    return failed(failure, effect, this.#route.name, `${this.#route.name}: ${says}.`)
  }
}
