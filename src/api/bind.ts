import { type Bind, binder } from '../service/binding/bind.ts'
import { machine } from '../service/node/runtime.ts'

/** Binds a need to an executor under a policy. It does no I/O: `open()` of the binding does. */
export const bind: Bind = binder(machine)

export type { Binding, Opened, Shortfall } from '../service/binding/binding.ts'
export type {
  Attempt,
  Closed,
  Examined,
  Examining,
  Executor,
  Finding,
  IfAbsent,
  Ready,
  Technology,
} from '../service/binding/executor.ts'
export type { Policy } from '../service/binding/policy.ts'
export type { TracedAttempt, TracedCall } from '../service/binding/trace.ts'
// What an executor of one's own is made with.
export { failed } from '../domain/capability/failure.ts'
export { decideAppend, type Knowledge, type Storing } from '../domain/event/append.ts'
export { Log } from '../domain/event/log.ts'
export { follow, type Growing, passes } from '../domain/event/subscription.ts'
export { byCodePoint } from '../domain/event/stream.ts'
export { Group, type GroupRules, type Transacted, type Transactor } from '../service/binding/group.ts'
export { Growth, type Lookout } from '../service/binding/growth.ts'
export { machine }
export type { Machine } from '../service/binding/machine.ts'
