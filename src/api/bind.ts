import { type Bind, binder } from '../service/binding/bind.ts'
import { machine } from '../service/node/machine.ts'

/** Binds a need to an executor under a policy. It does no I/O: `open()` of the binding does. */
export const bind: Bind = binder(machine)

export type { Binding, Opened, Shortfall } from '../service/binding/binding.ts'
export type { Attempt, Closed, Executor, Ready, Technology } from '../service/binding/executor.ts'
export type { Policy } from '../service/binding/policy.ts'
export type { TracedAttempt, TracedCall } from '../service/binding/trace.ts'
