import { setImmediate as turn } from 'node:timers/promises'
import type { WrittenAppend } from '../../../domain/event/append.ts'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { ReadAll } from '../../../domain/event/intent.ts'
import { Log } from '../../../domain/event/log.ts'
import type { AppendResult, ReadAllResult, ReadResult, StreamsPage } from '../../../domain/event/result.ts'
import {
  type EventIntent,
  type EventItems,
  type EventOutcome,
  EventStore,
  type EventStoreCapability,
  type EventSubscription,
} from '../../../domain/event/store.ts'
import { follow } from '../../../domain/event/subscription.ts'
import type { Attempt, Closed, Executor, Ready } from '../../binding/executor.ts'
import { GrowthSignal } from '../../binding/growth-signal.ts'
import { grants, limits } from './config.ts'
import { calledOff, failures, notOpen } from '../failure.ts'

/**
 * Keeps events in the memory of this process. It is the smallest honest binding, and the one to read before you write
 * another.
 */
export class MemoryEventExecutor implements Executor<EventStoreCapability, typeof grants> {
  readonly capability: EventStoreCapability = EventStore
  readonly technology = Object.freeze({ name: 'memory', packages: Object.freeze([]) })
  readonly grants = grants
  readonly limits = limits
  readonly failures = failures
  #open = false
  readonly #log = new Log()
  readonly #growth = new GrowthSignal({ begin: () => undefined, end: () => undefined })

  constructor() {
    Object.freeze(this)
  }

  /** Opens an empty store. A store in memory can never be absent. */
  open(_attempt: Attempt): Promise<Ready> {
    this.#open = true
    return Promise.resolve({ kind: 'ready' })
  }

  /** Executes in a turn of its own, so that a caller in a loop does not keep all others waiting. */
  async execute(intent: EventIntent, attempt: Attempt): Promise<EventOutcome> {
    await turn()
    if (!this.#open) return notOpen(intent.kind)
    return attempt.aborted ? calledOff(intent.kind) : this.#execute(intent)
  }

  follow(intent: EventSubscription, attempt: Attempt): EventItems {
    const readAll = async (page: ReadAll): Promise<ReadAllResult | EventStoreFailed> => {
      await turn()
      return this.#open ? this.#log.readAll(page) : notOpen('subscribe')
    }
    return follow(intent, readAll, this.#growth, attempt.signal)
  }

  close(): Promise<Closed> {
    this.#open = false
    this.#log.clear()
    return Promise.resolve({ kind: 'closed' })
  }

  #execute(intent: EventIntent): AppendResult | ReadResult | ReadAllResult | StreamsPage {
    switch (intent.kind) {
      case 'append':
        return this.#append(intent)
      case 'read':
        return this.#log.read(intent)
      case 'read_all':
        return this.#log.readAll(intent)
      case 'streams':
        return this.#log.list(intent)
      default:
        return intent satisfies never
    }
  }

  #append(append: WrittenAppend): AppendResult {
    const decision = this.#log.decide(append)
    if (decision.kind !== 'store') return decision
    const appended = this.#log.store(append, Date.now())
    this.#growth.grow()
    return appended
  }
}
