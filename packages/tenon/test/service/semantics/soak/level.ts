import { readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const MIB = 2 ** 20

/** One sample of the memory of this process, in MiB, after a garbage collection. */
interface Look {
  readonly heap: number
  readonly rss: number
}

/** The memory of this process over time. */
export class Level {
  readonly looks: Look[] = []
  readonly #collect: () => void

  constructor() {
    setFlagsFromString('--expose-gc')
    // The flag takes effect in contexts that are made later.
    this.#collect = runInNewContext('gc') as () => void
  }

  look(): void {
    this.#collect()
    const { heapUsed, external, rss } = process.memoryUsage()
    this.looks.push({ heap: (heapUsed + external) / MIB, rss: rss / MIB })
  }

  /**
   * How many MiB the second half of the looks rises by: from the lowest of its first part to the lowest of its last.
   * Between its lowest looks memory goes up and down by what is on its way at that moment.
   */
  rise(of: 'heap' | 'rss'): number {
    const half = this.looks.slice(Math.floor(this.looks.length / 2)).map((look) => look[of])
    const middle = Math.floor(half.length / 2)
    return Math.min(...half.slice(middle)) - Math.min(...half.slice(0, middle))
  }

  /** Returns the level of some samples, in whole MiB. */
  toString(): string {
    const step = Math.max(1, Math.floor(this.looks.length / 8))
    const some = this.looks.filter((_, i) => i % step === 0 || i === this.looks.length - 1)
    return some.map(({ heap, rss }) => `${Math.round(heap)}/${Math.round(rss)}`).join(' ')
  }
}

/**
 * Returns what this process holds open: its handles of each kind, and the number of its files and sockets. Only Linux
 * reports the latter.
 */
export const handles = (): { readonly [kind: string]: number } => {
  // A request to the file system is not a handle: it ends by itself.
  const held = process.getActiveResourcesInfo().filter((kind) => !kind.startsWith('FSReq'))
  const kinds = Object.groupBy(held, (kind) => kind)
  const counts = Object.entries(kinds).map(([kind, all]) => [kind, all?.length ?? 0] as const)
  return { ...Object.fromEntries(counts), files: files() }
}

const files = (): number => {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return 0
  }
}

/**
 * Moves the clock back and forth by minutes during a test. Code that measures a duration with it is wrong by that much.
 */
export class JumpingClock {
  readonly #real = Date.now
  #offset = 0
  jumps = 0

  constructor() {
    Date.now = () => this.#real() + this.#offset
  }

  jump(): void {
    this.jumps += 1
    this.#offset = this.jumps % 3 === 0 ? 0 : -this.jumps * 60_000
  }

  [Symbol.dispose](): void {
    Date.now = this.#real
  }
}
