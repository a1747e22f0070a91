/** Starts and stops whatever notices growth, such as a timer. It runs only while someone waits. */
export interface GrowthWatch {
  /** Called when the first one begins to wait. */
  begin(): void
  /** Called when the last one has stopped waiting. */
  end(): void
}

/** Counts how often something has grown, and wakes those who wait for it to grow. */
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

  /** Counts one growth and wakes all who wait. */
  grow(): void {
    this.#growths += 1
    for (const wake of this.#waiting) wake()
  }

  /** Resolves when `growths` exceeds `than`, or when the signal fires. */
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

/** The growth signals of one process, by a key for what grows. */
export class GrowthSignals {
  readonly #all = new Map<string, Set<GrowthSignal>>()

  add(key: string, signal: GrowthSignal): void {
    const signals = this.#all.get(key) ?? new Set()
    this.#all.set(key, signals.add(signal))
  }

  delete(key: string, signal: GrowthSignal): void {
    const signals = this.#all.get(key)
    signals?.delete(signal)
    if (signals?.size === 0) this.#all.delete(key)
  }

  /** Tells all growth signals of a key that it has grown. */
  grow(key: string): void {
    for (const signal of this.#all.get(key) ?? []) signal.grow()
  }
}
