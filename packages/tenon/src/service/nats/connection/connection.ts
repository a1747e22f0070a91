import {
  type Msg,
  MsgHdrsImpl,
  type NatsConnection,
  PermissionViolationError,
  RequestError,
  type Status,
  type Subscription,
} from '@nats-io/transport-node'
import type { Evidence } from '../../../domain/capability/failure.ts'
import { evidenceOf, OVERSIZE } from '../failure.ts'
import { Listeners } from './listeners.ts'
import type { NoReply } from './no-reply.ts'
import { type Reply, WaitingRequests } from './waiting-requests.ts'

/** Why writes are not sent, and what is called for each write that is refused for it. */
export interface WriteBlock {
  readonly evidence: Evidence
  refused(): void
}

/** The settings of a connection that concern single requests. */
export interface RequestSettings {
  readonly requestMs: number
  readonly inboxPrefix: string
}

const TICK_MS = 20
/** If the server has forbidden the inbox, it is subscribed again whenever this many ticks have passed. */
const RETRY_INBOX_TICKS = 50

/** Headers that are encoded already. The client asks only for their bytes, and at once, so one object is enough. */
class EncodedHeaders extends MsgHdrsImpl {
  bytes: Uint8Array = new Uint8Array()

  override encode(): Uint8Array {
    return this.bytes
  }
}

const encoded = new EncodedHeaders()

/**
 * A connection to NATS with an inbox of its own: one subscription for all replies. Unlike the client's own, a request
 * learns at once that the connection broke, and nothing is sent while it is down (the client would drop it).
 */
export class Connection {
  readonly client: NatsConnection
  /** Why writes are not sent, if they are not. */
  writeBlock: WriteBlock | undefined
  /** Notified when a server joins the cluster or leaves it, as far as the connected server reports that. */
  readonly servers = new Listeners<[]>()
  /** Notified when a request exceeds the limit that the server announced when the client connected. */
  readonly oversized = new Listeners<[]>()
  readonly #inbox: string
  readonly #settings: RequestSettings
  readonly #requests = new WaitingRequests()
  readonly #changes = new Listeners<[]>()
  readonly #refusals = new Listeners<[subject: string, evidence: Evidence]>()
  /** Ends the calls that wait for the connection to come up. */
  readonly #waiters = new Set<() => void>()
  #replies: Subscription
  readonly #statuses: AsyncIterable<Status>
  readonly #ticking: NodeJS.Timeout
  #ticks = 0
  #number = 0
  /** Why the connection is down, if it is. */
  #down: Evidence | undefined
  /** Why the inbox is forbidden, if it is. */
  #forbidden: Evidence | undefined
  #leaving = false

  /** Begins to listen on a client. */
  static over(client: NatsConnection, settings: RequestSettings): Connection {
    return new Connection(client, settings)
  }

