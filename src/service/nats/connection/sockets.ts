import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Socket } from 'node:net'

/** Where Node announces each socket that the process opens (https://nodejs.org/api/diagnostics_channel.html#net). */
const CHANNEL = 'net.client.socket'

/** For which connection the code that runs now was called. */
const current = new AsyncLocalStorage<Sockets>()

const heard = (message: unknown): void => {
  const { socket }: { readonly socket?: unknown } = Object(message)
  if (socket instanceof Socket) current.getStore()?.add(socket)
}

/**
 * The sockets that the client opens for one connection. The client leaves a socket open when it gives up on a server that says nothing,
 * and does not say which it was; an open socket keeps the process alive.
 */
export class Sockets {
  readonly #open = new Set<Socket>()
  #ended = false

  /** Calls a function, and collects each socket that it opens, now or later. */
  during<Value>(work: () => Value): Value {
    // A function that is subscribed twice is called twice.
    unsubscribe(CHANNEL, heard)
    subscribe(CHANNEL, heard)
    return current.run(this, work)
  }

  add(socket: Socket): void {
    for (const each of this.#open) if (each.destroyed) this.#open.delete(each)
    this.#open.add(socket)
    // Node announces a socket before it connects it, and connecting undoes that it was destroyed.
    if (this.#ended) queueMicrotask(() => this.end())
  }

  /** Destroys what is still open, and whatever is opened after this. */
  end(): void {
    this.#ended = true
    for (const socket of this.#open) socket.destroy()
    this.#open.clear()
  }
}
