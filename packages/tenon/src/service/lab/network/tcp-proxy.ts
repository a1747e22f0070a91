import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Address, Cut } from './tcp-cut.ts'
import { type Control, ProxiedConnection } from './proxied-connection.ts'

/** What a proxy has seen. */
export interface Seen {
  /** The connections that were accepted since the proxy was made. */
  readonly taken: number
  /** The connections of which anything is left. */
  readonly open: number
  /** The bytes that were passed on to the server since the proxy was made. */
  readonly request: number
  /** The bytes that were passed on to clients since the proxy was made. */
  readonly reply: number
  /** The bytes that are held now. */
  readonly held: number
  /** The connections that the last cut has hit: it broke them, or held bytes of them. */
  readonly struck: number
}

/**
 * A TCP proxy between clients and their server that can cut connections. The place of a cut is counted in bytes and
 * requests, never in time, and a caller can wait until the proxy has seen something.
 */
export class TcpProxy {
  readonly #target: Address
  readonly #connections = new Set<ProxiedConnection>()
  readonly #waiting = new Set<{ look(): void; close(): void }>()
  #seen = { taken: 0, request: 0, reply: 0, held: 0, struck: 0 }
  #listener: Server | undefined
  #anchor: readonly Socket[] = []
  #port = 0
  #cut: Cut | undefined
  /** The number of requests since the last strike. */
  #requests = 0

  /** Notes where the server listens, and does nothing else. */
  constructor(target: Address) {
    this.#target = target
  }

  /** The address to which clients connect, between `listen` and `close`. */
  get address(): Address {
    return { host: HOST, port: this.#port }
  }

  get seen(): Seen {
    return { ...this.#seen, open: this.#connections.size }
  }

  /** Listens on a free port of this machine, and keeps that port until it is closed. */
  async listen(): Promise<Address> {
    const listener = await this.#listen(0)
    // A connection to itself keeps the port while all others are refused, so that no other process gets it.
    const anchor = connect(this.address)
    const [[taken]] = await Promise.all([once(listener, 'connection'), once(anchor, 'connect')])
    this.#anchor = [anchor, taken]
    for (const end of this.#anchor) end.on('error', () => undefined)
    listener.on('connection', (client) => this.#take(client))
    return this.address
  }

  /**
   * Puts a cut into effect, in place of an earlier one. Resolves when everything that is sent from now on meets the
   * cut.
   */
  async strike(cut: Cut): Promise<void> {
    await this.heal()
    this.#cut = cut
    this.#requests = 0
    this.#seen.struck = 0
    if (cut.kind === 'refuse') this.#listener?.close()
    for (const connection of this.#connections) {
      connection.begin()
      if (cut.kind === 'refuse') connection.break()
    }
  }

  /** Ends the cut, if there is one. Connections that were broken stay broken. */
  async heal(): Promise<void> {
    const cut = this.#cut
    this.#cut = undefined
    if (cut?.kind === 'refuse') (await this.#listen(this.#port)).on('connection', (client) => this.#take(client))
    if (cut?.kind === 'stall') for (const connection of this.#connections) connection.release(cut.healed)
  }

  /**
   * Resolves as soon as what was seen fulfils the condition. Rejects with an `Error` if the proxy is closed before
   * that.
   */
  sees(condition: (seen: Seen) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition(this.seen)) return
        this.#waiting.delete(waiting)
        resolve()
      }
      const close = (): void => reject(new Error('The proxy was closed before the condition was fulfilled.'))
      const waiting = { look, close }
      this.#waiting.add(waiting)
      look()
    })
  }

  /** Ends all connections and frees everything. A second call has no further effect. */
  async close(): Promise<void> {
    this.#cut = undefined
    this.#listener?.close()
    this.#listener = undefined
    for (const end of this.#anchor) end.destroy()
    for (const connection of this.#connections) connection.destroy()
    await this.sees(({ open }) => open === 0)
    for (const { close } of this.#waiting) close()
    this.#waiting.clear()
  }

  async #listen(port: number): Promise<Server> {
    // Half-open connections are passed on as such: a side that has ended may still get replies.
    const listener = createServer({ allowHalfOpen: true, noDelay: true }).listen(port, HOST)
    await once(listener, 'listening')
    this.#listener = listener
    // A server that listens on a port has an address of this type.
    this.#port = (listener.address() as AddressInfo).port
    return listener
  }

  #take(client: Socket): void {
    const control: Control = {
      cut: () => this.#cut,
      begins: () => (this.#requests += 1),
      passed: (direction, bytes) => this.#note({ [direction]: bytes }),
      held: (bytes) => this.#note({ held: bytes }),
      struck: () => this.#note({ struck: 1 }),
      gone: () => {
        this.#connections.delete(connection)
        this.#note({})
      },
    }
    const connection: ProxiedConnection = ProxiedConnection.open(client, this.#target, control)
    this.#connections.add(connection)
    this.#note({ taken: 1 })
  }

  #note(more: Partial<Omit<Seen, 'open'>>): void {
    const { taken = 0, request = 0, reply = 0, held = 0, struck = 0 } = more
    this.#seen.taken += taken
    this.#seen.request += request
    this.#seen.reply += reply
    this.#seen.held += held
    this.#seen.struck += struck
    for (const { look } of this.#waiting) look()
  }
}

const HOST = '127.0.0.1'
