import type { Msg } from '@nats-io/transport-node'
import type { Silence } from './no-reply.ts'

/** The answer to a request. */
export interface Reply {
  readonly kind: 'reply'
  readonly message: Msg
}

/** A request that has no answer yet. */
interface Waiting {
  readonly subject: string
  /** The tick in which it was sent. */
  readonly begun: number
  readonly hear: (heard: Reply | Silence) => void
}

/** The requests of a connection that have no answer yet, by their tokens, in the order in which they were sent. */
export class WaitingRequests {
  readonly #all = new Map<string, Waiting>()

  get size(): number {
    return this.#all.size
  }

  add(token: string, waiting: Waiting): void {
    this.#all.set(token, waiting)
  }

  /** Ends a request with what was heard. One that waits no longer hears nothing. */
  end(token: string, heard: Reply | Silence): void {
    const waiting = this.#all.get(token)
    this.#all.delete(token)
    waiting?.hear(heard)
  }

  endAll(silence: Silence): void {
    const all = [...this.#all.values()]
    this.#all.clear()
    for (const { hear } of all) hear(silence)
  }

  endThoseOf(subject: string, silence: Silence): void {
    for (const [token, waiting] of this.#all) if (waiting.subject === subject) this.end(token, silence)
  }

  /** Ends those that were sent before a tick: requests wait equally long, so these are the first of all. */
  endThoseBefore(tick: number, silence: Silence): void {
    for (const [token, { begun }] of this.#all) {
      if (begun >= tick) return
      this.end(token, silence)
    }
  }
}
