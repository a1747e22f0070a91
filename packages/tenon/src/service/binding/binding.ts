import type { Capability } from '../../domain/capability/capability.ts'
import { deepFreeze } from '../../domain/capability/declaration.ts'
import { type Failed, failed, ownFailures } from '../../domain/capability/failure.ts'
import { type Gap, gaps, type Need } from '../../domain/capability/need.ts'
import type { FailedOf, Store } from '../../domain/capability/outcome.ts'
import { defect } from './executor-defect.ts'
import {
  type AnyExecutor,
  type BoundTechnology,
  type Closed,
  type Examined,
  type IfAbsent,
  isExamined,
  isExamining,
  isFailed,
  type Observation,
} from './executor.ts'
import { Layers } from './layers/layers.ts'
import type { Policy } from './policy.ts'
import type { Runtime } from './runtime.ts'

/** The store is open. */
export interface Opened<C extends Capability> {
  readonly kind: 'opened'
  readonly store: Store<C>
}

/** The binding grants less than the need requires. Nothing was opened. */
export interface Shortfall {
  readonly kind: 'shortfall'
  readonly gaps: readonly Gap[]
}

/** A need bound to a technology. It does no I/O before `open`. */
export class Binding<C extends Capability> implements AsyncDisposable {
  readonly capability: C
  /** The rungs and the numbers that the need requires, one for each guarantee and limit. */
  readonly requires: { readonly [guarantee: string]: string | number }
  readonly technology: BoundTechnology
  /** The rungs that the binding grants, one for each guarantee. */
  readonly grants: { readonly [guarantee: string]: string }
  /** The numbers that the binding grants, one for each limit. */
  readonly limits: { readonly [limit: string]: number }
  /** The failures that a call can have: those of the executor, and those of the library itself. */
  readonly failures: readonly string[]
  /** The guarantees and limits of which the need requires more than the binding grants. */
  readonly gaps: readonly Gap[]
  readonly #executor: AnyExecutor
  readonly #policy: Policy
  readonly #runtime: Runtime
  readonly #layers: Layers
  #store: Store<C> | undefined
  #opening: Opening<C> | undefined
  #closing: Promise<Closed | FailedOf<C>> | undefined

  constructor(need: Need<C, object>, executor: AnyExecutor, policy: Policy, runtime: Runtime) {
    this.capability = need.capability
    this.requires = deepFreeze({ ...need.requires })
    this.technology = executor.technology
    this.grants = deepFreeze({ ...executor.grants })
    this.limits = deepFreeze({ ...executor.limits })
    this.failures = Object.freeze([...new Set([...executor.failures, ...ownFailures])])
    this.gaps = gaps(need, executor)
    this.#executor = executor
    this.#policy = policy
    this.#runtime = runtime
    this.#layers = new Layers(executor, policy, runtime)
    Object.freeze(this)
  }

  /**
   * Opens the store. Returns `opened`, `failed`, or `shortfall` if there are gaps; then nothing is opened. A second
   * call returns the same store. It can be called again after a failure. After `close` it fails with `closed`. It
   * creates the store if it does not exist and the config allows that.
   */
  open(): Promise<Opened<C> | Shortfall | FailedOf<C>> {
    return this.#opened('make')
  }

  /**
   * Opens the store as `open` does, but fails with `not_found` if the store does not exist, and leaves nothing behind.
   * Use it in programs that only read: to them, an empty store that was just created would look healthy.
   */
  openExisting(): Promise<Opened<C> | Shortfall | FailedOf<C>> {
    return this.#opened('fail')
  }

