import { setTimeout as wait } from 'node:timers/promises'
import type { Evidence } from '../../../../domain/capability/failure.ts'
import { EventStore } from '../../../../domain/event/store.ts'
import { GrowthSignal } from '../../../binding/growth-signal.ts'
import type { EventApi } from '../message/event-api.ts'
import type { Connection } from '../../connection/connection.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import { failedWith, found, type NatsFailed } from '../../failure.ts'
import type { Operation } from '../message/failures.ts'
import { Consumer } from './pull-consumer.ts'
import type { Delivered } from '../message/delivered-message.ts'
import { EPHEMERAL } from './fetch-messages.ts'
import { whetherReceded } from './log-receded.ts'

/** The store that a cursor reads. */
export interface Source {
  readonly connection: Connection
  readonly api: EventApi
  readonly config: NatsStreamConfig
  readonly patienceMs: number
}

/**
 * How many times the leader must report that the log has receded. A server that was paused learns only a little later
 * that it is no longer the leader.
 */
const DENIALS = 2
const PAUSE_MS = 100
/**
 * How many messages may be outstanding or wait for the reader: a page of 1,000. A subscription holds half of that in
 * the page that its reader has begun, so only the other half may be here.
 */
const MOST = 1_000
const MOST_BEHIND_A_PAGE = 500

/**
 * Reads the messages of a filter in order from a place on, and waits for new ones. It requests as many as there is room
 * for, and ensures that none is skipped or returned twice. When its consumer, its server or the connection is lost, it
 * goes on after the last message that arrived.
 */
export class LogCursor {
  readonly filter: string
  /** The messages that have arrived and were not taken, in order. */
  readonly buffer: Delivered[] = []
  /** Grows with each message, and when the cursor fails. */
  readonly growth = new GrowthSignal({ begin: () => undefined, end: () => undefined })
  readonly #source: Source
  readonly #operation: Operation
  /** The sequence up to which the reader knows all messages of the filter. The next consumer begins after it. */
  #reached: number
  /** The last message that arrived. */
  #latest: Delivered | undefined
  #consumer: Consumer | undefined
  /** How many consumers were made. */
  #made = 0
  /**
   * Whether a consumer has delivered an old message, and how many times the leader has reported since that the log has
   * receded.
   */
  #doubted = false
  #denials = 0
  #receded = false
  #making = false
  #closed = false
  #failure: NatsFailed<Operation> | undefined
  /** Since when it has no consumer. */
  #since: number | undefined
  readonly #unlisten: readonly (() => void)[]

  /** Begins after a sequence: makes a consumer, and watches it. */
  static begin(source: Source, filter: string, behind: number, operation: Operation): LogCursor {
    return new LogCursor(source, filter, behind, operation)
  }

