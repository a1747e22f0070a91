/** Something that waits for a place. */
export interface Waiter {
  /** Called when a place is free. Returns whether it takes the place. */
  enter(): boolean
}

/** Limits how many calls run at once. The others wait in the order in which they came. */
export class Semaphore {
  #free: number
  readonly #waiting = new Set<Waiter>()

  constructor(places: number) {
    this.#free = places
  }

  /** Gives the waiter a place: at once if one is free, otherwise when its turn comes. */
  enter(waiter: Waiter): void {
    if (this.#free === 0) {
      this.#waiting.add(waiter)
      return
    }
    this.#free -= 1
    if (!waiter.enter()) this.leave()
  }

  /** Gives a place back. */
  leave(): void {
    for (const next of this.#waiting) {
      this.#waiting.delete(next)
      if (next.enter()) return
    }
    this.#free += 1
  }

  /** Stops waiting for a place. Does nothing if the waiter does not wait. */
  giveUp(waiter: Waiter): void {
    this.#waiting.delete(waiter)
  }
}
