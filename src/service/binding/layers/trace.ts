import type { Answer, AnyExecutor } from '../executor.ts'
import type { Channel, Runtime } from '../runtime.ts'

/** What a listener hears of a call when it has ended, on the channel `tenon:<operation>`. Refusals are calls too. */
export interface TracedCall {
  readonly capability: string
  readonly technology: string
  readonly operation: string
  /** What the caller stated, as it was handed in. */
  readonly fields: unknown
  /** The answer; of an operation that gives many its last item, or `null` when the reader ended it. */
  readonly outcome: Answer | null
  readonly attempts: number
  readonly durationMs: number
}

/** What a listener hears of an attempt when it has ended, on the channel `tenon:<operation>:attempt`. */
export interface TracedAttempt {
  readonly capability: string
  readonly technology: string
  readonly operation: string
  /** Which attempt of its call it was, from 1. */
  readonly attempt: number
  /** The answer, or `null` when none came or the reader ended it. */
  readonly outcome: Answer | null
  readonly durationMs: number
}

/** The two channels of one operation. Nothing is made for them while nobody listens. */
export class Trace {
  readonly #runtime: Runtime
  readonly #calls: Channel
  readonly #attempts: Channel
  readonly #about: { readonly capability: string; readonly technology: string; readonly operation: string }

  constructor(runtime: Runtime, executor: AnyExecutor, operation: string) {
    this.#runtime = runtime
    this.#calls = runtime.channel(`tenon:${operation}`)
    this.#attempts = runtime.channel(`tenon:${operation}:attempt`)
    this.#about = { capability: executor.capability.name, technology: executor.technology.name, operation }
  }

  /** Tells of a call that began at a moment and ends now. */
  call(fields: unknown, outcome: Answer | null, attempts: number, begun: number): void {
    if (!this.#calls.hasSubscribers) return
    const durationMs = this.#runtime.now() - begun
    const message: TracedCall = { ...this.#about, fields, outcome, attempts, durationMs }
    this.#calls.publish(message)
  }

  /** Tells of an attempt that began at a moment and ends now. */
  attempt(attempt: number, outcome: Answer | null, begun: number): void {
    if (!this.#attempts.hasSubscribers) return
    const durationMs = this.#runtime.now() - begun
    const message: TracedAttempt = { ...this.#about, attempt, outcome, durationMs }
    this.#attempts.publish(message)
  }
}
