/** Somebody who waits for a place. */
export interface Waiting {
  /** The place has come; answers whether it is taken. */
  enter(): boolean
}

/** Lets so many through at a time; the others wait in order. */
export class Gate {
  #free: number
  readonly #waiting = new Set<Waiting>()

  constructor(places: number) {
    this.#free = places
  }

  enter(who: Waiting): void {
    if (this.#free === 0) {
      this.#waiting.add(who)
      return
    }
    this.#free -= 1
    if (!who.enter()) this.leave()
  }

  /** Gives a place back. */
  leave(): void {
    for (const next of this.#waiting) {
      this.#waiting.delete(next)
      if (next.enter()) return
    }
    this.#free += 1
  }

  /** Stops waiting for a place. */
  giveUp(who: Waiting): void {
    this.#waiting.delete(who)
  }
}
