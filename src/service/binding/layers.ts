import type { Operation, OperationOfMany } from '../../domain/capability/capability.ts'
import { type Failed, failed } from '../../domain/capability/failure.ts'
import type { Call } from '../../domain/capability/outcome.ts'
import { isRepeatSafe } from '../../domain/capability/retry.ts'
import { Admission } from './admit.ts'
import { callMistake } from './call.ts'
import { Deadlines } from './deadlines.ts'
import { type Answer, type AnyExecutor, type AnyIntent, isFailed } from './executor.ts'
import { Following } from './following.ts'
import { Gate } from './gate.ts'
import type { Machine } from './machine.ts'
import type { Policy } from './policy.ts'
import { Run, type Shared } from './run.ts'
import { Trace } from './trace.ts'

/**
 * The layers between a store and its executor, in their one order: trace the call, admit, total deadline, retry, concurrency gate,
 * trace the attempt, attempt deadline, executor.
 */
export class Layers {
  readonly #shared: Shared
  readonly #runs = new Set<Run>()
  readonly #followings = new Set<Following>()
  #closed = false
  #idle: (() => void) | undefined

  constructor(executor: AnyExecutor, policy: Policy, machine: Machine) {
    this.#shared = { machine, policy, executor, deadlines: new Deadlines(machine), gate: new Gate(policy.concurrency) }
  }

  /** Opens the executor, under the same deadlines and the same retry rule as any call. */
  open(): Promise<Answer> {
    const { executor } = this.#shared
    return this.#run({
      name: 'open',
      touches: 'read',
      trace: undefined,
      fields: {},
      repeatSafe: () => true,
      send: (attempt) => executor.open(attempt),
    })
  }

  /** The store: a frozen object with one method an operation. */
  store(): object {
    const { operations } = this.#shared.executor.capability
    return Object.freeze(
      Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, this.#method(name, operation)])),
    )
  }

  /** Answers what waits with `closed`, ends what follows, and resolves when what was sent has been answered. */
  async close(): Promise<void> {
    this.#closed = true
    for (const run of this.#runs) run.close()
    for (const following of this.#followings) following.stop(this.#closedFailure('close'))
    if (this.#runs.size > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve
      })
    }
    this.#shared.deadlines.clear()
  }

  #method(name: string, operation: Operation): (fields: unknown, call?: Call) => Promise<Answer> | Following {
    const { machine, executor } = this.#shared
    const trace = new Trace(machine, executor, name)
    const admission = new Admission(executor, name, operation)
    const admit = (fields: unknown, call: Call | undefined): AnyIntent | Failed => {
      const mistake = callMistake(call)
      if (mistake !== undefined) return failed('invalid', 'none', name, `${name}: ${mistake}.`)
      const intent = admission.admit(fields)
      return this.#closed && !isFailed(intent) ? this.#closedFailure(name) : intent
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
  ): (fields: unknown, call?: Call) => Promise<Answer> {
    const { executor, policy } = this.#shared
    return (fields, call) => {
      const intent = admit(fields, call)
      if (isFailed(intent)) {
        trace.call(fields, intent, 0, 0)
        return Promise.resolve(intent)
      }
      return this.#run(
        {
          name,
          touches: operation.touches,
          trace,
          fields,
          repeatSafe: () => isRepeatSafe(executor.capability, operation, intent, executor, policy.deadlineMs),
          send: (attempt) => executor.execute(intent, attempt),
        },
        call,
      )
    }
  }

  #many(
    name: string,
    operation: OperationOfMany,
    trace: Trace,
    admit: Admit,
  ): (fields: unknown, call?: Call) => Following {
    return (fields, call) =>
      new Following(
        this.#shared,
        { name, operation, trace, fields, intent: admit(fields, call) },
        call,
        this.#followings,
      )
  }

  #run(task: ConstructorParameters<typeof Run>[1], call?: Call): Promise<Answer> {
    return new Promise((resolve) => {
      const run = new Run(this.#shared, task, call, (answer) => {
        this.#runs.delete(run)
        if (this.#runs.size === 0) this.#idle?.()
        resolve(answer)
      })
      this.#runs.add(run)
      run.start()
    })
  }

  #closedFailure(operation: string): Failed {
    return failed('closed', 'none', operation, `${operation}: the binding is closed; bind and open again.`)
  }
}

type Admit = (fields: unknown, call: Call | undefined) => AnyIntent | Failed
