import type { Capability } from '../../domain/capability/capability.ts'
import type { Failed } from '../../domain/capability/failure.ts'
import type { Limits, Offered } from '../../domain/capability/need.ts'
import type { FailedOf, Intent, NameOfMany, NameOfOne, Outcome } from '../../domain/capability/outcome.ts'

/** One attempt, as an executor sees it. */
export interface Attempt {
  /**
   * Fires when no answer is wanted any more. An executor that has sent nothing then settles in the same turn with
   * effect `none`. The signal is made when it is first asked for: what only wants to look uses `aborted`. A listener
   * must not throw: as for any signal, Node then ends the process.
   */
  readonly signal: AbortSignal
  readonly aborted: boolean
}

/** Which technology an executor acts for. */
export interface BoundTechnology {
  /** A short name, such as `redis`; it stands in evidence and traces. */
  readonly name: string
  /** The packages through which a program reaches it: what domain code may not import. */
  readonly packages: readonly string[]
}

/** What opening does if the store does not exist: creates it, if the config permits that, or fails with `not_found`. */
export type IfAbsent = 'make' | 'fail'

/** What `open` of an executor gives when it went well. */
export interface Ready {
  readonly kind: 'ready'
}

/** What `close` gives when it went well. */
export interface Closed {
  readonly kind: 'closed'
}

/**
 * What acts for a technology. Making one does nothing; `open` is where I/O begins. Its methods never reject and never
 * throw.
 *
 * These are methods and not function-valued fields, so that an executor of one capability fits where any is taken.
 */
export interface Executor<C extends Capability, G extends Offered<C>> {
  readonly capability: C
  readonly technology: BoundTechnology
  readonly grants: G
  readonly limits: Limits<C>
  /** The failures it can give. */
  readonly failures: readonly (keyof C['failures'] & string)[]
  /**
   * Opens the store. With `fail`, it fails with `not_found` if the store does not exist, and leaves nothing behind,
   * whatever the config says. That includes a store that is removed at that moment, and one that another process has
   * only begun to create.
   */
  open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | FailedOf<C>>
  /** Executes an intent of an operation that gives one answer. */
  execute(intent: Intent<C, NameOfOne<C>>, attempt: Attempt): Promise<Outcome<C, NameOfOne<C>>>
  /**
   * Executes an intent of an operation that gives many: item after item, until its last one, `return()`, or the signal.
   */
  follow(
    intent: Intent<C, NameOfMany<C>>,
    attempt: Attempt,
  ): AsyncIterator<Outcome<C, NameOfMany<C>>, undefined, undefined>
  /**
   * Lets what was sent finish, answers with `closed` what still waits, and frees everything. It is called once, also
   * after an `open` that failed or while one goes on; nothing is asked of the executor after it.
   */
  close(): Promise<Closed | FailedOf<C>>
}

/** One thing that an examination has found. */
export interface Observation {
  /**
   * `well`: seen, and as it should be. `claimed`: somebody's word, which cannot be seen from here. `wrong`: somebody
   * has to act.
   */
  readonly level: 'well' | 'claimed' | 'wrong'
  /** What it is, and what to do about it. */
  readonly says: string
  /** The technology's own words, a line each; left out where it has none. */
  readonly evidence?: readonly string[]
}

/** What `examine` gives when it could look. */
export interface Examined {
  readonly kind: 'examined'
  readonly findings: readonly Observation[]
}

/**
 * What an executor may offer beside `Executor`: to say how its store stands. Whether it does is found out by looking
 * for the method.
 */
export interface Examining<C extends Capability> {
  /**
   * Looks at the store and changes nothing, whether it is open or not, even before `open` and after `close`; whatever
   * it needs for that it frees. Where it cannot look it fails as `open` would.
   */
  examine(attempt: Attempt): Promise<Examined | FailedOf<C>>
}

/** An executor as the layers use it: of some capability, they need not know which. */
export interface AnyExecutor {
  readonly capability: Capability
  readonly technology: BoundTechnology
  readonly grants: { readonly [guarantee: string]: string }
  readonly limits: { readonly [limit: string]: number }
  readonly failures: readonly string[]
  open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | Failed>
  execute(intent: AnyIntent, attempt: Attempt): Promise<Answer>
  follow(intent: AnyIntent, attempt: Attempt): AsyncIterator<Answer, undefined, undefined>
  close(): Promise<Closed | Failed>
}

/** An executor that can examine its store, as the layers use it. */
export interface AnyExamining {
  examine(attempt: Attempt): Promise<Examined | Failed>
}

/** Some operation's intent. */
export interface AnyIntent {
  readonly kind: string
}

/** Some operation's answer. */
export type Answer = { readonly kind: string } | Failed

/** Tells a failure from a result. */
export const isFailed = (answer: Answer): answer is Failed => answer.kind === 'failed'

/** Tells whether an executor can examine its store. */
export const isExamining = (executor: AnyExecutor): executor is AnyExecutor & AnyExamining =>
  'examine' in executor && typeof executor.examine === 'function'

/** Tells what an examination found from what is none: an executor is foreign code. */
export const isExamined = (answer: Answer): answer is Examined =>
  answer.kind === 'examined' && 'findings' in answer && Array.isArray(answer.findings)

/**
 * Tells an answer from what is none: an executor is foreign code. A promise is none, because whoever hands it on would
 * wait for it.
 */
export const isAnswer = (given: unknown): given is Answer => {
  try {
    return (
      typeof given === 'object' &&
      given !== null &&
      'kind' in given &&
      typeof given.kind === 'string' &&
      !('then' in given)
    )
  } catch {
    return false
  }
}
