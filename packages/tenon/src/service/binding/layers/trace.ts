import type { Answer, AnyExecutor } from '../executor.ts'
import type { Channel, Runtime } from '../runtime.ts'

/** What a listener gets when a call has ended, on the channel `tenon:<operation>`. Refused calls are published too. */
export interface TracedCall {
  readonly capability: string
  readonly technology: string
  readonly operation: string
  /** The fields as the caller passed them. */
  readonly fields: unknown
  /**
   * The answer. For an operation that gives many items, the failure that ended it, or `null` if it ended without one.
   */
  readonly outcome: Answer | null
  readonly attempts: number
  readonly durationMs: number
}

/** What a listener gets when an attempt has ended, on the channel `tenon:<operation>:attempt`. */
export interface TracedAttempt {
  readonly capability: string
  readonly technology: string
  readonly operation: string
  /** The number of the attempt within its call, from 1. */
  readonly attempt: number
  /** The answer, or `null` if none came or the reader ended the call. */
  readonly outcome: Answer | null
  readonly durationMs: number
}

/** The two channels of one operation. No message is created without a listener. */
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

  /** Publishes a call that began at `begun` and ends now. */
  call(fields: unknown, outcome: Answer | null, attempts: number, begun: number): void {
    if (!this.#calls.hasSubscribers) return
    const durationMs = this.#runtime.now() - begun
    const message: TracedCall = { ...this.#about, fields, outcome, attempts, durationMs }
    this.#calls.publish(message)
  }

  /** Publishes an attempt that began at `begun` and ends now. */
  attempt(attempt: number, outcome: Answer | null, begun: number): void {
    if (!this.#attempts.hasSubscribers) return
    const durationMs = this.#runtime.now() - begun
    const message: TracedAttempt = { ...this.#about, attempt, outcome, durationMs }
    this.#attempts.publish(message)
  }
}
