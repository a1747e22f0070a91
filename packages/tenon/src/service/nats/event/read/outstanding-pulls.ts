/**
 * A request asks for at least this part of the messages that may be outstanding or waiting. Smaller requests cost more;
 * with a larger part, the server would pause.
 */
const LEAST = 1 / 4

/** A request for messages that has not ended. */
interface Pull {
  readonly size: number
  /** How many messages had arrived when it was made. */
  readonly behind: number
}

/**
 * Counts the messages that a cursor has requested from its consumer. A request cannot be withdrawn, and the reader may
 * stop at any moment. So the outstanding messages and those that wait for the reader are together never more than a
 * fixed number.
 */
export class OutstandingPulls {
  readonly #most: number
  /** The requests by name. The server answers them in turns, so it is not known which of them a message answers. */
  readonly #pulls = new Map<string, Pull>()
  /** How many messages are outstanding. */
  #coming = 0
  #came = 0
  #batch: number
  #made = 0

  /** `most` is how many messages may be outstanding or wait for the reader. */
  constructor(most: number) {
    this.#most = most
    this.#batch = most
  }

  /** Whether no messages are outstanding. */
  get none(): boolean {
    return this.#coming === 0
  }

  /**
   * Makes a request for as many messages as there is room for beside `waiting` messages, unless they are too few to be
   * worth a request.
   */
  make(waiting: number): { readonly name: string; readonly batch: number } | undefined {
    const room = this.#most - waiting - this.#coming
    const batch = Math.min(room, this.#batch)
    if (batch < Math.min(this.#most * LEAST, this.#batch)) return undefined
    this.#made += 1
    const name = this.#made.toString(36)
    this.#pulls.set(name, { size: batch, behind: this.#came })
    this.#coming += batch
    return { name, batch }
  }

  /** Counts a message that has arrived. */
  came(): void {
    this.#came += 1
    this.#end(1)
  }

  /**
   * Removes a request that has ended. `left` is how many of its messages will not come, if the server says so;
   * otherwise none of them will. Returns whether any message has arrived since it was made.
   */
  ended(name: string, left: number | undefined): boolean {
    const pull = this.#pulls.get(name)
    if (pull === undefined) return true
    this.#pulls.delete(name)
    this.#end(left ?? pull.size)
    return this.#came > pull.behind
  }

  /** Halves the size of later requests, because the server may limit the size of one request. */
  fewer(): void {
    this.#batch = Math.max(1, Math.floor(this.#batch / 2))
  }

  #end(count: number): void {
    this.#coming -= Math.min(count, this.#coming)
    if (this.#coming === 0) this.#pulls.clear()
  }
}
