import type { Operation } from '../../domain/capability/capability.ts'
import { type Failed, failed } from '../../domain/capability/failure.ts'
import type { Call } from '../../domain/capability/outcome.ts'
import { mayRetry } from '../../domain/capability/retry.ts'
import { OneAttempt } from './attempt.ts'
import { type Deadlines, Due } from './deadlines.ts'
import { defect } from './defect.ts'
import { type Answer, type AnyExecutor, type AnyIntent, type Attempt, isAnswer, isFailed } from './executor.ts'
import type { Gate, Waiting } from './gate.ts'
import type { Context, Machine, Timer } from './machine.ts'
import { backoff, type Policy } from './policy.ts'
import { hasFired, listen } from './signal.ts'
import type { Trace } from './trace.ts'

/** What all calls of one store share. */
export interface Shared {
  readonly machine: Machine
  readonly policy: Policy
  readonly executor: AnyExecutor
  readonly deadlines: Deadlines
  readonly gate: Gate
}

/** The way that all calls of one operation take. */
export interface Line {
  readonly name: string
  readonly touches: Operation['touches']
  readonly trace: Trace | undefined
  /** Whether sending an intent a second time does nothing that the first did not. */
  repeatSafe(intent: AnyIntent): boolean
  send(intent: AnyIntent, attempt: Attempt): Promise<Answer>
}

/** Where a call stands. */
type Stage = 'new' | 'gate' | 'attempt' | 'backoff' | 'ended'

/**
 * One call through the layers, from its deadline to its attempts: a small state machine, because a chain of async functions with a
 * signal and a timer each costs as much as the commit that it waits for.
 */
export class Run extends Due implements Waiting {
  readonly #shared: Shared
  readonly #line: Line
  readonly #fields: unknown
  readonly #intent: AnyIntent
  readonly #signal: AbortSignal | null
  readonly #answer: (answer: Answer) => void
  readonly #begun: number
  readonly #deadline: number
  #stage: Stage = 'new'
  #attempts = 0
  #attempt: OneAttempt | undefined
  #attemptBegun: number
  /** Why the attempt was called off. */
  #stopping: 'timeout' | 'cancelled' | undefined
  /** The last failure of which nobody knows what it has done: it taints the whole call. */
  #taint: Failed | undefined
  #closing = false
  #failure: Failed | undefined
  #backoff: Timer | undefined
  /** Ends listening to the caller's signal. */
  #deaf: (() => void) | undefined
  /** The caller's asynchronous context. What others set off, such as a place at the gate or a deadline, goes on in it. */
  readonly #context: Context

  constructor(
    shared: Shared,
    line: Line,
    intent: AnyIntent,
    fields: unknown,
    { signal, deadlineMs }: Call,
    answer: (answer: Answer) => void,
  ) {
    super()
    this.#shared = shared
    this.#line = line
    this.#intent = intent
    this.#fields = fields
    this.#signal = signal
    this.#answer = answer
    this.#context = shared.machine.context()
    this.#begun = shared.machine.now()
    this.#attemptBegun = this.#begun
    this.#deadline = this.#begun + Math.min(shared.policy.deadlineMs, deadlineMs ?? Infinity)
    this.due = this.#deadline
  }

  start(): void {
    const { deadlines, gate } = this.#shared
    deadlines.add(this)
    const refused = this.#signal === null ? undefined : this.#heed(this.#signal)
    if (refused !== undefined) {
      this.#end(refused)
      return
    }
    gate.enter(this)
    if (this.#stage === 'new') this.#stage = 'gate'
  }

  /** Listens to the caller's signal, or says why the call cannot begin. */
  #heed(signal: AbortSignal): Failed | undefined {
    try {
      if (hasFired(signal)) return this.#own('cancelled', 'none', 'its signal had fired before it began')
      this.#deaf = listen(signal, () => this.#context(() => this.#calledOff()))
      return undefined
    } catch {
      return this.#own('invalid', 'none', 'call.signal must be an AbortSignal or null')
    }
  }

  enter(): boolean {
    return this.#stage === 'new' ? this.#enter() : this.#context(() => this.#enter())
  }

  #enter(): boolean {
    const { machine, policy, deadlines } = this.#shared
    // The attempt of a call that did not wait begins with it: to ask the clock is not free.
    if (this.#stage !== 'new') this.#attemptBegun = machine.now()
    if (this.#attemptBegun >= this.#deadline) {
      this.#late()
      return false
    }
    this.#stage = 'attempt'
    this.#attempts += 1
    const due = Math.min(this.#attemptBegun + policy.attemptMs, this.#deadline)
    if (due < this.due) {
      this.due = due
      deadlines.heed(this)
    }
    const attempt = new OneAttempt()
    this.#attempt = attempt
    const threw = (thrown: unknown): void => this.#hear(attempt, thrown)
    try {
      this.#line.send(this.#intent, attempt).then((answer) => this.#hear(attempt, answer), threw)
    } catch (thrown) {
      // Heard in a turn of its own, like any other answer: thousands that wait would otherwise stand on one another's stack.
      queueMicrotask(() => threw(thrown))
    }
    return true
  }

  overdue(): void {
    this.#context(() => {
      if (this.#stage === 'attempt') this.#stop('timeout')
      else this.#late()
    })
  }

