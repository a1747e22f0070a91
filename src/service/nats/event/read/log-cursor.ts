import { setTimeout as wait } from 'node:timers/promises'
import type { Evidence } from '../../../../domain/capability/failure.ts'
import { EventStore } from '../../../../domain/event/store.ts'
import { Growth } from '../../../binding/growth.ts'
import type { EventApi } from '../message/event-api.ts'
import type { Connection } from '../../connection/connection.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import { failedWith, found, type NatsFailed } from '../../failure.ts'
import type { Operation } from '../message/failures.ts'
import { Consumer } from './pull-consumer.ts'
import type { Delivered } from '../message/delivered-message.ts'
import { EPHEMERAL } from './fetch-messages.ts'
import { whetherReceded } from './log-receded.ts'

/** What cursors are told of the store they read. */
export interface Source {
  readonly connection: Connection
  readonly api: EventApi
  readonly config: NatsStreamConfig
  readonly patienceMs: number
}

/** How many times the leader must say that the log has receded: a server that stood still learns a little later that it leads no more. */
const DENIALS = 2
const PAUSE_MS = 100
/**
 * How many messages may be on their way to a reader or wait for it: a page of 1,000. A subscription holds half of one in the page that its reader
 * has begun, so only the other half may be here.
 */
const MOST = 1_000
const MOST_BEHIND_A_PAGE = 500

/**
 * Reads the messages of a filter in their order, from a place on, for as long as there are any, and waits for those that come. It asks for
 * as many as there is room for, sees to it that none is skipped or given twice, and when its consumer, its server or the connection is gone
 * goes on behind what has come.
 */
export class LogCursor {
  readonly filter: string
  /** What has come and was not taken, in order. */
  readonly buffer: Delivered[] = []
  /** Grows with all that comes, and when it fails. */
  readonly growth = new Growth({ begin: () => undefined, end: () => undefined })
  readonly #source: Source
  readonly #operation: Operation
  /** The place among all messages up to which the reader knows all of the filter: behind it a consumer begins. */
  #reached: number
  /** The last message that came. */
  #latest: Delivered | undefined
  #consumer: Consumer | undefined
  /** How many consumers it has had. */
  #made = 0
  /** Whether a consumer has given an old message, and how many times the leader has said since that the log has receded. */
  #doubted = false
  #denials = 0
  #receded = false
  #making = false
  #closed = false
  #failure: NatsFailed<Operation> | undefined
  /** When it began to be without a consumer. */
  #since: number | undefined
  readonly #deaf: readonly (() => void)[]

  /** Begins behind a place of the log: asks for a consumer, and watches it. */
  static begin(source: Source, filter: string, behind: number, operation: Operation): LogCursor {
    return new LogCursor(source, filter, behind, operation)
  }

  private constructor(source: Source, filter: string, behind: number, operation: Operation) {
    this.#source = source
    this.filter = filter
    this.#reached = behind
    this.#operation = operation
    this.#deaf = [
      source.connection.onChange(() => this.#renew()),
      source.connection.onPublishForbidden((subject, evidence) => this.#refused(subject, evidence)),
    ]
    this.#renew()
  }

  /** Why it cannot go on. */
  get failure(): NatsFailed<Operation> | undefined {
    return this.#failure
  }

  /** How many consumers it has had: what each begins with may be another log. */
  get made(): number {
    return this.#made
  }

  /** Whether the log was found to end before a place that was read. */
  get receded(): boolean {
    return this.#receded
  }

  /** Whether a message has come, or it is known that none will, within so many milliseconds. */
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
   * Takes note that the reader was told of all messages up to a place, those that are not of the filter included: the next consumer begins behind
   * it, and need not search them again.
   */
  told(place: number): void {
    if (place > this.#reached) this.#reached = place
  }

  /** Lets go of the first messages that came. */
  take(count: number): void {
    if (count === 0) return
    this.buffer.splice(0, count)
    this.#consumer?.ask()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#failure ??= found('closed', this.#operation, `${this.#source.api.place} is closed.`, null)
    for (const end of this.#deaf) end()
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

  /** Makes a consumer behind all that came; again and again, until it is there or there is no patience left. */
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
   * Decides after an old message whether the log has receded, as it does when an older backup is restored, or only the consumer's server lags:
   * such a server begins at its own end.
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
    // The log may not be what it was.
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

  /** Takes the log for one that ends before what was read of it. */
  #recede(): void {
    this.#receded = true
    this.growth.grow()
  }

  /** Makes the consumer anew if the leader has a message that it does not give, as one that an operator has paused. */
  async #look(): Promise<void> {
    const consumer = this.#consumer
    const next = await this.#source.api.next(this.filter, this.#reached + 1, this.#operation)
    const missed = next.kind === 'stored' && next.sequence > this.#reached
    if (missed && this.#consumer === consumer) this.#renew()
  }

  /** What a consumer is asked for is answered to nobody else: that it may not be asked is heard here. */
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
