import type { EventStoreCapability, Limits } from 'tenon'
import type { Attempt, Closed, Executor, IfAbsent, Ready, BoundTechnology } from 'tenon/bind'
import type { Offered } from '../../../../src/domain/capability/need.ts'
import type { FailedOf, Intent, NameOfMany, NameOfOne, Outcome } from '../../../../src/domain/capability/outcome.ts'

type Capability = EventStoreCapability
type One = NameOfOne<Capability>
type Many = NameOfMany<Capability>

/**
 * A real executor that can hold calls until a given number are with it at once. This shows a place that was never given
 * back.
 */
export class Held implements Executor<Capability, Offered<Capability>> {
  readonly capability: Capability
  readonly technology: BoundTechnology
  readonly grants: Offered<Capability>
  readonly limits: Limits<Capability>
  readonly failures: Executor<Capability, Offered<Capability>>['failures']
  readonly #executor: Executor<Capability, Offered<Capability>>
  #lacking = 0
  #together: { readonly all: Promise<void>; readonly here: () => void } | undefined

  constructor(executor: Executor<Capability, Offered<Capability>>) {
    this.#executor = executor
    this.capability = executor.capability
    this.technology = executor.technology
    this.grants = executor.grants
    this.limits = executor.limits
    this.failures = executor.failures
  }

  /** Holds the next calls until this many are here, and then lets all of them go on. */
  gather(many: number): void {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#lacking = many
    this.#together = { all: promise, here: resolve }
  }

  open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | FailedOf<Capability>> {
    return this.#executor.open(attempt, ifAbsent)
  }

  async execute(intent: Intent<Capability, One>, attempt: Attempt): Promise<Outcome<Capability, One>> {
    if (this.#together !== undefined) await this.#arrive(this.#together)
    return this.#executor.execute(intent, attempt)
  }

  follow(
    intent: Intent<Capability, Many>,
    attempt: Attempt,
  ): AsyncIterator<Outcome<Capability, Many>, undefined, undefined> {
    return this.#executor.follow(intent, attempt)
  }

  close(): Promise<Closed | FailedOf<Capability>> {
    return this.#executor.close()
  }

  async #arrive({ all, here }: { readonly all: Promise<void>; readonly here: () => void }): Promise<void> {
    this.#lacking -= 1
    if (this.#lacking > 0) return all
    this.#together = undefined
    here()
  }
}
