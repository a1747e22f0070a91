import type { Operation, OperationOfMany } from '../../../domain/capability/capability.ts'
import { type Failed, failed } from '../../../domain/capability/failure.ts'
import type { CallOptions } from '../../../domain/capability/outcome.ts'
import { isRepeatSafe } from '../../../domain/capability/retry.ts'
import {
  type Answer,
  type AnyExamining,
  type AnyExecutor,
  type AnyIntent,
  type Attempt,
  type IfAbsent,
  isFailed,
} from '../executor.ts'
import type { Policy } from '../policy.ts'
import type { Runtime } from '../runtime.ts'
import { Admission } from './admission.ts'
import { NO_OPTIONS, readOptions } from './call-options.ts'
import { DeadlineTimer } from './deadline-timer.ts'
import { ManyCall } from './many-call.ts'
import { OneCall } from './one-call.ts'
import type { RouteOfMany, RouteOfOne, Shared } from './route.ts'
import { Semaphore } from './semaphore.ts'
import { type CallEnd, Trace, type Traced } from './trace.ts'

/**
 * The layers between a store and its executor. From the outside in: trace of the call, admission, total deadline,
 * retry, semaphore, trace of the attempt, deadline of the attempt, executor.
 */
export class Layers {
  readonly #shared: Shared
  readonly #open = new Set<ManyCall>()
  #closed = false
  #idle: (() => void) | undefined

  constructor(executor: AnyExecutor, policy: Policy, runtime: Runtime) {
    const deadlines = new DeadlineTimer(runtime)
    const semaphore = new Semaphore(policy.concurrency)
    this.#shared = { runtime, policy, executor, deadlines, semaphore }
  }

  /** Opens the executor, with the same deadlines and retries as any call. */
  open(ifAbsent: IfAbsent): Promise<Answer> {
    const { executor } = this.#shared
    return this.#callUntraced((attempt) => executor.open(attempt, ifAbsent))
  }

  /** Examines the executor's store, with the same deadlines and retries. It fails as `open` does. */
  examine(executor: AnyExamining): Promise<Answer> {
    return this.#callUntraced((attempt) => executor.examine(attempt))
  }

  /** Returns the store: a frozen object with one method for each operation. */
  store(): object {
    const { operations } = this.#shared.executor.capability
    return Object.freeze(
      Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, this.#method(name, operation)])),
    )
  }

  /**
   * Ends every call that waits, and every call that gives many items, with the failure `closed`. Attempts under way are
   * left to the executor to finish.
   */
  close(): void {
    this.#closed = true
    for (const call of this.#shared.deadlines) if (call instanceof OneCall) call.close()
    for (const call of this.#open) call.stop()
  }

  /** Resolves when every call that gives one answer has ended. */
  async settled(): Promise<void> {
    const { deadlines } = this.#shared
    if (!deadlines.empty) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve
      })
    }
    deadlines.clear()
  }

  #method(name: string, operation: Operation): (fields: unknown, options?: CallOptions) => Promise<Answer> | ManyCall {
    const { runtime, executor } = this.#shared
    const trace = new Trace(runtime, executor, name)
    const admission = new Admission(executor, name, operation)
    const admit = (fields: unknown, given: unknown): Admitted => {
      const options = readOptions(given)
      if ('mistake' in options)
        return { intent: failed('invalid', 'none', name, `${name}: ${options.mistake}.`), options: NO_OPTIONS }
      const intent = admission.admit(fields)
      return { intent: isFailed(intent) ? intent : (this.#refusal(name) ?? intent), options }
    }
    return operation.gives === 'many'
      ? this.#many(name, operation, trace, admit)
      : this.#one(name, operation, trace, admit)
  }

  #one(
    name: string,
    operation: Operation,
    trace: Trace,
    admit: Admit,
  ): (fields: unknown, options?: CallOptions) => Promise<Answer> {
    const { executor } = this.#shared
    const route: RouteOfOne = {
      name,
      touches: operation.touches,
      trace,
      repeatSafe: this.#repeatSafe(operation),
      send: (intent, attempt) => executor.execute(intent, attempt),
    }
    return (fields, given) =>
      trace.call(fields, (traced) => {
        const { intent, options } = admit(fields, given)
        if (!isFailed(intent)) return this.#call(route, intent, traced, options)
        traced?.end({ outcome: intent, attempts: 0 })
        return Promise.resolve(intent)
      })
  }

  #many(
    name: string,
    operation: OperationOfMany,
    trace: Trace,
    admit: Admit,
  ): (fields: unknown, options?: CallOptions) => ManyCall {
    const route: RouteOfMany = {
      name,
      touches: operation.touches,
      trace,
      repeatSafe: this.#repeatSafe(operation),
      resume: operation.resume,
      silent: operation.silent,
      closed: () => this.#refusal(name),
    }
    return (fields, given) => {
      const { intent, options } = admit(fields, given)
      return new ManyCall(this.#shared, route, intent, fields, options, this.#open)
    }
  }

  #repeatSafe(operation: Operation): (intent: AnyIntent) => boolean {
    const { executor, policy } = this.#shared
    return (intent) => isRepeatSafe(executor.capability, operation, intent, executor, policy.deadlineMs)
  }

  #callUntraced(send: (attempt: Attempt) => Promise<Answer>): Promise<Answer> {
    const route: RouteOfOne = {
      name: 'open',
      touches: 'read',
      trace: UNTRACED,
      repeatSafe: () => true,
      send: (_intent, attempt) => send(attempt),
    }
    return this.#call(route, { kind: 'open' }, undefined, NO_OPTIONS)
  }

  #call(
    route: RouteOfOne,
    intent: AnyIntent,
    traced: Traced<CallEnd> | undefined,
    options: CallOptions,
  ): Promise<Answer> {
    return new Promise((resolve) => {
      new OneCall(this.#shared, route, intent, traced, options, (answer) => {
        if (this.#closed && this.#shared.deadlines.empty) this.#idle?.()
        resolve(answer)
      }).start()
    })
  }

  /** Returns the failure of every call made after the binding was closed. */
  #refusal(operation: string): Failed | undefined {
    if (!this.#closed) return undefined
    return failed('closed', 'none', operation, `${operation}: the binding is closed; bind and open again.`)
  }
}

/** Opening and examining are not calls, so they are not traced. */
const UNTRACED: Pick<Trace, 'attempt'> = { attempt: (_attempt, run) => run(undefined) }

/** What to do and under which options, or the failure that refuses it. */
interface Admitted {
  readonly intent: AnyIntent | Failed
  readonly options: CallOptions
}

type Admit = (fields: unknown, given: unknown) => Admitted
