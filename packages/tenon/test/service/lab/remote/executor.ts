import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { EventStore, type EventStoreCapability, type EventStoreFailed, type ReadAll, type ReadAllResult } from 'tenon'
import { type Attempt, type Closed, type Executor, failed, follow, GrowthSignal, type Ready } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import type { Intent, NameOfMany, NameOfOne, Outcome } from '../../../../src/domain/capability/outcome.ts'
import type { Address } from 'tenon/conformance'
import { hear, type Message, say, type Told } from './wire.ts'

type Capability = EventStoreCapability
type One = NameOfOne<Capability>
type Many = NameOfMany<Capability>
type Operation = EventStoreFailed['operation']

/** Where a store is. */
export interface RemoteStoreConfig {
  /** Its name on the server. */
  readonly store: string
  /** Finds the server. It is called each time a connection is made, and never rejects. */
  readonly address: () => Promise<Address>
}

const kept = new MemoryEventExecutor()
const grants = Object.freeze({ ...kept.grants, reach: 'network' as const })

/** A call that waits for its reply. */
interface Waiting {
  readonly operation: Operation
  readonly intent: Told
  sent: boolean
  settle(answer: Told): void
}

/** Sends every call to a server, over one connection that is made again when it is needed. */
export class RemoteEventExecutor implements Executor<Capability, typeof grants> {
  readonly capability: Capability = EventStore
  readonly technology = Object.freeze({ name: 'remote', packages: Object.freeze(['node:net']) })
  readonly grants = grants
  readonly limits = kept.limits
  readonly failures = Object.freeze(['connection_lost', 'cancelled', 'closed'] as const)
  readonly #config: RemoteStoreConfig
  readonly #growth = new GrowthSignal({ begin: () => undefined, end: () => undefined })
  readonly #waiting = new Map<number, Waiting>()
  #number = 0
  #socket: Socket | undefined
  #connecting: Promise<void> | undefined
  #closed = false
  #idle: (() => void) | undefined

  constructor(config: RemoteStoreConfig) {
    this.#config = config
    Object.freeze(this)
  }

  open(attempt: Attempt): Promise<Ready | EventStoreFailed> {
    return this.#ask('open', { kind: 'open' }, attempt)
  }

  execute(intent: Intent<Capability, One>, attempt: Attempt): Promise<Outcome<Capability, One>> {
    return this.#ask(intent.kind, intent, attempt)
  }

  follow(
    intent: Intent<Capability, Many>,
    attempt: Attempt,
  ): AsyncIterator<Outcome<Capability, Many>, undefined, undefined> {
    const readAll = (page: ReadAll): Promise<ReadAllResult | EventStoreFailed> =>
      this.#ask('subscribe', { ...page, kind: 'read_all' }, attempt)
    return follow(intent, readAll, this.#growth, attempt.signal)
  }

  async close(): Promise<Closed> {
    this.#closed = true
    for (const [number, { sent, operation }] of this.#waiting) if (!sent) this.#settle(number, shut(operation))
    if (this.#waiting.size > 0) await new Promise<void>((resolve) => (this.#idle = resolve))
    await this.#connecting
    if (this.#socket !== undefined) await once(this.#socket.destroy(), 'close')
    return { kind: 'closed' }
  }

  /** The server replies to each operation as its executor does, so the reply has the type of that operation. */
  #ask<Given extends Told>(operation: Operation, intent: Told, attempt: Attempt): Promise<Given | EventStoreFailed> {
    if (this.#closed) return Promise.resolve(shut(operation))
    if (attempt.aborted) return Promise.resolve(calledOff(operation, false))
    const number = (this.#number += 1)
    return new Promise((resolve) => {
      const stop = (): void => this.#settle(number, calledOff(operation, waiting.sent))
      const settle = (answer: Told): void => {
        attempt.signal.removeEventListener('abort', stop)
        resolve(answer as Given)
      }
      const waiting: Waiting = { operation, intent, sent: false, settle }
      this.#waiting.set(number, waiting)
      attempt.signal.addEventListener('abort', stop)
      if (this.#socket?.readyState === 'open') this.#send(this.#socket, number, waiting)
      else this.#connecting ??= this.#connect()
    })
  }

  /** Settles a call. The reply to a cancelled call is ignored. */
  #settle(number: number, answer: Told): void {
    this.#waiting.get(number)?.settle(answer)
    this.#waiting.delete(number)
    if (this.#waiting.size === 0) this.#idle?.()
  }

  #send(socket: Socket, number: number, waiting: Waiting): void {
    waiting.sent = true
    say(socket, { number, store: this.#config.store, intent: waiting.intent })
  }

  /** Finds the server, and begins to connect. Waiting calls are sent when that is done. */
  async #connect(): Promise<void> {
    const address = await this.#config.address()
    if (this.#closed) return
    const socket = connect({ ...address, noDelay: true })
    this.#socket = socket
    let code = 'END'
    socket.on('connect', () => {
      for (const [number, waiting] of this.#waiting) this.#send(socket, number, waiting)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code ?? error.name))
    socket.on('close', () => {
      this.#socket = undefined
      this.#connecting = undefined
      for (const [number, { operation, sent }] of this.#waiting) this.#settle(number, lost(operation, sent, code))
      // Subscriptions that wait for new events look for them, and so notice that the connection is gone.
      this.#growth.grow()
    })
    // The server sends messages and nothing else.
    hear(socket, (line) => this.#hear(line as Message))
  }

  #hear(message: Message): void {
    if (message.kind === 'grown') this.#growth.grow()
    else this.#settle(message.number, message.answer)
  }
}

/** Returns what a call without a reply may have done. */
const effect = (operation: Operation, sent: boolean) => (sent && operation === 'append' ? 'unknown' : 'none')

const lost = (operation: Operation, sent: boolean, code: string): EventStoreFailed => {
  const says = `${operation}: the connection to the server ${sent ? 'broke before the answer came' : 'could not be made'}.`
  const evidence = { technology: 'remote', code, message: 'the socket was closed' }
  return { ...failed('connection_lost', effect(operation, sent), operation, says), evidence }
}

const calledOff = (operation: Operation, sent: boolean): EventStoreFailed =>
  failed('cancelled', effect(operation, sent), operation, `${operation}: called off before the answer came.`)

const shut = (operation: Operation): EventStoreFailed =>
  failed('closed', 'none', operation, `${operation}: the binding is closed.`)