  private constructor(client: NatsConnection, settings: RequestSettings) {
    this.client = client
    this.#settings = settings
    this.#inbox = `${settings.inboxPrefix}.${unique()}`
    this.#replies = this.#subscribe()
    this.#ticking = setInterval(() => this.#tick(), TICK_MS).unref()
    this.#statuses = client.status()
    void this.#watch()
    void client.closed().then((error) => this.#lose(error ?? new RequestError('connection closed')))
  }

  /** Whether requests can be sent. */
  get up(): boolean {
    return this.#down === undefined
  }

  /** Why nothing can be sent, if nothing can. */
  get unsendable(): NoReply | undefined {
    const evidence = this.#down ?? this.#forbidden
    if (evidence !== undefined) return { kind: 'unsent', evidence }
    // A borrowed connection may be closed at any time, and its status reports that only later.
    return this.client.isClosed() || this.client.isDraining() ? CLOSED : undefined
  }

  /** Returns a new subject for replies that come more than once. */
  inbox(): string {
    return `${this.#settings.inboxPrefix}.${this.uniqueName()}`
  }

  /** Returns a name that nothing else on the server has. */
  uniqueName(): string {
    return unique()
  }

  /**
   * Sends a request and returns its token. A request with headers is a write. `end` is called once: in a later turn, or
   * in this turn if the request cannot be sent.
   */
  send(
    subject: string,
    payload: Uint8Array,
    headers: Uint8Array | null,
    end: (reply: Reply | NoReply) => void,
  ): string {
    const { unsendable } = this
    this.#number += 1
    const token = this.#number.toString(36)
    if (unsendable !== undefined) {
      end(unsendable)
      return token
    }
    if (headers !== null && this.writeBlock !== undefined) {
      const { writeBlock } = this
      writeBlock.refused()
      end({ kind: 'unsent', evidence: writeBlock.evidence })
      return token
    }
    const reply = `${this.#inbox}.${token}`
    try {
      if (headers === null) {
        this.client.publish(subject, payload, { reply })
      } else {
        encoded.bytes = headers
        this.client.publish(subject, payload, { reply, headers: encoded })
      }
    } catch (error) {
      const evidence = evidenceOf(error)
      if (evidence.code === OVERSIZE) this.oversized.notify()
      end({ kind: 'unsent', evidence })
      return token
    }
    this.#requests.add(token, { subject, begun: this.#ticks, end })
    return token
  }

  /** Sends a request, and resolves with its reply, or without one when the signal fires. Never rejects. */
  request(subject: string, payload: Uint8Array, signal?: AbortSignal): Promise<Reply | NoReply> {
    return new Promise((resolve) => {
      const abort = (): void => this.#requests.end(token, CLOSED)
      signal?.addEventListener('abort', abort)
      const token = this.send(subject, payload, null, (reply) => {
        signal?.removeEventListener('abort', abort)
        resolve(reply)
      })
    })
  }

  /** Calls back whenever the connection goes down or comes up. Returns a function that ends that. */
  onChange(listener: () => void): () => void {
    return this.#changes.add(listener)
  }

  /**
   * Calls back with each subject to which the server does not let this user publish. Returns a function that ends that.
   */
  onPublishForbidden(listener: (subject: string, evidence: Evidence) => void): () => void {
    return this.#refusals.add(listener)
  }

  /**
   * Resolves with whether the connection is up: as soon as it is, after `ms` milliseconds, when the signal fires, or at
   * `leave`.
   */
  waitUntilUp(ms: number, signal: AbortSignal): Promise<boolean> {
    if (this.up || this.#leaving || signal.aborted || ms <= 0) return Promise.resolve(this.up)
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        unlisten()
        this.#waiters.delete(end)
        signal.removeEventListener('abort', end)
        resolve(this.up)
      }
      const timer = setTimeout(end, ms)
      const unlisten = this.onChange(() => {
        if (this.up) end()
      })
      this.#waiters.add(end)
      signal.addEventListener('abort', end)
    })
  }

  /** Ends all waiting for the connection to come up, now and later. */
  leave(): void {
    this.#leaving = true
    for (const end of this.#waiters) end()
  }

  /** Resolves when every request has ended. */
  async settled(): Promise<void> {
    while (this.#requests.size > 0) await new Promise((resolve) => setTimeout(resolve, 1))
  }

  /** Stops listening, and leaves nothing behind on a client that others go on using. */
  stop(): void {
    clearInterval(this.#ticking)
    if (!this.client.isClosed()) this.#replies.unsubscribe()
    // The client's own iterator has a method to stop it, which its type does not show.
    if ('stop' in this.#statuses && typeof this.#statuses.stop === 'function') this.#statuses.stop()
    this.#lose(new RequestError('connection closed'))
  }

  #receive(error: Error | null, message: Msg): void {
    if (error !== null) {
      this.#forbidden = evidenceOf(error)
      this.#requests.endAll({ kind: 'forbidden', what: 'inbox', evidence: this.#forbidden })
      return
    }
    const token = message.subject.slice(this.#inbox.length + 1)
    this.#requests.end(token, isNoResponders(message) ? { kind: 'no_responders' } : { kind: 'reply', message })
  }

  #subscribe(): Subscription {
    return this.client.subscribe(`${this.#inbox}.*`, { callback: (error, message) => this.#receive(error, message) })
  }

  /**
   * Subscribes again after the server refused the subscription: the client forgets it, and it may be allowed by now.
   */
  #subscribeAgain(): void {
    this.#forbidden = undefined
    if (!this.client.isClosed() && !this.client.isDraining()) this.#replies = this.#subscribe()
  }

  #tick(): void {
    this.#ticks += 1
    if (this.#forbidden !== undefined && this.#down === undefined && this.#ticks % RETRY_INBOX_TICKS === 0)
      this.#subscribeAgain()
    const { requestMs } = this.#settings
    const most = Math.ceil(requestMs / TICK_MS)
    this.#requests.endThoseBefore(this.#ticks - most, { kind: 'late', waitedMs: requestMs })
  }

  async #watch(): Promise<void> {
    for await (const status of this.#statuses) {
      if (status.type === 'disconnect') this.#lose(undefined)
      else if (status.type === 'reconnect') this.#regain()
      else if (status.type === 'error') this.#err(status.error)
      else if (status.type === 'update') this.servers.notify()
    }
  }

  #err(error: Error): void {
    const evidence = evidenceOf(error)
    // While the connection is down, why it does not come up again says more than that it broke.
    if (this.#down !== undefined) this.#down = evidence
    if (!(error instanceof PermissionViolationError) || error.operation !== 'publish') return
    this.#requests.endThoseOf(error.subject, { kind: 'forbidden', what: 'subject', evidence })
    this.#refusals.notify(error.subject, evidence)
  }

  #lose(error: Error | undefined): void {
    // Each failed attempt to reconnect ends with a disconnect, after an error that says more.
    if (error !== undefined || this.#down === undefined)
      this.#down = evidenceOf(error ?? new RequestError('connection disconnected'))
    this.#requests.endAll({ kind: 'lost', evidence: this.#down })
    this.#changes.notify()
  }

  #regain(): void {
    // The client reports this once for each attempt that it took.
    if (this.#down === undefined) return
    this.#down = undefined
    if (this.#forbidden !== undefined) this.#subscribeAgain()
    this.#changes.notify()
  }
}

const CLOSED: NoReply = Object.freeze({
  kind: 'unsent',
  evidence: { technology: 'nats', code: 'ClosedConnectionError', message: 'the connection is closed or draining' },
})

/**
 * Returns whether a message is the server's answer for a subject without subscribers: this status, and nothing else.
 */
const isNoResponders = (message: Msg): boolean => message.data.length === 0 && message.headers?.code === 503

/** Returns a token that no other has: 96 random bits in 16 characters. */
const unique = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString('base64url')
