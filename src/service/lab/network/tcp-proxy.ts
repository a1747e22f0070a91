import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import type { Address, Cut } from './tcp-cut.ts'
import { type Control, Passage } from './tcp-passage.ts'

/** What a proxy has seen. */
export interface Seen {
  /** Connections taken, since it was made. */
  readonly taken: number
  /** Connections of which anything is left. */
  readonly open: number
  /** Bytes passed on to the server, since it was made. */
  readonly request: number
  /** Bytes passed on to clients, since it was made. */
  readonly reply: number
  /** Bytes that are held now. */
  readonly held: number
  /** Connections that the last cut has hit: that were broken, or of which bytes were held. */
  readonly struck: number
}

/**
 * A wire between clients and their server that can be cut. Where it is cut is counted in bytes and requests, never in time, and what it
 * has seen can be waited for.
 */
export class TcpProxy {
  readonly #target: Address
  readonly #passages = new Set<Passage>()
  readonly #waiting = new Set<{ look(): void; close(): void }>()
  #seen = { taken: 0, request: 0, reply: 0, held: 0, struck: 0 }
  #listener: Server | undefined
  #anchor: readonly Socket[] = []
  #port = 0
  #cut: Cut | undefined
  /** Requests that began since the last strike. */
  #requests = 0

  /** Does nothing but to note where the server listens. */
  constructor(target: Address) {
    this.#target = target
  }

  /** Where clients connect to, from `listen` to `close`. */
  get address(): Address {
    return { host: HOST, port: this.#port }
  }

  get seen(): Seen {
    return { ...this.#seen, open: this.#passages.size }
  }

  /** Listens at a free port of this machine, and keeps that port until it is closed. */
  async listen(): Promise<Address> {
    const listener = await this.#listen(0)
    // A connection to itself holds the port while it refuses all others: nobody else is given it meanwhile.
    const anchor = connect(this.address)
    const [[taken]] = await Promise.all([once(listener, 'connection'), once(anchor, 'connect')])
    this.#anchor = [anchor, taken]
    for (const end of this.#anchor) end.on('error', () => undefined)
    listener.on('connection', (client) => this.#take(client))
    return this.address
  }

  /** Brings a cut about, in place of the one in force. Resolves when everything that is sent from now on meets it. */
  async strike(cut: Cut): Promise<void> {
    await this.heal()
    this.#cut = cut
    this.#requests = 0
    this.#seen.struck = 0
    if (cut.kind === 'refuse') this.#listener?.close()
    for (const passage of this.#passages) {
      passage.begin()
      if (cut.kind === 'refuse') passage.break()
    }
  }

  /** Puts an end to the cut in force, if there is one. Connections that were broken stay broken. */
  async heal(): Promise<void> {
    const cut = this.#cut
    this.#cut = undefined
    if (cut?.kind === 'refuse') (await this.#listen(this.#port)).on('connection', (client) => this.#take(client))
    if (cut?.kind === 'stall') for (const passage of this.#passages) passage.release(cut.healed)
  }

  /** Resolves as soon as it has seen something. Rejects with an `Error` when it is closed before that. */
  sees(condition: (seen: Seen) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition(this.seen)) return
        this.#waiting.delete(waiting)
        resolve()
      }
      const close = (): void => reject(new Error('The proxy was closed before it saw what was waited for.'))
      const waiting = { look, close }
      this.#waiting.add(waiting)
      look()
    })
  }

  /** Ends all of its connections and frees everything. Twice is once. */
  async close(): Promise<void> {
    this.#cut = undefined
    this.#listener?.close()
    this.#listener = undefined
    for (const end of this.#anchor) end.destroy()
    for (const passage of this.#passages) passage.destroy()
    await this.sees(({ open }) => open === 0)
    for (const { close } of this.#waiting) close()
    this.#waiting.clear()
  }

  async #listen(port: number): Promise<Server> {
    // Half-open connections are passed on as such: a side that has ended may still be answered.
    const listener = createServer({ allowHalfOpen: true, noDelay: true }).listen(port, HOST)
    await once(listener, 'listening')
    this.#listener = listener
    // A server that listens at a port has an address of this kind.
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
        this.#passages.delete(passage)
        this.#note({})
      },
    }
    const passage: Passage = Passage.open(client, this.#target, control)
    this.#passages.add(passage)
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
