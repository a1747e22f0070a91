import type { EventStoreCapability } from 'tenon'
import type { Attempt, Executor, IfAbsent } from 'tenon/bind'
import type { NatsEventExecutor } from 'tenon/nats'

type Inner = Executor<EventStoreCapability, NatsEventExecutor['grants']>

/** An executor that was found, and what to do when it is open for the first time. */
export interface Finding {
  readonly executor: NatsEventExecutor
  opened(): Promise<void>
}

/**
 * A NATS executor that looks for its servers each time it is opened, because a rig starts them late and moves them
 * behind proxies.
 */
export class Found implements Inner {
  readonly capability: Inner['capability']
  readonly technology: Inner['technology']
  readonly grants: Inner['grants']
  readonly limits: Inner['limits']
  readonly failures: Inner['failures']
  readonly #find: () => Promise<Finding>
  #inner: NatsEventExecutor
  #closed = false

  /** `sample` is never opened. It declares what all of them declare. */
  constructor(sample: NatsEventExecutor, find: () => Promise<Finding>) {
    this.capability = sample.capability
    this.technology = sample.technology
    this.grants = sample.grants
    this.limits = sample.limits
    this.failures = sample.failures
    this.#find = find
    this.#inner = sample
    Object.freeze(this)
  }

  async open(attempt: Attempt, ifAbsent: IfAbsent): ReturnType<Inner['open']> {
    const { executor, opened } = await this.#find()
    this.#inner = executor
    // It was closed during the search for its servers.
    if (this.#closed) await executor.close()
    const answer = await executor.open(attempt, ifAbsent)
    if (answer.kind === 'ready') await opened()
    return answer
  }

  execute(...given: Parameters<Inner['execute']>): ReturnType<Inner['execute']> {
    return this.#inner.execute(...given)
  }

  follow(...given: Parameters<Inner['follow']>): ReturnType<Inner['follow']> {
    return this.#inner.follow(...given)
  }

  close(): ReturnType<Inner['close']> {
    this.#closed = true
    return this.#inner.close()
  }
}
