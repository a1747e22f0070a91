import { type Bind, binder } from '../service/binding/bind.ts'
import { runtime } from '../service/node/runtime.ts'

/** Binds a need to an executor under a policy. It does no I/O: `open()` of the binding does. */
export const bind: Bind = binder(runtime)

export type { Binding, Opened, Shortfall } from '../service/binding/binding.ts'
export type {
  Attempt,
  Closed,
  Examined,
  Examining,
  Executor,
  Observation,
  IfAbsent,
  Ready,
  BoundTechnology,
} from '../service/binding/executor.ts'
export type { Policy } from '../service/binding/policy.ts'
export type { TracedAttempt, TracedCall } from '../service/binding/layers/trace.ts'
// What an executor of one's own is made with.
export { failed } from '../domain/capability/failure.ts'
export { decideAppend, type Knowledge, type Storing } from '../domain/event/append.ts'
export { Log } from '../domain/event/log.ts'
export { follow, type Growing, passes } from '../domain/event/subscription.ts'
export { byCodePoint } from '../domain/data/names.ts'
export {
  GroupCommit,
  type GroupCommitRules,
  type Transacted,
  type Transactor,
} from '../service/binding/group-commit.ts'
export { GrowthSignal, type GrowthWatch } from '../service/binding/growth-signal.ts'
export { runtime }
export type { Runtime } from '../service/binding/runtime.ts'
