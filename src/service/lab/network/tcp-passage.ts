import { connect, type Socket } from 'node:net'
import type { Address, Cut, Direction } from './tcp-cut.ts'

/** What a passage asks and tells the proxy it belongs to. */
export interface Control {
  /** What is wrong now. */
  cut(): Cut | undefined
  /** A request begins. Gives its number since the strike. */
  begins(): number
  /** So many bytes were passed on. */
  passed(direction: Direction, bytes: number): void
  /** So many more bytes are held, or fewer. */
  held(bytes: number): void
  /** The cut has hit this connection. */
  struck(): void
  /** Nothing of the connection is left. */
  gone(): void
}

/** One way of a connection. What has come and was not passed on is held. */
interface Lane {
  readonly direction: Direction
  readonly from: Socket
  readonly to: Socket
  readonly held: Buffer[]
  heldBytes: number
  /** Whether its end has come, and is held as well. */
  ended: boolean
  /** Bytes passed on of the request that goes on, or of its reply. */
  passed: number
}

/** The most bytes that one way of a connection holds: beyond that, whoever sends them must wait. */
const MOST_HELD = 16 * 1024 * 1024

/** A client's connection through a proxy, with the connection to the server that belongs to it. */
export class Passage {
  readonly #client: Socket
  readonly #server: Socket
  readonly #request: Lane
  readonly #reply: Lane
  readonly #control: Control
  #talking: Direction = 'reply'
  #number = 0
  #struck = false
  #broken = false
  /** Its connections that are not closed yet. */
  #left = 2

  /** Connects a client to the server. */
  static open(client: Socket, target: Address, control: Control): Passage {
    return new Passage(client, target, control)
  }

  private constructor(client: Socket, target: Address, control: Control) {
    this.#client = client
    this.#server = connect({ ...target, allowHalfOpen: true, noDelay: true })
    this.#control = control
    this.#request = lane('request', client, this.#server)
    this.#reply = lane('reply', this.#server, client)
    for (const way of [this.#request, this.#reply]) {
      way.from.on('data', (chunk: Buffer) => this.#take(way, chunk))
      way.from.on('end', () => this.#end(way))
      // What an error means for the other side is told when the socket closes, which comes next.
      way.from.on('error', () => undefined)
      way.from.on('close', (broken) => this.#closed(way, broken))
      way.to.on('drain', () => flow(way))
    }
  }

  /** Another cut is in force from now on: what comes now is the first of it. */
  begin(): void {
    this.#talking = 'reply'
    this.#number = 0
    this.#struck = false
  }

  /** Lets go of what was held: passes it on, or loses it with the connection. */
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

  /** Ends it for the client, when what was passed on has left. The server sees its client go, and may finish what it does. */
  break(): void {
    this.#broken = true
    this.#tell()
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

  #take(way: Lane, chunk: Buffer): void {
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

  #cut(way: Lane, chunk: Buffer, after: number | 'all'): void {
    const room = after === 'all' ? chunk.length : after - way.passed
    if (after !== 'all' && chunk.length <= room) {
      void this.#pass(way, chunk)
      return
    }
    this.#broken = true
    if (room > 0) void this.#pass(way, chunk.subarray(0, room)).then(() => this.break())
    else this.break()
  }

  #hold(way: Lane, chunk: Buffer): void {
    way.held.push(chunk)
    way.heldBytes += chunk.length
    flow(way)
    this.#control.held(chunk.length)
    this.#tell()
  }

  /** Gives what was held, and holds it no more. */
  #forget(way: Lane): readonly Buffer[] {
    this.#control.held(-way.heldBytes)
    way.heldBytes = 0
    return way.held.splice(0)
  }

  /** Passes bytes on. Resolves when they have left, or cannot any more. */
  #pass(way: Lane, chunk: Buffer): Promise<void> {
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

  /** Resets both of its connections. */
  #reset(): void {
    this.#broken = true
    this.#tell()
    this.#client.resetAndDestroy()
    this.#server.resetAndDestroy()
  }

  #end(way: Lane): void {
    if (stalls(this.#control.cut(), way)) way.ended = true
    else if (!this.#broken) way.to.end()
  }

  #closed(way: Lane, broken: boolean): void {
    this.#left -= 1
    if (this.#left === 0) {
      this.#forget(this.#request)
      this.#forget(this.#reply)
      this.#control.gone()
    }
    // While bytes are held, so is the news that who sent them is gone.
    else if (stalls(this.#control.cut(), way)) way.ended = true
    else if (broken && !this.#broken) way.to.resetAndDestroy()
    else way.to.end()
  }

  #tell(): void {
    if (this.#struck) return
    this.#struck = true
    this.#control.struck()
  }
}

const lane = (direction: Direction, from: Socket, to: Socket): Lane => ({
  direction,
  from,
  to,
  held: [],
  heldBytes: 0,
  ended: false,
  passed: 0,
})

const stalls = (cut: Cut | undefined, { direction }: Lane): boolean =>
  cut?.kind === 'stall' && (cut.direction === 'both' || cut.direction === direction)

/** Lets more come as long as there is room for it. */
const flow = ({ from, to, heldBytes }: Lane): void => {
  if (heldBytes > MOST_HELD || to.writableNeedDrain) from.pause()
  else from.resume()
}
