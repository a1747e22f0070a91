import type { Operation, OperationOfMany } from '../../../domain/capability/capability.ts'
import type { Failed } from '../../../domain/capability/failure.ts'
import type { Answer, AnyExecutor, AnyIntent, Attempt } from '../executor.ts'
import type { Policy } from '../policy.ts'
import type { Runtime } from '../runtime.ts'
import type { DeadlineTimer } from './deadline-timer.ts'
import type { Semaphore } from './semaphore.ts'
import type { Trace } from './trace.ts'

/** What all calls of one store share. */
export interface Shared {
  readonly runtime: Runtime
  readonly policy: Policy
  readonly executor: AnyExecutor
  readonly deadlines: DeadlineTimer
  readonly semaphore: Semaphore
}

/** How the calls of one operation are retried. All calls of the operation share it. */
interface Route {
  /** The operation's name, or `open`. */
  readonly name: string
  readonly touches: Operation['touches']
  /** Returns whether sending an intent a second time does nothing that the first time did not. */
  repeatSafe(intent: AnyIntent): boolean
}

/** The route of an operation that gives one answer. */
export interface RouteOfOne extends Route {
  readonly trace: Pick<Trace, 'attempt'>
  /** Sends an intent to the executor. */
  send(intent: AnyIntent, attempt: Attempt): Promise<Answer>
}

/** The route of an operation that gives many items. */
export interface RouteOfMany extends Route {
  readonly trace: Trace
  readonly resume: OperationOfMany['resume']
  readonly silent: OperationOfMany['silent']
  /** Returns the failure `closed` once the binding is closed. */
  closed(): Failed | undefined
}