  private constructor(source: Source, filter: string, behind: number, operation: Operation) {
    this.#source = source
    this.filter = filter
    this.#reached = behind
    this.#operation = operation
    this.#unlisten = [
      source.connection.onChange(() => this.#renew()),
      source.connection.onPublishForbidden((subject, evidence) => this.#refused(subject, evidence)),
    ]
    this.#renew()
  }

  /** Why it cannot go on, if it cannot. */
  get failure(): NatsFailed<Operation> | undefined {
    return this.#failure
  }

  /** How many consumers were made. Each may have begun in another log. */
  get made(): number {
    return this.#made
  }

  /** Whether the log no longer holds what was read. */
  get receded(): boolean {
    return this.#receded
  }

  /** Waits at most `ms` milliseconds. Returns whether a message has arrived, or it is known that none will. */
  async comes(ms: number, signal: AbortSignal): Promise<boolean> {
    const decided = (): boolean => this.buffer.length > 0 || this.#failure !== undefined || signal.aborted
    if (decided()) return true
    const stop = new AbortController()
    const end = (): void => stop.abort()
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    await this.growth.grown(this.growth.growths, stop.signal)
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    return decided()
  }

  /**
   * Records that the reader knows all messages up to a sequence, including those outside the filter. The next consumer
   * begins after it, and need not search them again.
   */
  knownUpTo(place: number): void {
    if (place > this.#reached) this.#reached = place
  }

  /** Removes the first `count` messages that arrived. */
  take(count: number): void {
    if (count === 0) return
    this.buffer.splice(0, count)
    this.#consumer?.ask()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#failure ??= found('closed', this.#operation, `${this.#source.api.place} is closed.`, null)
    for (const end of this.#unlisten) end()
    this.#forget()
    this.growth.grow()
  }

  #forget(): void {
    this.#consumer?.close()
    this.#consumer = undefined
  }

  #renew(): void {
    this.#forget()
    if (!this.#making && !this.#closed && !this.#receded && this.#failure === undefined) void this.#make()
  }

  /** Makes a consumer after the last message that arrived. Tries again until it exists or patience runs out. */
  async #make(): Promise<void> {
    this.#making = true
    this.#since ??= performance.now()
    while (!this.#closed && !this.#receded && this.#consumer === undefined) {
      const failure = await (this.#doubted ? this.#judge() : this.#create())
      if (this.#closed || failure === undefined) continue
      if (!EventStore.failures[failure.failure].passes || performance.now() - this.#since > this.#source.patienceMs) {
        this.#fail(failure)
        break
      }
      await wait(PAUSE_MS)
    }
    this.#making = false
  }

  async #create(): Promise<NatsFailed<Operation> | undefined> {
    const { connection, api, config } = this.#source
    const name = connection.uniqueName()
    const created = await api.ask(
      `CONSUMER.CREATE.${config.name}.${name}.${this.filter}`,
      {
        stream_name: config.name,
        config: { ...EPHEMERAL, name, opt_start_seq: this.#reached + 1, filter_subject: this.filter },
      },
      this.#operation,
    )
    if (created.kind === 'failed') return created
    if (!this.#closed && connection.unsendable === undefined) this.#listen(name)
    return undefined
  }

  /**
   * Decides, after an old message, whether the log has receded, as it does when an older backup is restored, or whether
   * only the consumer's server lags: such a server begins at its own end.
   */
  async #judge(): Promise<NatsFailed<Operation> | undefined> {
    const { api, config } = this.#source
    const standing = await whetherReceded(api, config, { place: this.#reached, latest: this.#latest }, this.#operation)
    if (standing.kind === 'failed') return standing
    this.#doubted = standing.kind === 'receded'
    this.#denials = this.#doubted ? this.#denials + 1 : 0
    if (this.#denials === DENIALS) this.#recede()
    else await wait(PAUSE_MS)
    return undefined
  }

  #listen(name: string): void {
    const { connection, config } = this.#source
    const { buffer } = this
    this.#made += 1
    const most = this.#operation === 'subscribe' ? MOST_BEHIND_A_PAGE : MOST
    this.#consumer = Consumer.begin(connection, config, name, most, {
      get waiting() {
        return buffer.length
      },
      came: (delivered) => this.#hear(delivered),
      beat: () => {
        this.#since = undefined
      },
      idle: () => void this.#look(),
      lost: () => this.#renew(),
    })
    // The log may be another one now.
    if (this.#made > 1) this.growth.grow()
  }

  #hear(delivered: Delivered): void {
    if (delivered.sequence <= this.#reached) {
      this.#doubted = true
      return this.#renew()
    }
    this.#reached = delivered.sequence
    this.#latest = delivered
    this.#since = undefined
    this.buffer.push(delivered)
    this.growth.grow()
  }

  /** Records that the log no longer holds what was read. */
  #recede(): void {
    this.#receded = true
    this.growth.grow()
  }

  /**
   * Replaces the consumer if the leader has a message that it does not deliver, for example because an operator has
   * paused it.
   */
  async #look(): Promise<void> {
    const consumer = this.#consumer
    const next = await this.#source.api.next(this.filter, this.#reached + 1, this.#operation)
    const missed = next.kind === 'stored' && next.sequence > this.#reached
    if (missed && this.#consumer === consumer) this.#renew()
  }

  /** Fails if this user is not allowed to request messages from the consumer. Such a request has no other reply. */
  #refused(subject: string, evidence: Evidence): void {
    if (subject !== this.#consumer?.next || this.#failure !== undefined) return
    this.#forget()
    this.#fail(failedWith('permission_denied', 'none', this.#operation, this.#source.api.place, evidence))
  }

  #fail(failure: NatsFailed<Operation>): void {
    this.#failure =
      failure.effect === 'none'
        ? failure
        : failedWith(failure.failure, 'none', this.#operation, this.#source.api.place, failure.evidence)
    this.growth.grow()
  }
}
