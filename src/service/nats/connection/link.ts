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
import { evidenceOf } from '../failure.ts'
import type { Silence } from './silence.ts'

/** The answer to a request. */
export interface Reply {
  readonly kind: 'reply'
  readonly message: Msg
}

interface Waiting {
  readonly subject: string
  readonly begun: number
  readonly hear: (heard: Reply | Silence) => void
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
  readonly #inbox: string
  readonly #patience: Patience
  readonly #waiting = new Map<string, Waiting>()
  readonly #listeners = new Set<() => void>()
  readonly #refused = new Set<(subject: string, evidence: Evidence) => void>()
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

  /** Sends a request. `hear` is called once, in a later turn or in this one when it cannot be sent. */
  send(subject: string, payload: Uint8Array, heading: Uint8Array | null, hear: (heard: Reply | Silence) => void): void {
    const { silence } = this
    if (silence !== undefined) return hear(silence)
    this.#number += 1
    const token = this.#number.toString(36)
    const reply = `${this.#inbox}.${token}`
    try {
      if (heading === null) {
        this.connection.publish(subject, payload, { reply })
      } else {
        written.bytes = heading
        this.connection.publish(subject, payload, { reply, headers: written })
      }
    } catch (error) {
      return hear({ kind: 'unsent', evidence: evidenceOf(error) })
    }
    this.#waiting.set(token, { subject, begun: this.#ticks, hear })
  }

  /** Sends a request, and resolves with its answer. It never rejects. */
  request(subject: string, payload: Uint8Array): Promise<Reply | Silence> {
    return new Promise((resolve) => this.send(subject, payload, null, resolve))
  }

  /** Calls back whenever the connection goes down or comes up. Gives what ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls back with each subject to which the server does not let this user publish. Gives what ends that. */
  listenRefused(listener: (subject: string, evidence: Evidence) => void): () => void {
    this.#refused.add(listener)
    return () => this.#refused.delete(listener)
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
      this.#endAll({ kind: 'forbidden', what: 'inbox', evidence: this.#forbidden })
      return
    }
    const token = message.subject.slice(this.#inbox.length + 1)
    const waiting = this.#waiting.get(token)
    if (waiting === undefined) return
    this.#waiting.delete(token)
    waiting.hear(isNoResponders(message) ? { kind: 'no_responders' } : { kind: 'reply', message })
  }

  #subscribe(): Subscription {
    return this.connection.subscribe(`${this.#inbox}.*`, { callback: (error, message) => this.#hear(error, message) })
  }

  /** The client forgets a subscription that was refused; it may be allowed by now. */
  #subscribeAnew(): void {
    this.#forbidden = undefined
    if (!this.connection.isClosed() && !this.connection.isDraining()) this.#answers = this.#subscribe()
  }

  /** Requests wait equally long, so those that wait too long are the first of all. */
  #tick(): void {
    this.#ticks += 1
    if (this.#forbidden !== undefined && this.#down === undefined && this.#ticks % ANEW_TICKS === 0)
      this.#subscribeAnew()
    const { requestMs } = this.#patience
    const most = Math.ceil(requestMs / TICK_MS)
    for (const [token, { begun, hear }] of this.#waiting) {
      if (this.#ticks - begun <= most) return
      this.#waiting.delete(token)
      hear({ kind: 'late', waitedMs: requestMs })
    }
  }

  async #watch(): Promise<void> {
    for await (const status of this.#statuses) {
      if (status.type === 'disconnect') this.#lose(undefined)
      else if (status.type === 'reconnect') this.#regain()
      else if (status.type === 'error') this.#err(status.error)
    }
  }

  #err(error: Error): void {
    const evidence = evidenceOf(error)
    // Why a connection that is down does not come up again is worth more than that it broke.
    if (this.#down !== undefined) this.#down = evidence
    if (!(error instanceof PermissionViolationError) || error.operation !== 'publish') return
    for (const [token, { subject, hear }] of this.#waiting) {
      if (subject !== error.subject) continue
      this.#waiting.delete(token)
      hear({ kind: 'forbidden', what: 'subject', evidence })
    }
    for (const listener of this.#refused) listener(error.subject, evidence)
  }

  #lose(error: Error | undefined): void {
    // Each attempt to connect again that fails ends with a disconnect, after the error that says more.
    if (error !== undefined || this.#down === undefined)
      this.#down = evidenceOf(error ?? new RequestError('connection disconnected'))
    this.#endAll({ kind: 'lost', evidence: this.#down })
    this.#tell()
  }

  #regain(): void {
    // The client tells it once for each attempt that it took.
    if (this.#down === undefined) return
    this.#down = undefined
    if (this.#forbidden !== undefined) this.#subscribeAnew()
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  #endAll(silence: Silence): void {
    const all = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { hear } of all) hear(silence)
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
