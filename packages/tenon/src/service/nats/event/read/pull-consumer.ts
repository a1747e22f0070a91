import type { Msg, Subscription } from '@nats-io/transport-node'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import type { Connection } from '../../connection/connection.ts'
import { type Delivered, deliveredIn } from '../message/delivered-message.ts'
import { release } from './fetch-messages.ts'
import { OutstandingPulls } from './outstanding-pulls.ts'

/** The callbacks of a consumer to the cursor that reads from it. */
export interface ConsumerListener {
  /** How many messages wait for the reader. */
  readonly waiting: number
  /** The next message has arrived. */
  came(delivered: Delivered): void
  /** A heartbeat has arrived: the consumer exists. */
  beat(): void
  /** For some seconds only heartbeats have arrived. */
  idle(): void
  /** Another consumer is needed, because this one, its server or a message is lost. */
  lost(): void
}

/**
 * The most bytes of all outstanding messages, except messages of the largest size. Each request asks for its share of
 * them.
 */
const MOST_BYTES = 4_194_304
const EXPIRES_MS = 30_000
/** How often the server sends a heartbeat while it has no messages. */
const HEARTBEAT_MS = 500
const TICK_MS = 250
/** The ticks of silence after which the consumer is lost, and those without a message after which it is idle. */
const MISSED_TICKS = 5
const IDLE_TICKS = 20
const PAUSE_MS = 100
/** The server's statuses: a heartbeat, and two for a request that ends without all that it asked for. */
const IDLE = 100
const EXPIRED = 408
const NO_RESPONDERS = 503

/**
 * One consumer on the server. Requests messages when there is room for them, and watches whether the consumer still
 * exists.
 */
export class Consumer {
  /** The subject on which messages are requested. */
  readonly next: string
  readonly #connection: Connection
  readonly #config: NatsStreamConfig
  readonly #name: string
  readonly #listener: ConsumerListener
  readonly #inbox: string
  readonly #most: number
  readonly #pulls: OutstandingPulls
  readonly #subscription: Subscription
  readonly #watching: NodeJS.Timeout
  #delivered = 0
  /** How many ticks have passed in silence while messages were outstanding, and how many without a message. */
  #quiet = 0
  #idle = 0
  #closed = false

  /**
   * Begins to listen to a consumer that was made, and requests messages. `most` is how many may be outstanding or wait
   * for the reader.
   */
  static begin(
    connection: Connection,
    config: NatsStreamConfig,
    name: string,
    most: number,
    listener: ConsumerListener,
  ): Consumer {
    const consumer = new Consumer(connection, config, name, most, listener)
    consumer.ask()
    return consumer
  }

  private constructor(
    connection: Connection,
    config: NatsStreamConfig,
    name: string,
    most: number,
    listener: ConsumerListener,
  ) {
    this.next = `$JS.API.CONSUMER.MSG.NEXT.${config.name}.${name}`
    this.#connection = connection
    this.#config = config
    this.#name = name
    this.#listener = listener
    this.#inbox = connection.inbox()
    this.#most = most
    this.#pulls = new OutstandingPulls(most)
    this.#subscription = connection.client.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (this.#closed) return
        if (error === null) this.#hear(message)
        else listener.lost()
      },
    })
    this.#watching = setInterval(() => this.#watch(), TICK_MS).unref()
  }

  /** Requests more messages if there is room for them. */
  ask(): void {
    if (this.#closed || this.#connection.unsendable !== undefined) return
    if (this.#pulls.none) this.#quiet = 0
    const pull = this.#pulls.make(this.#listener.waiting)
    if (pull === undefined) return
    const request = {
      batch: pull.batch,
      max_bytes: Math.max(Math.ceil((MOST_BYTES * pull.batch) / this.#most), 2 * this.#config.maxMsgSize),
      expires: EXPIRES_MS * 1e6,
      idle_heartbeat: HEARTBEAT_MS * 1e6,
    }
    const payload = Buffer.from(JSON.stringify(request))
    this.#connection.client.publish(this.next, payload, { reply: `${this.#inbox}.${pull.name}` })
  }

  /** Stops listening, and deletes the consumer on the server. */
  close(): void {
    this.#closed = true
    clearInterval(this.#watching)
    if (!this.#connection.client.isClosed()) this.#subscription.unsubscribe()
    release(this.#connection, this.#config, this.#name)
  }

  #hear(message: Msg): void {
    this.#quiet = 0
    const delivered = deliveredIn(message)
    if (delivered === undefined) return this.#hearStatus(message)
    // A missing number means that a message was lost on the way.
    if (delivered.delivered !== this.#delivered + 1) return this.#listener.lost()
    this.#delivered = delivered.delivered
    this.#idle = 0
    this.#pulls.came()
    this.#listener.came(delivered)
    this.ask()
  }

  /** Handles a status. Every status except a heartbeat ends the request that it answers. */
  #hearStatus(status: Msg): void {
    const code = status.headers?.code ?? 0
    if (code === IDLE) return this.#listener.beat()
    const left = numberIn(status, 'Nats-Pending-Messages')
    const some = this.#pulls.ended(status.subject.slice(this.#inbox.length + 1), left)
    if (code === NO_RESPONDERS) return this.#listener.lost()
    if (left !== undefined || code === EXPIRED) return this.ask()
    if (!some) this.#pulls.fewer()
    setTimeout(() => this.ask(), PAUSE_MS)
  }

  /**
   * Counts a tick. A pause of this process itself does no harm: what arrived meanwhile is handled before the next tick.
   */
  #watch(): void {
    if (this.#pulls.none) return
    this.#quiet += 1
    if (this.#quiet > MISSED_TICKS) return this.#listener.lost()
    this.#idle += 1
    if (this.#idle % IDLE_TICKS === 0) this.#listener.idle()
  }
}

const numberIn = ({ headers }: Msg, name: string): number | undefined => {
  const value = headers?.get(name) ?? ''
  return value === '' ? undefined : Number(value)
}
