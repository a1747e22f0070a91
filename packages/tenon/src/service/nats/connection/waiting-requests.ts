import type { Msg } from '@nats-io/transport-node'
import type { NoReply } from './no-reply.ts'

/** The reply to a request. */
export interface Reply {
  readonly kind: 'reply'
  readonly message: Msg
}

/** A request that has no reply yet. */
interface Waiting {
  readonly subject: string
  /** The tick in which it was sent. */
  readonly begun: number
  readonly end: (reply: Reply | NoReply) => void
}

/** The requests of a connection that have no reply yet, by token, in the order in which they were sent. */
export class WaitingRequests {
  readonly #all = new Map<string, Waiting>()

  get size(): number {
    return this.#all.size
  }

  add(token: string, waiting: Waiting): void {
    this.#all.set(token, waiting)
  }

  /** Ends a request. Does nothing if the request has ended already. */
  end(token: string, reply: Reply | NoReply): void {
    const waiting = this.#all.get(token)
    this.#all.delete(token)
    waiting?.end(reply)
  }

  endAll(noReply: NoReply): void {
    const all = [...this.#all.values()]
    this.#all.clear()
    for (const { end } of all) end(noReply)
  }

  endThoseOf(subject: string, noReply: NoReply): void {
    for (const [token, waiting] of this.#all) if (waiting.subject === subject) this.end(token, noReply)
  }

  /** Ends the requests that were sent before a tick. All requests wait equally long, so these come first in the map. */
  endThoseBefore(tick: number, noReply: NoReply): void {
    for (const [token, { begun }] of this.#all) {
      if (begun >= tick) return
      this.end(token, noReply)
    }
  }
}
