import type { Operation, OperationOfMany } from '../../domain/capability/capability.ts'
import { type Failed, failed } from '../../domain/capability/failure.ts'
import type { Call } from '../../domain/capability/outcome.ts'
import { isRepeatSafe } from '../../domain/capability/retry.ts'
import { Admission } from './admit.ts'
import { statedIn, UNSTATED } from './call.ts'
import { Deadlines } from './deadlines.ts'
import {
  type Answer,
  type AnyExamining,
  type AnyExecutor,
  type AnyIntent,
  type Attempt,
  type IfAbsent,
  isFailed,
} from './executor.ts'
import { Following, type Path } from './following.ts'
import { Gate } from './gate.ts'
import type { Machine } from './machine.ts'
import type { Policy } from './policy.ts'
import { type Line, Run, type Shared } from './run.ts'
import { Trace } from './trace.ts'

/**
 * The layers between a store and its executor, in their one order: trace the call, admit, total deadline, retry, concurrency gate,
 * trace the attempt, attempt deadline, executor.
 */
export class Layers {
  readonly #shared: Shared
  readonly #followings = new Set<Following>()
  #closed = false
  #idle: (() => void) | undefined

  constructor(executor: AnyExecutor, policy: Policy, machine: Machine) {
    this.#shared = { machine, policy, executor, deadlines: new Deadlines(machine), gate: new Gate(policy.concurrency) }
  }

  /** Opens the executor, under the same deadlines and the same retry rule as any call. */
  open(ifAbsent: IfAbsent): Promise<Answer> {
    const { executor } = this.#shared
    return this.#reach((attempt) => executor.open(attempt, ifAbsent))
  }

  /** Examines the executor's store in the same way. It fails as opening does. */
  examine(executor: AnyExamining): Promise<Answer> {
    return this.#reach((attempt) => executor.examine(attempt))
  }

  /** The store: a frozen object with one method an operation. */
  store(): object {
    const { operations } = this.#shared.executor.capability
    return Object.freeze(
      Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, this.#method(name, operation)])),
    )
  }

  /** Answers what has not reached the executor with `closed`, and ends what follows. What was sent is the executor's to finish. */
  close(): void {
    this.#closed = true
    for (const run of this.#shared.deadlines) if (run instanceof Run) run.close()
    for (const following of this.#followings) following.stop()
  }

  /** Resolves when everything has been answered. */
  async settled(): Promise<void> {
    const { deadlines } = this.#shared
    if (!deadlines.empty) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve
      })
    }
    deadlines.clear()
  }

  #method(name: string, operation: Operation): (fields: unknown, call?: Call) => Promise<Answer> | Following {
    const { machine, executor } = this.#shared
    const trace = new Trace(machine, executor, name)
    const admission = new Admission(executor, name, operation)
    const admit = (fields: unknown, stated: unknown): Admitted => {
      const call = statedIn(stated)
      if ('mistake' in call)
        return { intent: failed('invalid', 'none', name, `${name}: ${call.mistake}.`), call: UNSTATED }
      const intent = admission.admit(fields)
      return { intent: isFailed(intent) ? intent : (this.#refusal(name) ?? intent), call }
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
    const { executor, policy, machine } = this.#shared
    const line: Line = {
      name,
      touches: operation.touches,
      trace,
      repeatSafe: (intent) => isRepeatSafe(executor.capability, operation, intent, executor, policy.deadlineMs),
      send: (intent, attempt) => executor.execute(intent, attempt),
    }
    return (fields, stated) => {
      const { intent, call } = admit(fields, stated)
      if (!isFailed(intent)) return this.#run(line, intent, fields, call)
      trace.call(fields, intent, 0, machine.now())
      return Promise.resolve(intent)
    }
  }

  #many(
    name: string,
    operation: OperationOfMany,
    trace: Trace,
    admit: Admit,
  ): (fields: unknown, call?: Call) => Following {
    const { executor, policy } = this.#shared
    return (fields, stated) => {
      const { intent, call } = admit(fields, stated)
      const path: Path = {
        name,
        operation,
        trace,
        fields,
        intent,
        repeatSafe: () => isRepeatSafe(executor.capability, operation, intent, executor, policy.deadlineMs),
        closed: () => this.#refusal(name),
      }
      return new Following(this.#shared, path, call, this.#followings)
    }
  }

  #reach(send: (attempt: Attempt) => Promise<Answer>): Promise<Answer> {
    const line: Line = {
      name: 'open',
      touches: 'read',
      trace: undefined,
      repeatSafe: () => true,
      send: (_intent, attempt) => send(attempt),
    }
    return this.#run(line, { kind: 'open' }, undefined, UNSTATED)
  }

  #run(line: Line, intent: AnyIntent, fields: unknown, call: Call): Promise<Answer> {
    return new Promise((resolve) => {
      new Run(this.#shared, line, intent, fields, call, (answer) => {
        if (this.#closed && this.#shared.deadlines.empty) this.#idle?.()
        resolve(answer)
      }).start()
    })
  }

  /** What every call is answered once the binding is closed. */
  #refusal(operation: string): Failed | undefined {
    if (!this.#closed) return undefined
    return failed('closed', 'none', operation, `${operation}: the binding is closed; bind and open again.`)
  }
}

/** What is to be done and how, or why it is refused. */
interface Admitted {
  readonly intent: AnyIntent | Failed
  readonly call: Call
}

type Admit = (fields: unknown, stated: unknown) => Admitted
