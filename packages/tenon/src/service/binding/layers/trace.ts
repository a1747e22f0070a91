import type { Failed } from '../../../domain/capability/failure.ts'
import { type Answer, type AnyExecutor, isFailed } from '../executor.ts'
import type { Context, Runtime, TracingChannel } from '../runtime.ts'

/** What call and attempt have in common: the work, and how it ended. */
interface TracedWork {
  readonly capability: string
  readonly technology: string
  readonly operation: string
  /** How many milliseconds it took. `undefined` until it has ended. */
  readonly durationMs: number | undefined
  /** The outcome, if it is a failure. Absent otherwise, and until the end. */
  readonly error?: Failed
}

/**
 * What a listener gets about a call, on the tracing channel `tenon:<capability>:<operation>`. It is one object from the
 * start of the call to its end. Refused calls are published too.
 */
export interface TracedCall extends TracedWork {
  /** The fields as the caller passed them. */
  readonly fields: unknown
  /** How many attempts it made. 0 until it has ended. */
  readonly attempts: number
  /**
   * The answer. For an operation that gives many items, the failure that ended it, or `null` if it ended without one.
   * `undefined` until the call has ended.
   */
  readonly outcome: Answer | null | undefined
}

/**
 * What a listener gets about an attempt, on the tracing channel `tenon:<capability>:<operation>:attempt`. It is one
 * object from the start of the attempt to its end.
 */
export interface TracedAttempt extends TracedWork {
  /** The number of the attempt within its call, from 1. */
  readonly attempt: number
  /**
   * The answer, or `null` if none came or the reader ended the call. `undefined` until the attempt has ended.
   */
  readonly outcome: Answer | null | undefined
}

/** How a call ended. */
export type CallEnd = Ended<TracedCall, 'attempts'>

/** How an attempt ended. */
export type AttemptEnd = Ended<TracedAttempt, never>

type Ended<Work, Counted extends keyof Work> = Pick<Work, Counted> & { readonly outcome: Answer | null }

/** The two tracing channels of one operation. No message is created without a listener. */
export class Trace {
  readonly #runtime: Runtime
  readonly #calls: TracingChannel
  readonly #attempts: TracingChannel
  readonly #about: { readonly capability: string; readonly technology: string; readonly operation: string }

  constructor(runtime: Runtime, { capability, technology }: AnyExecutor, operation: string) {
    const name = `tenon:${capability.name}:${operation}`
    this.#runtime = runtime
    this.#calls = runtime.tracing(name)
    this.#attempts = runtime.tracing(`${name}:attempt`)
    this.#about = { capability: capability.name, technology: technology.name, operation }
  }

  /** Runs the synchronous part of a call. It gets `undefined` if there is no listener. */
  call<Given>(fields: unknown, run: (traced: Traced<CallEnd> | undefined) => Given): Given {
    if (!this.#calls.hasSubscribers) return run(undefined)
    const message: TracedCall = { ...this.#about, fields, attempts: 0, outcome: undefined, durationMs: undefined }
    return new Traced<CallEnd>(this.#runtime, this.#calls, message).begin(run)
  }

  /** Runs the synchronous part of an attempt. It gets `undefined` if there is no listener. */
  attempt<Given>(attempt: number, run: (traced: Traced<AttemptEnd> | undefined) => Given): Given {
    if (!this.#attempts.hasSubscribers) return run(undefined)
    const message: TracedAttempt = { ...this.#about, attempt, outcome: undefined, durationMs: undefined }
    return new Traced<AttemptEnd>(this.#runtime, this.#attempts, message).begin(run)
  }
}

/**
 * A call or an attempt that has a listener. It publishes as `tracePromise` of Node does: `start` and `end` around the
 * synchronous part, later `asyncStart` and `asyncEnd`, and before these `error` if the outcome is a failure.
 */
export class Traced<End extends { readonly outcome: Answer | null }> {
  readonly #runtime: Runtime
  readonly #channel: TracingChannel
  readonly #message: object
  readonly #begun: number
  /** The context of the synchronous part, with the stores of the listeners, once that part is over. */
  #context: Context | undefined
  #ended = false
  #failed = false

  constructor(runtime: Runtime, channel: TracingChannel, message: object) {
    this.#runtime = runtime
    this.#channel = channel
    this.#message = message
    this.#begun = runtime.now()
  }

  /** Publishes `start`, runs the synchronous part, and publishes `end`. */
  begin<Given>(run: (traced: this) => Given): Given {
    const { start, end } = this.#channel
    return start.runStores(this.#message, () => {
      try {
        return run(this)
      } finally {
        this.#context = this.#runtime.context()
        end.publish(this.#message)
        if (this.#ended) this.#publishEnd()
      }
    })
  }

  /**
   * Publishes the end in the context of the synchronous part: at once, or after `end` if that is still to come. A second
   * call does nothing.
   */
  end(how: End): void {
    if (this.#ended) return
    const { outcome } = how
    this.#failed = outcome !== null && isFailed(outcome)
    const durationMs = this.#runtime.now() - this.#begun
    const said = { ...how, durationMs, ...(this.#failed && { error: outcome }) }
    // Unlike an assignment, this does not throw if a listener has frozen the message.
    for (const [name, value] of Object.entries(said)) Reflect.set(this.#message, name, value)
    this.#ended = true
    this.#context?.(() => this.#publishEnd())
  }

  #publishEnd(): void {
    const { asyncStart, asyncEnd, error } = this.#channel
    if (this.#failed) error.publish(this.#message)
    asyncStart.publish(this.#message)
    asyncEnd.publish(this.#message)
  }
}
