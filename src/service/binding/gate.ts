/** Somebody who waits for a place. */
export interface Waiting {
  /** The place has come. */
  enter(): void
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
    who.enter()
  }

  /** Gives a place back. */
  leave(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#free += 1
      return
    }
    this.#waiting.delete(next)
    next.enter()
  }

  /** Stops waiting for a place. */
  giveUp(who: Waiting): void {
    this.#waiting.delete(who)
  }
}
