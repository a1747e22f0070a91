import type { Capability } from '../../domain/capability/capability.ts'
import { type Failed, failed, ownFailures } from '../../domain/capability/failure.ts'
import { deepFreeze } from '../../domain/capability/declaration.ts'
import type { Gap } from '../../domain/capability/need.ts'
import type { FailedOf, Store } from '../../domain/capability/outcome.ts'
import { defect } from './executor-defect.ts'
import {
  type AnyExecutor,
  type Closed,
  type Examined,
  type Observation,
  type IfAbsent,
  isExamined,
  isExamining,
  isFailed,
  type BoundTechnology,
} from './executor.ts'
import { Layers } from './layers/layers.ts'
import type { Runtime } from './runtime.ts'
import type { Policy } from './policy.ts'

/** The store is open. */
export interface Opened<C extends Capability> {
  readonly kind: 'opened'
  readonly store: Store<C>
}

/** The binding grants less than the need requires; nothing was touched. */
export interface Shortfall {
  readonly kind: 'shortfall'
  readonly gaps: readonly Gap[]
}

/** A need bound to a technology. It does nothing before `open`. */
export class Binding<C extends Capability> implements AsyncDisposable {
  readonly capability: C
  readonly technology: BoundTechnology
  /** What the binding promises: a rung a guarantee. */
  readonly grants: { readonly [guarantee: string]: string }
  /** What the binding promises: a number a limit. */
  readonly limits: { readonly [limit: string]: number }
  /** The failures that can come of a call: the executor's, and the library's own. */
  readonly failures: readonly string[]
  /** Every promise of which the need requires more than is granted. */
  readonly gaps: readonly Gap[]
  readonly #executor: AnyExecutor
  readonly #policy: Policy
  readonly #runtime: Runtime
  readonly #layers: Layers
  #store: Store<C> | undefined
  #opening: Opening<C> | undefined
  #closing: Promise<Closed | FailedOf<C>> | undefined

  constructor(capability: C, executor: AnyExecutor, policy: Policy, gaps: readonly Gap[], runtime: Runtime) {
    this.capability = capability
    this.technology = executor.technology
    this.grants = deepFreeze({ ...executor.grants })
    this.limits = deepFreeze({ ...executor.limits })
    this.failures = Object.freeze([...new Set([...executor.failures, ...ownFailures])])
    this.gaps = gaps
    this.#executor = executor
    this.#policy = policy
    this.#runtime = runtime
    this.#layers = new Layers(executor, policy, runtime)
    Object.freeze(this)
  }

  /**
   * Opens the store: `shortfall` without touching anything if there are gaps, `opened`, or `failed`. Twice gives the
   * same store. After a failure it can be called again; after `close` it fails with `closed`. It creates a store that
   * does not exist, if the config permits that.
   */
  open(): Promise<Opened<C> | Shortfall | FailedOf<C>> {
    return this.#opened('make')
  }

  /**
   * Opens the store as `open` does, but fails with `not_found` if it does not exist, and leaves nothing behind. For
   * programs that only read: an empty store that was just created would look healthy to them.
   */
  openExisting(): Promise<Opened<C> | Shortfall | FailedOf<C>> {
    return this.#opened('fail')
  }

  /**
   * Says how the store stands, whether it is open, closed, or was never opened; nothing is opened by it, changed or
   * left behind. First what the grants tell, then what the executor finds, if it is one that examines. `failed` where
   * it could not look, as `open` would fail.
   */
  async examine(): Promise<Examined | FailedOf<C>> {
    const executor = this.#executor
    const promised = this.gaps.length > 0 ? this.gaps.map(gapObservation) : [NO_GAPS]
    if (!isExamining(executor)) {
      const unseen = `The binding of ${executor.technology.name} cannot be examined: what it grants is its own word.`
      return { kind: 'examined', findings: [...promised, { level: 'claimed', says: unseen }] }
    }
    // Layers of its own: closing the store does not end it, and it waits for none of the store's calls.
    const layers = new Layers(executor, this.#policy, this.#runtime)
    const answer = await layers.examine(executor)
    await layers.settled()
    if (isFailed(answer)) return failedOf<C>(answer)
    if (!isExamined(answer)) return failedOf<C>(defect(executor, 'open', answer))
    return { kind: 'examined', findings: [...promised, ...answer.findings] }
  }

  /** Lets what was sent finish, answers what still waits with `closed`, and frees everything. Twice is once. */
  close(): Promise<Closed | FailedOf<C>> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Closes, and throws an `Error` with the failure's sentence when that fails: there is nobody to hand a value to. */
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
    const begun = before === undefined ? this.#open(ifAbsent) : this.#openBehind(before, ifAbsent)
    const answer = begun.finally(() => {
      if (this.#opening?.answer === answer) this.#opening = undefined
    })
    this.#opening = { ifAbsent, answer }
    return answer
  }

  /** An executor runs one opening at a time, so an `open` waits for an `openExisting` that is under way. */
  async #openBehind(before: Opening<C>, ifAbsent: IfAbsent): Promise<Opened<C> | FailedOf<C>> {
    const answer = await before.answer
    if (answer.kind === 'opened') return answer
    return this.#closing === undefined ? this.#open(ifAbsent) : failedOf<C>(CLOSED)
  }

  async #open(ifAbsent: IfAbsent): Promise<Opened<C> | FailedOf<C>> {
    const answer = await this.#layers.open(ifAbsent)
    if (isFailed(answer)) return failedOf<C>(answer)
    if (this.#closing !== undefined) return failedOf<C>(CLOSED)
    // The layers make one method an operation, which is what the type says; the compiler cannot follow a loop over
    // names.
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

/** An opening that is under way. */
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
 * Executors of a capability give its failures only, by the type of `Executor`; the layers do not know which capability
 * it is.
 */
const failedOf = <C extends Capability>(failure: Failed): FailedOf<C> => failure as FailedOf<C>
