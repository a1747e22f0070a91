/** What somebody else must do while anybody waits. */
export interface GrowthWatch {
  /** Called when the first begins to wait. */
  begin(): void
  /** Called when nobody waits any more. */
  end(): void
}

/** Counts how often something has grown, and wakes those who wait for that. */
export class GrowthSignal {
  #growths = 0
  readonly #watch: GrowthWatch
  readonly #waiting = new Set<() => void>()

  constructor(watch: GrowthWatch) {
    this.#watch = watch
  }

  get growths(): number {
    return this.#growths
  }

  /** It has grown: all who wait wake up. */
  grow(): void {
    this.#growths += 1
    for (const wake of this.#waiting) wake()
  }

  /** Resolves as soon as it has grown more often than so often, and when the signal fires. */
  grown(than: number, signal: AbortSignal): Promise<void> {
    if (this.#growths > than || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        if (this.#waiting.size === 0) this.#watch.end()
        resolve()
      }
      signal.addEventListener('abort', wake)
      this.#waiting.add(wake)
      if (this.#waiting.size === 1) this.#watch.begin()
    })
  }
}

/** The growths of one process, by what it is that grows. */
export class GrowthSignals {
  readonly #all = new Map<string, Set<GrowthSignal>>()

  add(key: string, growth: GrowthSignal): void {
    const some = this.#all.get(key) ?? new Set()
    this.#all.set(key, some.add(growth))
  }

  delete(key: string, growth: GrowthSignal): void {
    const some = this.#all.get(key)
    some?.delete(growth)
    if (some?.size === 0) this.#all.delete(key)
  }

  /** All of one key have grown. */
  grow(key: string): void {
    for (const growth of this.#all.get(key) ?? []) growth.grow()
  }
}
