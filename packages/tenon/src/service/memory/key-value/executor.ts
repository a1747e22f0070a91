import { setImmediate as turn } from 'node:timers/promises'
import { Entries } from '../../../domain/key-value/entries.ts'
import type { KeyValueFailed } from '../../../domain/key-value/failure.ts'
import type { WatchAhead, WatchTruncated } from '../../../domain/key-value/result.ts'
import {
  KeyValue,
  type KeyValueCapability,
  type KeyValueIntent,
  type KeyValueOutcome,
  type KeyWatch,
  type WatchItems,
} from '../../../domain/key-value/store.ts'
import { type ChangesPage, type ReadChanges, watchChanges } from '../../../domain/key-value/watch.ts'
import type { Attempt, Closed, Executor, Ready } from '../../binding/executor.ts'
import { GrowthSignal } from '../../binding/growth-signal.ts'
import type { Runtime, Timer } from '../../binding/runtime.ts'
import { calledOff, notOpen } from '../failure.ts'
import { failures, grants, limits, remembrance } from './config.ts'

/** A clock that never goes back, in milliseconds, and that runs functions later. */
export type MemoryClock = Pick<Runtime, 'now' | 'after'>

/**
 * Keeps values in the memory of this process. Lifetimes are by the clock that it is given: `runtime` of `tenon/bind`, or
 * one with which a test decides when they are over.
 */
export class MemoryKeyValueExecutor implements Executor<KeyValueCapability, typeof grants> {
  readonly capability: KeyValueCapability = KeyValue
  readonly technology = Object.freeze({ name: 'memory', packages: Object.freeze([]) })
  readonly grants = grants
  readonly limits = limits
  readonly failures = failures
  #open = false
  readonly #clock: MemoryClock
  readonly #entries = new Entries(remembrance)
  readonly #growth = new GrowthSignal({ begin: () => this.#setTimer(), end: () => this.#timer?.cancel() })
  /** Wakes those who watch when the next life is over. It is set while they wait. */
  #timer: Timer | undefined

  constructor({ clock }: { readonly clock: MemoryClock }) {
    this.#clock = clock
    Object.freeze(this)
  }

  /** Opens an empty store. A store in memory can never be absent. */
  open(_attempt: Attempt): Promise<Ready> {
    this.#open = true
    return Promise.resolve({ kind: 'ready' })
  }

  /** Executes in a turn of its own, so that a caller in a loop does not keep all others waiting. */
  async execute(intent: KeyValueIntent, attempt: Attempt): Promise<KeyValueOutcome> {
    await turn()
    if (!this.#open) return notOpen(intent.kind)
    return attempt.aborted ? calledOff(intent.kind) : this.#execute(intent)
  }

  follow(intent: KeyWatch, attempt: Attempt): WatchItems {
    const read = async (page: ReadChanges): Promise<ChangesPage | WatchTruncated | WatchAhead | KeyValueFailed> => {
      await turn()
      if (!this.#open) return notOpen('watch')
      this.#settle()
      return this.#entries.changes(page)
    }
    return watchChanges(intent, read, this.#growth, attempt.signal)
  }

  close(): Promise<Closed> {
    this.#open = false
    this.#timer?.cancel()
    this.#entries.clear()
    return Promise.resolve({ kind: 'closed' })
  }

  #execute(intent: KeyValueIntent): KeyValueOutcome {
    const now = this.#settle()
    switch (intent.kind) {
      case 'get':
        return this.#entries.get(intent)
      case 'put':
        return this.#changed(this.#entries.put(intent, now))
      case 'remove':
        return this.#changed(this.#entries.remove(intent, now))
      case 'keys':
        return this.#entries.keys(intent)
      default:
        return intent satisfies never
    }
  }

  /** Removes what is over by now, and returns the time. */
  #settle(): number {
    const now = this.#clock.now()
    if (this.#entries.settle(now)) this.#growth.grow()
    return now
  }

  #changed(outcome: KeyValueOutcome): KeyValueOutcome {
    if ('repeated' in outcome && !outcome.repeated) this.#growth.grow()
    return outcome
  }

  #setTimer(): void {
    const due = this.#open ? this.#entries.nextDue : undefined
    if (due === undefined) return
    this.#timer = this.#clock.after(Math.max(1, Math.ceil(due - this.#clock.now())), () => this.#growth.grow())
    this.#timer.hold(false)
  }
}
