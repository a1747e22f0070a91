/** The least messages that one request asks for. While half of them are still to come or to be taken, the next is not asked for. */
const BATCH = 500
/** The most that one asks for, for a reader that takes all there is again and again: fewer requests are faster. */
const MOST_BATCH = 4_000
/** How often a reader takes all before it is given more at a time. */
const EAGER = 4

/** A request for messages. */
interface Pull {
  readonly size: number
  /** How many of them have not come. */
  left: number
}

/** What a cursor has asked its consumer for: never more than about as much as its reader takes. */
export class Pulls {
  /** By name, the oldest first. */
  readonly #pulls = new Map<string, Pull>()
  /** How many messages are to come. */
  #coming = 0
  #batch = BATCH
  #most = MOST_BATCH
  #emptied = 0
  #made = 0

  /** Whether nothing is asked for. */
  get none(): boolean {
    return this.#pulls.size === 0
  }

  /** Makes a request where there is room for it beside so many messages that wait to be taken. */
  make(waiting: number): { readonly name: string; readonly batch: number } | undefined {
    const batch = Math.min(this.#batch, this.#most)
    if (waiting + this.#coming > batch / 2 || this.#pulls.size > 1) return undefined
    this.#made += 1
    const name = this.#made.toString(36)
    this.#pulls.set(name, { size: batch, left: batch })
    this.#coming += batch
    return { name, batch }
  }

  /** A message came, and so many wait to be taken. The server answers the oldest request first. */
  came(waiting: number): void {
    // Nobody comes for them.
    if (waiting > 2 * BATCH) this.#batch = BATCH
    const { value } = this.#pulls.entries().next()
    if (value === undefined) return
    const [name, pull] = value
    this.#coming -= 1
    pull.left -= 1
    if (pull.left === 0) this.#pulls.delete(name)
  }

  /** The reader has taken some, or all there was. */
  taken(all: boolean): void {
    this.#emptied = all ? this.#emptied + 1 : 0
    if (this.#emptied >= EAGER) this.#batch = Math.min(MOST_BATCH, 2 * this.#batch)
  }

  /** A request has ended before all of it came. Gives whether some came. */
  ended(name: string): boolean {
    const pull = this.#pulls.get(name)
    if (pull === undefined) return true
    this.#coming -= pull.left
    this.#pulls.delete(name)
    return pull.left < pull.size
  }

  /** A request was refused as a whole: the server may be told to give fewer at a time. */
  fewer(): void {
    this.#most = Math.max(1, Math.floor(Math.min(this.#batch, this.#most) / 2))
  }

  /** Nothing that was asked for will come any more. */
  clear(): void {
    this.#pulls.clear()
    this.#coming = 0
  }
}
