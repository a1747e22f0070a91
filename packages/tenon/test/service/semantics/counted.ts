import type { EventStoreCapability, Grants, Limits } from 'tenon'
import type { Attempt, Closed, Executor, IfAbsent, Ready, BoundTechnology } from 'tenon/bind'
import type { FailedOf, Intent, NameOfMany, NameOfOne, Outcome } from '../../../src/domain/capability/outcome.ts'

type Capability = EventStoreCapability
type One = NameOfOne<Capability>
type Many = NameOfMany<Capability>

/** A real executor that counts its calls. Anything refused before I/O is not among them. */
export class Counted implements Executor<Capability, Grants<Capability>> {
  readonly capability: Capability
  readonly technology: BoundTechnology
  readonly grants: Grants<Capability>
  readonly limits: Limits<Capability>
  readonly failures: Executor<Capability, Grants<Capability>>['failures']
  readonly #executor: Executor<Capability, Grants<Capability>>
  /** The operations that reached the executor, in order. */
  readonly calls: string[] = []

  constructor(executor: Executor<Capability, Grants<Capability>>) {
    this.#executor = executor
    this.capability = executor.capability
    this.technology = executor.technology
    this.grants = executor.grants
    this.limits = executor.limits
    this.failures = executor.failures
  }

  open(attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | FailedOf<Capability>> {
    return this.#executor.open(attempt, ifAbsent)
  }

  execute(intent: Intent<Capability, One>, attempt: Attempt): Promise<Outcome<Capability, One>> {
    this.calls.push(intent.kind)
    return this.#executor.execute(intent, attempt)
  }

  follow(
    intent: Intent<Capability, Many>,
    attempt: Attempt,
  ): AsyncIterator<Outcome<Capability, Many>, undefined, undefined> {
    this.calls.push(intent.kind)
    return this.#executor.follow(intent, attempt)
  }

  close(): Promise<Closed | FailedOf<Capability>> {
    return this.#executor.close()
  }
}
