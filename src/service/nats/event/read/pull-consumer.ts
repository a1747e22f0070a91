import type { Msg, Subscription } from '@nats-io/transport-node'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import type { Connection } from '../../connection/connection.ts'
import { type Delivered, deliveredIn } from '../message/delivered-message.ts'
import { release } from './fetch-messages.ts'
import { OutstandingPulls } from './outstanding-pulls.ts'

/** What a consumer tells the cursor that reads from it. */
export interface Hearer {
  /** How many messages wait for the reader. */
  readonly waiting: number
  /** The next message came. */
  came(delivered: Delivered): void
  /** A heartbeat came: the consumer is there. */
  beat(): void
  /** For some seconds nothing came but heartbeats. */
  idle(): void
  /** Another consumer is needed: this one, its server or a message is lost. */
  lost(): void
}

/** The most bytes for all messages that may be to come, messages of the largest size excepted: each request asks for its part of them. */
const MOST_BYTES = 4_194_304
const EXPIRES_MS = 30_000
/** How often the server says that nothing comes. */
const HEARTBEAT_MS = 500
const TICK_MS = 250
/** The ticks without a word after which the consumer is lost, and those without a message after which it is idle. */
const MISSED_TICKS = 5
const IDLE_TICKS = 20
const PAUSE_MS = 100
/** What the server says while nothing comes, and of a request that ends without all it asked for. */
const IDLE = 100
const EXPIRED = 408
const NO_RESPONDERS = 503

/** One consumer of the server's: asks it for messages as there is room for them, and watches whether it is still there. */
export class Consumer {
  /** The subject on which it is asked for messages. */
  readonly next: string
  readonly #connection: Connection
  readonly #config: NatsStreamConfig
  readonly #name: string
  readonly #hearer: Hearer
  readonly #inbox: string
  readonly #most: number
  readonly #pulls: OutstandingPulls
  readonly #subscription: Subscription
  readonly #watching: NodeJS.Timeout
  #delivered = 0
  /** How many ticks nothing was heard while something was asked for, and how many ticks no message was. */
  #quiet = 0
  #idle = 0
  #closed = false

  /** Begins to listen to a consumer that was made, and asks it for messages. `most` is how many may be to come or wait for the reader. */
  static begin(connection: Connection, config: NatsStreamConfig, name: string, most: number, hearer: Hearer): Consumer {
    const consumer = new Consumer(connection, config, name, most, hearer)
    consumer.ask()
    return consumer
  }

  private constructor(connection: Connection, config: NatsStreamConfig, name: string, most: number, hearer: Hearer) {
    this.next = `$JS.API.CONSUMER.MSG.NEXT.${config.name}.${name}`
    this.#connection = connection
    this.#config = config
    this.#name = name
    this.#hearer = hearer
    this.#inbox = connection.inbox()
    this.#most = most
    this.#pulls = new OutstandingPulls(most)
    this.#subscription = connection.client.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (this.#closed) return
        if (error === null) this.#hear(message)
        else hearer.lost()
      },
    })
    this.#watching = setInterval(() => this.#watch(), TICK_MS).unref()
  }

  /** Asks for more messages if there is room for them. */
  ask(): void {
    if (this.#closed || this.#connection.unsendable !== undefined) return
    if (this.#pulls.none) this.#quiet = 0
    const pull = this.#pulls.make(this.#hearer.waiting)
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

  /** Hears nothing any more, and lets the server forget it. */
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
    // One that is missing was lost on the way.
    if (delivered.delivered !== this.#delivered + 1) return this.#hearer.lost()
    this.#delivered = delivered.delivered
    this.#idle = 0
    this.#pulls.came()
    this.#hearer.came(delivered)
    this.ask()
  }

  /** Hears a status: all but a heartbeat end the request that they answer. */
  #hearStatus(status: Msg): void {
    const code = status.headers?.code ?? 0
    if (code === IDLE) return this.#hearer.beat()
    const left = numberIn(status, 'Nats-Pending-Messages')
    const some = this.#pulls.ended(status.subject.slice(this.#inbox.length + 1), left)
    if (code === NO_RESPONDERS) return this.#hearer.lost()
    if (left !== undefined || code === EXPIRED) return this.ask()
    if (!some) this.#pulls.fewer()
    setTimeout(() => this.ask(), PAUSE_MS)
  }

  /** Waits that the process itself has caused are not counted: what came meanwhile is heard before the next tick. */
  #watch(): void {
    if (this.#pulls.none) return
    this.#quiet += 1
    if (this.#quiet > MISSED_TICKS) return this.#hearer.lost()
    this.#idle += 1
    if (this.#idle % IDLE_TICKS === 0) this.#hearer.idle()
  }
}

const numberIn = ({ headers }: Msg, name: string): number | undefined => {
  const value = headers?.get(name) ?? ''
  return value === '' ? undefined : Number(value)
}
