import type { Capability } from '../../domain/capability/capability.ts'
import type { Failed } from '../../domain/capability/failure.ts'
import type { Limits, Offered } from '../../domain/capability/need.ts'
import type { FailedOf, Intent, NameOfMany, NameOfOne, Outcome } from '../../domain/capability/outcome.ts'

/** One attempt of a call, as an executor sees it. */
export interface Attempt {
  /**
   * Fires when the answer is no longer wanted. An executor that has sent nothing then settles within the same turn,
   * with effect `none`. The signal is made when it is first read, so an executor that only checks it reads `aborted`
   * instead. A listener must not throw: as with any signal, Node would end the process.
   */
  readonly signal: AbortSignal
  /** Whether the signal has fired. */
  readonly aborted: boolean
}

/** The technology that an executor uses. */
export interface BoundTechnology {
  /** A short name, such as `redis`. Evidence and traces contain it. */
  readonly name: string
  /** The packages through which a program reaches the technology. Domain code may not import them. */
  readonly packages: readonly string[]
}

/**
 * What `open` does if the store does not exist. `make`: creates it, if the config allows that. `fail`: fails with
 * `not_found`.
 */
export type IfAbsent = 'make' | 'fail'

/** What `open` of an executor returns if it succeeds. */
export interface Ready {
  readonly kind: 'ready'
}

/** What `close` returns if it succeeds. */
export interface Closed {
  readonly kind: 'closed'
}

/**
 * Performs the intents of a capability with a technology. The constructor does no I/O: I/O begins in `open`. No method
 * rejects or throws. If an operation of the capability gives many items, the executor also has `follow`.
 *
 * `open`, `execute`, `follow` and `close` are methods and not properties with function values, so that an executor of
 * one capability can be passed where any executor is accepted.
 */
export type Executor<C extends Capability, G extends Offered<C>> = ExecutorOfOne<C, G> &
  ([NameOfMany<C>] extends [never] ? unknown : Following<C>)

/** An executor without `follow`. */
export interface ExecutorOfOne<C extends Capability, G extends Offered<C>> {
  readonly capability: C
  readonly technology: BoundTechnology
  readonly grants: G
  readonly limits: Limits<C>
  /** The failures that it can return. */
  readonly failures: readonly (keyof C['failures'] & string)[]
  /**
   * Opens the store. With `fail`, it fails with `not_found` if the store does not exist and leaves nothing behind,
   * whatever the config says. That includes a store that is removed at that moment, and a store that another process
   * has only begun to create.
   */
  open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | FailedOf<C>>
  /** Executes an intent of an operation that gives one answer. */
  execute(intent: Intent<C, NameOfOne<C>>, attempt: Attempt): Promise<Outcome<C, NameOfOne<C>>>
  /**
   * Lets requests that have been sent finish, ends those that still wait with `closed`, and frees everything. It is
   * called once, even after an `open` that failed or during one. The executor is not called again afterwards.
   */
  close(): Promise<Closed | FailedOf<C>>
}

/** What an executor of a capability has if one of its operations gives many items. */
export interface Following<C extends Capability> {
  /**
   * Executes an intent of an operation that gives many items. It gives them until the last one, until `return()`, or
   * until the signal fires.
   */
  follow(
    intent: Intent<C, NameOfMany<C>>,
    attempt: Attempt,
  ): AsyncIterator<Outcome<C, NameOfMany<C>>, undefined, undefined>
}

/** One thing that an examination observed. */
export interface Observation {
  /**
   * `well`: seen, and as it should be. `claimed`: stated, but it cannot be checked from here. `wrong`: it calls for
   * action.
   */
  readonly level: 'well' | 'claimed' | 'wrong'
  /** What was observed, and what to do about it. */
  readonly says: string
  /** The technology's own words, one item for each line. Absent if there are none. */
  readonly evidence?: readonly string[]
}

/** What `examine` returns if it could examine the store. */
export interface Examined {
  readonly kind: 'examined'
  readonly findings: readonly Observation[]
}

/**
 * A method that an executor may have in addition to those of `Executor`: examining its store. The library checks at run
 * time whether it has it.
 */
export interface Examining<C extends Capability> {
  /**
   * Examines the store and changes nothing. It works whether the executor is open or not, even before `open` and after
   * `close`, and frees whatever it needs for that. If it cannot examine the store, it fails as `open` would.
   */
  examine(attempt: Attempt): Promise<Examined | FailedOf<C>>
}

/** An executor as the layers use it. They need not know of which capability it is. */
export interface AnyExecutor {
  readonly capability: Capability
  readonly technology: BoundTechnology
  readonly grants: { readonly [guarantee: string]: string }
  readonly limits: { readonly [limit: string]: number }
  readonly failures: readonly string[]
  open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | Failed>
  execute(intent: AnyIntent, attempt: Attempt): Promise<Answer>
  follow?(intent: AnyIntent, attempt: Attempt): AsyncIterator<Answer, undefined, undefined>
  close(): Promise<Closed | Failed>
}

/** An executor that can examine its store, as the layers use it. */
export interface AnyExamining {
  examine(attempt: Attempt): Promise<Examined | Failed>
}

/** An intent of any operation. */
export interface AnyIntent {
  readonly kind: string
}

/** The answer of any operation. */
export type Answer = { readonly kind: string } | Failed

/** Returns whether an answer is a failure. */
export const isFailed = (answer: Answer): answer is Failed => answer.kind === 'failed'

/** Returns whether an executor can examine its store. */
export const isExamining = (executor: AnyExecutor): executor is AnyExecutor & AnyExamining =>
  'examine' in executor && typeof executor.examine === 'function'

/** Returns whether an answer is the result of an examination. An executor is foreign code and may return anything. */
export const isExamined = (answer: Answer): answer is Examined =>
  answer.kind === 'examined' && 'findings' in answer && Array.isArray(answer.findings)

/**
 * Returns whether a value is an answer. An executor is foreign code and may return anything. A promise is not an
 * answer, because code that passes it on would wait for it.
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
