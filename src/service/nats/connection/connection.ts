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
import type { Silence } from './no-reply.ts'
import { type Reply, WaitingRequests } from './waiting-requests.ts'

/** Why appends are not sent, and who is told of each that is refused for it. */
export interface Bar {
  readonly evidence: Evidence
  refused(): void
}

/** What of a connection's settings concerns single requests. */
export interface Patience {
  readonly requestMs: number
  readonly inboxPrefix: string
}

const TICK_MS = 20
/** After so many ticks it is tried again whether answers may be heard. */
const ANEW_TICKS = 50

/** Headers that were written already: the client asks for nothing but their bytes, and at once, so that one of these is enough. */
class Written extends MsgHdrsImpl {
  bytes: Uint8Array = new Uint8Array()

  override encode(): Uint8Array {
    return this.bytes
  }
}

const written = new Written()

/**
 * A connection with an inbox of its own: one subscription for all answers. Unlike the client's own, a request hears at once that the
 * connection broke, and nothing is sent while it is down (the client would drop it).
 */
export class Link {
  readonly connection: NatsConnection
  /** Why appends are not sent, if they are not. */
  bar: Bar | undefined
  /** Told whenever a server joins the cluster or leaves it, as far as the server at the other end says. */
  readonly servers = new Listeners<[]>()
  /** Told whenever a request is larger than the server took when the client connected to it. */
  readonly oversized = new Listeners<[]>()
  readonly #inbox: string
  readonly #patience: Patience
  readonly #waiting = new WaitingRequests()
  readonly #changes = new Listeners<[]>()
  readonly #refused = new Listeners<[subject: string, evidence: Evidence]>()
  /** Those who wait for a connection. */
  readonly #patient = new Set<() => void>()
  #answers: Subscription
  readonly #statuses: AsyncIterable<Status>
  readonly #ticking: NodeJS.Timeout
  #ticks = 0
  #number = 0
  /** Why the connection is down, if it is. */
  #down: Evidence | undefined
  #forbidden: Evidence | undefined
  #leaving = false

  /** Begins to listen on a connection. */
  static on(connection: NatsConnection, patience: Patience): Link {
    return new Link(connection, patience)
  }

