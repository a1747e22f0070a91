import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Socket } from 'node:net'

/**
 * The channel on which Node announces each socket that the process opens
 * (https://nodejs.org/api/diagnostics_channel.html#net).
 */
const CHANNEL = 'net.client.socket'

/** The sockets of the connection for which the current code runs. */
const current = new AsyncLocalStorage<Sockets>()

const collect = (message: unknown): void => {
  const { socket }: { readonly socket?: unknown } = Object(message)
  if (socket instanceof Socket) current.getStore()?.add(socket)
}

/**
 * The sockets that the client opens for one connection. When the client gives up on a server that says nothing, it
 * leaves the socket open without saying which it was, and an open socket keeps the process alive.
 */
export class Sockets {
  readonly #open = new Set<Socket>()
  #ended = false

  /** Calls a function, and collects each socket that it opens, now or later. */
  during<Value>(work: () => Value): Value {
    // A function that is subscribed twice would be called twice.
    unsubscribe(CHANNEL, collect)
    subscribe(CHANNEL, collect)
    return current.run(this, work)
  }

  add(socket: Socket): void {
    for (const each of this.#open) if (each.destroyed) this.#open.delete(each)
    this.#open.add(socket)
    // Node announces a socket before it connects it, and connecting a destroyed socket would revive it.
    if (this.#ended) queueMicrotask(() => this.end())
  }

  /** Destroys the sockets that are open, and every socket opened later. */
  end(): void {
    this.#ended = true
    for (const socket of this.#open) socket.destroy()
    this.#open.clear()
  }
}