  /**
   * Reports the state of the store, whether it is open, closed or was never opened. It opens, changes and leaves
   * nothing. The report begins with the gaps. What the executor observes comes next, if the executor can examine its
   * store. It fails as `open` would if the store cannot be examined.
   */
  async examine(): Promise<Examined | FailedOf<C>> {
    const executor = this.#executor
    const promised = this.gaps.length > 0 ? this.gaps.map(gapObservation) : [NO_GAPS]
    if (!isExamining(executor)) {
      const unseen = `The binding of ${executor.technology.name} cannot be examined: what it grants is its own word.`
      return { kind: 'examined', findings: [...promised, { level: 'claimed', says: unseen }] }
    }
    // The examination has layers of its own, so that closing the store does not end it, and the store's calls do not
    // delay it.
    const layers = new Layers(executor, this.#policy, this.#runtime)
    const answer = await layers.examine(executor)
    await layers.settled()
    if (isFailed(answer)) return failedOf<C>(answer)
    if (!isExamined(answer)) return failedOf<C>(defect(executor, 'open', answer))
    return { kind: 'examined', findings: [...promised, ...answer.findings] }
  }

  /**
   * Lets calls that have been sent finish, ends those that still wait with `closed`, and frees everything. A second
   * call does nothing more.
   */
  close(): Promise<Closed | FailedOf<C>> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /**
   * Closes the binding. Throws an `Error` with the failure's sentence if that fails, because `await using` takes no
   * result.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    const answer = await this.close()
    if (answer.kind === 'failed') throw new Error(answer.says)
  }

  #opened(ifAbsent: IfAbsent): Promise<Opened<C> | Shortfall | FailedOf<C>> {
    if (this.gaps.length > 0) return Promise.resolve({ kind: 'shortfall', gaps: this.gaps })
    if (this.#closing !== undefined) return Promise.resolve(failedOf<C>(CLOSED))
    if (this.#store !== undefined) return Promise.resolve({ kind: 'opened', store: this.#store })
    const before = this.#opening
    if (before?.ifAbsent === 'make' || before?.ifAbsent === ifAbsent) return before.answer
    const begun = before === undefined ? this.#open(ifAbsent) : this.#openAfter(before, ifAbsent)
    const answer = begun.finally(() => {
      if (this.#opening?.answer === answer) this.#opening = undefined
    })
    this.#opening = { ifAbsent, answer }
    return answer
  }

  /** An executor runs one `open` at a time, so `open` waits for an `openExisting` that is under way. */
  async #openAfter(before: Opening<C>, ifAbsent: IfAbsent): Promise<Opened<C> | FailedOf<C>> {
    const answer = await before.answer
    if (answer.kind === 'opened') return answer
    return this.#closing === undefined ? this.#open(ifAbsent) : failedOf<C>(CLOSED)
  }

  async #open(ifAbsent: IfAbsent): Promise<Opened<C> | FailedOf<C>> {
    const answer = await this.#layers.open(ifAbsent)
    if (isFailed(answer)) return failedOf<C>(answer)
    if (this.#closing !== undefined) return failedOf<C>(CLOSED)
    // The layers make one method for each operation, as the type says. The compiler cannot infer it from a loop.
    const store = this.#layers.store() as Store<C>
    this.#store = store
    return { kind: 'opened', store }
  }

  async #close(): Promise<Closed | FailedOf<C>> {
    this.#layers.close()
    const answer = await this.#closeExecutor()
    await this.#layers.settled()
    await this.#opening?.answer
    return answer
  }

  async #closeExecutor(): Promise<Closed | FailedOf<C>> {
    try {
      const answer = await this.#executor.close()
      return answer.kind === 'failed' ? failedOf<C>(answer) : answer
    } catch (thrown) {
      return failedOf<C>(defect(this.#executor, 'close', thrown))
    }
  }
}

/** An `open` or `openExisting` that is under way. */
interface Opening<C extends Capability> {
  readonly ifAbsent: IfAbsent
  readonly answer: Promise<Opened<C> | FailedOf<C>>
}

const CLOSED = failed('closed', 'none', 'open', 'open: this binding was closed; bind again.')

const NO_GAPS: Observation = { level: 'well', says: 'It grants all that its need requires.' }

const gapObservation = ({ guarantee, required, granted }: Gap): Observation => ({
  level: 'wrong',
  says: `It falls short of its need, and is not opened: ${guarantee}: needs ${required}, has ${granted}.`,
})

/**
 * An executor returns only failures of its capability, by the type of `Executor`. The layers do not know which
 * capability it is.
 */
const failedOf = <C extends Capability>(failure: Failed): FailedOf<C> => failure as FailedOf<C>