  private constructor(connection: NatsConnection, patience: Patience) {
    this.connection = connection
    this.#patience = patience
    this.#inbox = `${patience.inboxPrefix}.${unique()}`
    this.#answers = this.#subscribe()
    this.#ticking = setInterval(() => this.#tick(), TICK_MS).unref()
    this.#statuses = connection.status()
    void this.#watch()
    void connection.closed().then((error) => this.#lose(error ?? new RequestError('connection closed')))
  }

  /** Whether requests can be sent. */
  get up(): boolean {
    return this.#down === undefined
  }

  /** Why nothing can be sent, if nothing can. */
  get silence(): Silence | undefined {
    const evidence = this.#down ?? this.#forbidden
    if (evidence !== undefined) return { kind: 'unsent', evidence }
    // Somebody else's connection may be closed at any time, and its status tells of that only later.
    return this.connection.isClosed() || this.connection.isDraining() ? CLOSED : undefined
  }

  /** A subject of its own, for answers that come more than once. */
  inbox(): string {
    return `${this.#patience.inboxPrefix}.${this.token()}`
  }

  /** A name that nothing else on the server has. */
  token(): string {
    return unique()
  }

  /**
   * Sends a request, and gives its token; with a heading it is an append. `hear` is called once, in a later turn or in this one when it cannot
   * be sent.
   */
  send(
    subject: string,
    payload: Uint8Array,
    heading: Uint8Array | null,
    hear: (heard: Reply | Silence) => void,
  ): string {
    const { silence } = this
    this.#number += 1
    const token = this.#number.toString(36)
    if (silence !== undefined) {
      hear(silence)
      return token
    }
    if (heading !== null && this.bar !== undefined) {
      const { bar } = this
      bar.refused()
      hear({ kind: 'unsent', evidence: bar.evidence })
      return token
    }
    const reply = `${this.#inbox}.${token}`
    try {
      if (heading === null) {
        this.connection.publish(subject, payload, { reply })
      } else {
        written.bytes = heading
        this.connection.publish(subject, payload, { reply, headers: written })
      }
    } catch (error) {
      const evidence = evidenceOf(error)
      if (evidence.code === OVERSIZE) this.oversized.tell()
      hear({ kind: 'unsent', evidence })
      return token
    }
    this.#waiting.add(token, { subject, begun: this.#ticks, hear })
    return token
  }

  /** Sends a request, and resolves with its answer; when the signal fires, without one. It never rejects. */
  request(subject: string, payload: Uint8Array, signal?: AbortSignal): Promise<Reply | Silence> {
    return new Promise((resolve) => {
      const end = (): void => this.#waiting.end(token, CLOSED)
      signal?.addEventListener('abort', end)
      const token = this.send(subject, payload, null, (heard) => {
        signal?.removeEventListener('abort', end)
        resolve(heard)
      })
    })
  }

  /** Calls back whenever the connection goes down or comes up. Gives what ends that. */
  listen(listener: () => void): () => void {
    return this.#changes.add(listener)
  }

  /** Calls back with each subject to which the server does not let this user publish. Gives what ends that. */
  listenRefused(listener: (subject: string, evidence: Evidence) => void): () => void {
    return this.#refused.add(listener)
  }

  /** Resolves with whether there is a connection: as soon as there is, when so many milliseconds are over, when the signal fires, and at the end. */
  regained(ms: number, signal: AbortSignal): Promise<boolean> {
    if (this.up || this.#leaving || signal.aborted || ms <= 0) return Promise.resolve(this.up)
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer)
        deaf()
        this.#patient.delete(end)
        signal.removeEventListener('abort', end)
        resolve(this.up)
      }
      const timer = setTimeout(end, ms)
      const deaf = this.listen(() => {
        if (this.up) end()
      })
      this.#patient.add(end)
      signal.addEventListener('abort', end)
    })
  }

  /** Nobody is to wait for a connection any more. */
  leave(): void {
    this.#leaving = true
    for (const end of this.#patient) end()
  }

  /** Resolves when all requests have been answered, with what keeps them. */
  async settled(): Promise<void> {
    while (this.#waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, 1))
  }

  /** Hears nothing any more, and leaves nothing on a connection that goes on without it. */
  stop(): void {
    clearInterval(this.#ticking)
    if (!this.connection.isClosed()) this.#answers.unsubscribe()
    // The client's own iterator can be stopped from outside, which its type does not tell.
    if ('stop' in this.#statuses && typeof this.#statuses.stop === 'function') this.#statuses.stop()
    this.#lose(new RequestError('connection closed'))
  }

  #hear(error: Error | null, message: Msg): void {
    if (error !== null) {
      this.#forbidden = evidenceOf(error)
      this.#waiting.endAll({ kind: 'forbidden', what: 'inbox', evidence: this.#forbidden })
      return
    }
    const token = message.subject.slice(this.#inbox.length + 1)
    this.#waiting.end(token, isNoResponders(message) ? { kind: 'no_responders' } : { kind: 'reply', message })
  }

  #subscribe(): Subscription {
    return this.connection.subscribe(`${this.#inbox}.*`, { callback: (error, message) => this.#hear(error, message) })
  }

  /** The client forgets a subscription that was refused; it may be allowed by now. */
  #subscribeAnew(): void {
    this.#forbidden = undefined
    if (!this.connection.isClosed() && !this.connection.isDraining()) this.#answers = this.#subscribe()
  }

  #tick(): void {
    this.#ticks += 1
    if (this.#forbidden !== undefined && this.#down === undefined && this.#ticks % ANEW_TICKS === 0)
      this.#subscribeAnew()
    const { requestMs } = this.#patience
    const most = Math.ceil(requestMs / TICK_MS)
    this.#waiting.endThoseBefore(this.#ticks - most, { kind: 'late', waitedMs: requestMs })
  }

  async #watch(): Promise<void> {
    for await (const status of this.#statuses) {
      if (status.type === 'disconnect') this.#lose(undefined)
      else if (status.type === 'reconnect') this.#regain()
      else if (status.type === 'error') this.#err(status.error)
      else if (status.type === 'update') this.servers.tell()
    }
  }

  #err(error: Error): void {
    const evidence = evidenceOf(error)
    // Why a connection that is down does not come up again is worth more than that it broke.
    if (this.#down !== undefined) this.#down = evidence
    if (!(error instanceof PermissionViolationError) || error.operation !== 'publish') return
    this.#waiting.endThoseOf(error.subject, { kind: 'forbidden', what: 'subject', evidence })
    this.#refused.tell(error.subject, evidence)
  }

  #lose(error: Error | undefined): void {
    // Each attempt to connect again that fails ends with a disconnect, after the error that says more.
    if (error !== undefined || this.#down === undefined)
      this.#down = evidenceOf(error ?? new RequestError('connection disconnected'))
    this.#waiting.endAll({ kind: 'lost', evidence: this.#down })
    this.#changes.tell()
  }

  #regain(): void {
    // The client tells it once for each attempt that it took.
    if (this.#down === undefined) return
    this.#down = undefined
    if (this.#forbidden !== undefined) this.#subscribeAnew()
    this.#changes.tell()
  }
}

const CLOSED: Silence = Object.freeze({
  kind: 'unsent',
  evidence: { technology: 'nats', code: 'ClosedConnectionError', message: 'the connection is closed or draining' },
})

/** The server answers for a subject that nobody listens to: with this status, and nothing else. */
const isNoResponders = (message: Msg): boolean => message.data.length === 0 && message.headers?.code === 503

/** A token that no other has: 96 random bits in 16 characters. */
const unique = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString('base64url')
