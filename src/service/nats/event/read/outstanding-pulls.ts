/** A request asks for at least this part of the messages that may be to come or wait: smaller ones cost more, and with larger ones the server waits. */
const LEAST = 1 / 4

/** A request for messages that the server may still answer. */
interface Pull {
  readonly size: number
  /** How many messages had come when it was made. */
  readonly behind: number
}

/**
 * Counts what a cursor has asked its consumer for. A request cannot be taken back, and the reader may stop at any moment, so what is to come and
 * what waits for the reader are together never more than a fixed number of messages.
 */
export class OutstandingPulls {
  readonly #most: number
  /** By name. The server answers them in turns, so which of them a message answers is not known. */
  readonly #pulls = new Map<string, Pull>()
  /** How many messages are to come. */
  #coming = 0
  #came = 0
  #batch: number
  #made = 0

  /** `most` is how many messages may be to come or wait for the reader. */
  constructor(most: number) {
    this.#most = most
    this.#batch = most
  }

  /** Whether nothing is to come. */
  get none(): boolean {
    return this.#coming === 0
  }

  /** Makes a request for as many messages as there is room for beside those that wait, unless that is too few to be worth a request. */
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

  /** Counts a message that came. */
  came(): void {
    this.#came += 1
    this.#end(1)
  }

  /**
   * Counts out a request that has ended. `left` is how many of its messages will not come, where the server says so; otherwise none of them
   * will. Returns whether any message came since it was made.
   */
  ended(name: string, left: number | undefined): boolean {
    const pull = this.#pulls.get(name)
    if (pull === undefined) return true
    this.#pulls.delete(name)
    this.#end(left ?? pull.size)
    return this.#came > pull.behind
  }

  /** Asks for half as many at a time from now on: the server may limit how many one request asks for. */
  fewer(): void {
    this.#batch = Math.max(1, Math.floor(this.#batch / 2))
  }

  #end(count: number): void {
    this.#coming -= Math.min(count, this.#coming)
    if (this.#coming === 0) this.#pulls.clear()
  }
}