  /** Ends a call whose time is over while it waits: with the failure that it was to be tried again for, if there is one. */
  #late(): void {
    this.#shared.gate.giveUp(this)
    this.#end(this.#failure ?? this.#own('timeout', 'none', 'its turn did not come: too many calls were before it'))
  }

  /** Answers what has not been sent. What was sent goes on, and is not tried again. */
  close(): void {
    this.#closing = true
    this.#shared.gate.giveUp(this)
    if (this.#stage !== 'gate' && this.#stage !== 'backoff') return
    const before = this.#stage === 'gate' ? 'its turn came' : 'it was tried again'
    this.#context(() => this.#end(this.#own('closed', 'none', `the binding was closed before ${before}`)))
  }

  #calledOff(): void {
    if (this.#stage === 'attempt') {
      this.#stop('cancelled')
    } else {
      this.#shared.gate.giveUp(this)
      this.#end(this.#own('cancelled', 'none', 'its signal fired'))
    }
  }

  /** Calls the attempt off. An executor that has sent nothing answers in this same turn; else nobody knows. */
  #stop(why: 'timeout' | 'cancelled'): void {
    const attempt = this.#attempt
    if (attempt === undefined) return
    const first = this.#stopping === undefined
    if (this.#stopping !== 'cancelled') this.#stopping = why
    if (!first) return
    attempt.abort()
    this.#shared.machine.soon(() => this.#hear(attempt, this.#stopped(this.#stopping ?? why, 'unknown')))
  }

  #stopped(why: 'timeout' | 'cancelled', effect: 'none' | 'unknown'): Failed {
    const waited = Math.round(this.#shared.machine.now() - this.#attemptBegun)
    const what = why === 'timeout' ? `no answer came within ${waited} ms` : 'its signal fired'
    return this.#own(why, effect, effect === 'none' ? `${what}; nothing was sent` : what)
  }

  /** Hears what came of an attempt. What is no answer at all was thrown, or is a defect just as well. */
  #hear(attempt: OneAttempt, given: unknown): void {
    // A late answer: its call has been answered without it.
    if (attempt !== this.#attempt) return
    this.#attempt = undefined
    try {
      this.#settle(given)
    } catch (thrown) {
      // The executor's answer throws when it is read.
      this.#end(defect(this.#shared.executor, this.#line.name, thrown))
    } finally {
      this.#shared.gate.leave()
    }
  }

  #settle(given: unknown): void {
    const heard = isAnswer(given) ? given : defect(this.#shared.executor, this.#line.name, given)
    const why = this.#stopping
    const answer =
      why !== undefined && isFailed(heard) && heard.failure === 'cancelled' ? this.#stopped(why, heard.effect) : heard
    this.#line.trace?.attempt(this.#attempts, answer, this.#attemptBegun)
    if (isFailed(answer)) this.#fail(answer)
    else this.#end(answer)
  }

  #fail(failure: Failed): void {
    const { executor, machine, policy, deadlines } = this.#shared
    const { touches } = this.#line
    if (failure.effect === 'unknown' && touches === 'write') this.#taint = failure
    this.#failure = failure
    const wait = Math.max(failure.retryAfterMs ?? 0, backoff(policy, this.#attempts, machine.random()))
    const again =
      !this.#closing &&
      this.#stopping !== 'cancelled' &&
      this.#attempts < policy.attempts &&
      machine.now() + wait < this.#deadline &&
      mayRetry(executor.capability, touches, failure, () => this.#line.repeatSafe(this.#intent))
    if (!again) {
      this.#end(failure)
      return
    }
    this.#stopping = undefined
    this.#stage = 'backoff'
    this.due = this.#deadline
    deadlines.heed(this)
    this.#backoff = machine.after(wait, () => {
      this.#stage = 'gate'
      this.#shared.gate.enter(this)
    })
  }

  #end(answer: Answer): void {
    if (this.#stage === 'ended') return
    const told = isFailed(answer) ? this.#final(answer) : answer
    this.#stage = 'ended'
    this.#backoff?.cancel()
    this.#shared.deadlines.delete(this)
    this.#deaf?.()
    this.#line.trace?.call(this.#fields, told, this.#attempts, this.#begun)
    this.#answer(told)
  }

  /** What the caller is told. A word that only ever means that nothing was done cannot be the last one of a tainted call. */
  #final(failure: Failed): Failed {
    const taint = this.#taint
    const { failures } = this.#shared.executor.capability
    const told =
      taint === undefined || failures[failure.failure]?.effects.includes('unknown') === true ? failure : taint
    const effect = this.#line.touches === 'read' ? 'none' : taint === undefined ? failure.effect : 'unknown'
    const says = this.#attempts > 1 ? `${told.says} It was tried ${this.#attempts} times.` : told.says
    return { ...told, effect, says }
  }

  #own(failure: 'timeout' | 'cancelled' | 'closed' | 'invalid', effect: 'none' | 'unknown', says: string): Failed {
    return failed(failure, effect, this.#line.name, `${this.#line.name}: ${says}.`)
  }
}
