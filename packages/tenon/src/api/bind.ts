import { type Bind, binder } from '../service/binding/bind.ts'
import { runtime } from '../service/node/runtime.ts'

/** Binds a need to an executor under a policy. It does no I/O: I/O begins in `open()` of the binding. */
export const bind: Bind = binder(runtime)

export type { Binding, Opened, Shortfall } from '../service/binding/binding.ts'
export type {
  Attempt,
  BoundTechnology,
  Closed,
  Examined,
  Examining,
  Executor,
  ExecutorOfOne,
  Following,
  IfAbsent,
  Observation,
  Ready,
} from '../service/binding/executor.ts'
export type { Policy } from '../service/binding/policy.ts'
export type { TracedAttempt, TracedCall } from '../service/binding/layers/trace.ts'
// For writing an executor of your own.
export { failed } from '../domain/capability/failure.ts'
export { decideAppend, type Knowledge, type Storing } from '../domain/event/append.ts'
export { Log } from '../domain/event/log.ts'
export { follow, passes } from '../domain/event/subscription.ts'
export type { Growing } from '../domain/vocabulary/growing.ts'
export {
  type Changing,
  decidePut,
  decideRemove,
  endOfLife,
  type EntryChange,
  type EntryKnowledge,
  forgets,
  isOver,
  type Recognition,
  revisionOf,
} from '../domain/key-value/decide.ts'
export { Entries, type Remembrance } from '../domain/key-value/entries.ts'
export { type ChangesPage, type ReadChanges, watchChanges } from '../domain/key-value/watch.ts'
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
