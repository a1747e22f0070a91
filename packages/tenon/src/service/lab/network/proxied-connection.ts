import { connect, type Socket } from 'node:net'
import type { Address, Cut, Direction } from './tcp-cut.ts'

/** How a connection talks to the proxy that it goes through. */
export interface Control {
  /** Returns the cut that is in effect, if there is one. */
  cut(): Cut | undefined
  /** Reports that a request begins. Returns its number since the strike. */
  begins(): number
  /** Reports bytes that were passed on. */
  passed(direction: Direction, bytes: number): void
  /** Reports how many more bytes are held; a negative number if fewer are. */
  held(bytes: number): void
  /** Reports that the cut has hit this connection. */
  struck(): void
  /** Reports that nothing of the connection is left. */
  gone(): void
}

/** One direction of a connection. Bytes that have arrived and were not passed on are held. */
interface OneWay {
  readonly direction: Direction
  readonly from: Socket
  readonly to: Socket
  readonly held: Buffer[]
  heldBytes: number
  /** Whether the end of this direction has arrived, and is held too. */
  ended: boolean
  /** The bytes of the current request, or of its reply, that were passed on. */
  passed: number
}

/** The most bytes that one direction of a connection holds. Beyond that, the sender must wait. */
const MOST_HELD = 16 * 1024 * 1024

/** A connection of a client through a proxy, with the connection to the server that belongs to it. */
export class ProxiedConnection {
  readonly #client: Socket
  readonly #server: Socket
  readonly #request: OneWay
  readonly #reply: OneWay
  readonly #control: Control
  #talking: Direction = 'reply'
  #number = 0
  #struck = false
  #broken = false
  /** How many of the two sockets are not closed yet. */
  #left = 2

  /** Connects a client to the server. */
  static open(client: Socket, target: Address, control: Control): ProxiedConnection {
    return new ProxiedConnection(client, target, control)
  }

  private constructor(client: Socket, target: Address, control: Control) {
    this.#client = client
    this.#server = connect({ ...target, allowHalfOpen: true, noDelay: true })
    this.#control = control
    this.#request = oneWay('request', client, this.#server)
    this.#reply = oneWay('reply', this.#server, client)
    for (const way of [this.#request, this.#reply]) {
      way.from.on('data', (chunk: Buffer) => this.#take(way, chunk))
      way.from.on('end', () => this.#end(way))
      // The socket closes next, and what that means for the other side is handled there.
      way.from.on('error', () => undefined)
      way.from.on('close', (broken) => this.#closed(way, broken))
      way.to.on('drain', () => flow(way))
    }
  }

  /** Starts counting again for another cut: the next request is the first since the strike. */
  begin(): void {
    this.#talking = 'reply'
    this.#number = 0
    this.#struck = false
  }

  /** Releases the held bytes: passes them on, or drops them with the connection. */
  release(how: 'delivered' | 'dropped'): void {
    const ways = [this.#request, this.#reply]
    if (how === 'dropped' && ways.some(({ held, ended }) => ended || held.length > 0)) this.#reset()
    for (const way of ways) {
      const held = this.#forget(way)
      if (this.#broken) continue
      for (const chunk of held) void this.#pass(way, chunk)
      if (way.ended) way.to.end()
      flow(way)
    }
  }

  /**
   * Ends the connection for the client after the bytes that were passed on have left. The server sees the client go,
   * and may finish its work.
   */
  break(): void {
    this.#broken = true
    this.#reportStruck()
    this.#client.resume()
    this.#client.destroySoon()
    this.#server.end()
    this.#server.resume()
  }

  /** Frees everything. */
  destroy(): void {
    this.#broken = true
    this.#client.destroy()
    this.#server.destroy()
  }

  #take(way: OneWay, chunk: Buffer): void {
    if (this.#broken) return
    if (way.direction === 'request' && this.#talking === 'reply') {
      this.#number = this.#control.begins()
      this.#request.passed = 0
      this.#reply.passed = 0
    }
    this.#talking = way.direction
    const cut = this.#control.cut()
    if (cut?.kind === 'reset' && way.direction === 'request') this.#reset()
    else if (stalls(cut, way)) this.#hold(way, chunk)
    else if (cut?.kind === 'cut' && cut.in === way.direction && this.#hits(cut.request))
      this.#cut(way, chunk, cut.after)
    else void this.#pass(way, chunk)
  }

  #hits(request: number | 'each'): boolean {
    return this.#number > 0 && (request === 'each' || request === this.#number)
  }

  #cut(way: OneWay, chunk: Buffer, after: number | 'all'): void {
    const room = after === 'all' ? chunk.length : after - way.passed
    if (after !== 'all' && chunk.length <= room) {
      void this.#pass(way, chunk)
      return
    }
    this.#broken = true
    if (room > 0) void this.#pass(way, chunk.subarray(0, room)).then(() => this.break())
    else this.break()
  }

  #hold(way: OneWay, chunk: Buffer): void {
    way.held.push(chunk)
    way.heldBytes += chunk.length
    flow(way)
    this.#control.held(chunk.length)
    this.#reportStruck()
  }

  /** Returns the held bytes, and no longer holds them. */
  #forget(way: OneWay): readonly Buffer[] {
    this.#control.held(-way.heldBytes)
    way.heldBytes = 0
    return way.held.splice(0)
  }

  /** Passes bytes on. Resolves when they have left, or when they no longer can. */
  #pass(way: OneWay, chunk: Buffer): Promise<void> {
    way.passed += chunk.length
    const left = new Promise<void>((resolve) => {
      way.to.write(chunk, (error) => {
        if (!(error instanceof Error)) this.#control.passed(way.direction, chunk.length)
        resolve()
      })
    })
    flow(way)
    return left
  }

  /** Resets both sockets. */
  #reset(): void {
    this.#broken = true
    this.#reportStruck()
    this.#client.resetAndDestroy()
    this.#server.resetAndDestroy()
  }

  #end(way: OneWay): void {
    if (stalls(this.#control.cut(), way)) way.ended = true
    else if (!this.#broken) way.to.end()
  }

  #closed(way: OneWay, broken: boolean): void {
    this.#left -= 1
    if (this.#left === 0) {
      this.#forget(this.#request)
      this.#forget(this.#reply)
      this.#control.gone()
    }
    // While bytes are held, the end of their sender is held too.
    else if (stalls(this.#control.cut(), way)) way.ended = true
    else if (broken && !this.#broken) way.to.resetAndDestroy()
    else way.to.end()
  }

  #reportStruck(): void {
    if (this.#struck) return
    this.#struck = true
    this.#control.struck()
  }
}

const oneWay = (direction: Direction, from: Socket, to: Socket): OneWay => ({
  direction,
  from,
  to,
  held: [],
  heldBytes: 0,
  ended: false,
  passed: 0,
})

const stalls = (cut: Cut | undefined, { direction }: OneWay): boolean =>
  cut?.kind === 'stall' && (cut.direction === 'both' || cut.direction === direction)

/** Reads on as long as there is room for more bytes. */
const flow = ({ from, to, heldBytes }: OneWay): void => {
  if (heldBytes > MOST_HELD || to.writableNeedDrain) from.pause()
  else from.resume()
}
