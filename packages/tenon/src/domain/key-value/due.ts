/** A key, and when something about it is due. */
export interface Due {
  readonly key: string
  /** In milliseconds, by the clock of the store. */
  readonly at: number
}

/** Keys in the order in which something about them is due. A key is due once, at most. */
export class DueKeys {
  readonly #times = new Map<string, number>()
  /** In the order of `at`, with keys of the same time next to each other. */
  readonly #due: Due[] = []

  /** The key that is due first. */
  get first(): Due | undefined {
    return this.#due[0]
  }

  /** Sets when a key is due, in place of what was set before. `null` for never. */
  set(key: string, at: number | null): void {
    const before = this.#times.get(key)
    if (before !== undefined) this.#delete(key, before)
    if (at === null) return
    this.#times.set(key, at)
    this.#due.splice(this.#after(at), 0, { key, at })
  }

  clear(): void {
    this.#times.clear()
    this.#due.length = 0
  }

  #delete(key: string, at: number): void {
    this.#times.delete(key)
    let i = this.#after(at) - 1
    while (this.#due[i]?.key !== key) i -= 1
    this.#due.splice(i, 1)
  }

  /** Returns how many keys are due at a time or before. */
  #after(at: number): number {
    let low = 0
    let high = this.#due.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#due[middle]?.at ?? 0) <= at) low = middle + 1
      else high = middle
    }
    return low
  }
}
