import { readdirSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const MIB = 2 ** 20

/** One look at how much memory this process takes, in MiB, with all garbage collected before. */
interface Look {
  readonly at: number
  readonly heap: number
  readonly rss: number
}

/** How memory went over time. */
export class Level {
  readonly looks: Look[] = []
  readonly #collect: () => void

  constructor() {
    setFlagsFromString('--expose-gc')
    // The flag shows in contexts that are made after it.
    this.#collect = runInNewContext('gc') as () => void
  }

  look(): void {
    this.#collect()
    const { heapUsed, external, rss } = process.memoryUsage()
    this.looks.push({ at: performance.now(), heap: (heapUsed + external) / MIB, rss: rss / MIB })
  }

  /** How many MiB the second half of the looks rises by, along the straight line that fits them best. */
  rise(of: 'heap' | 'rss'): number {
    const half = this.looks.slice(Math.floor(this.looks.length / 2))
    const [at, level] = [mean(half.map((look) => look.at)), mean(half.map((look) => look[of]))]
    const along = half.reduce((sum, look) => sum + (look.at - at) * (look[of] - level), 0)
    const spread = half.reduce((sum, look) => sum + (look.at - at) ** 2, 0)
    const span = (half.at(-1)?.at ?? 0) - (half[0]?.at ?? 0)
    return spread === 0 ? 0 : (along / spread) * span
  }

  /** The level at some looks, in whole MiB. */
  toString(): string {
    const step = Math.max(1, Math.floor(this.looks.length / 8))
    const some = this.looks.filter((_, i) => i % step === 0 || i === this.looks.length - 1)
    return some.map(({ heap, rss }) => `${Math.round(heap)}/${Math.round(rss)}`).join(' ')
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** What this process holds open: its handles of each kind, and its files and sockets by number. Only Linux tells the second. */
export const handles = (): { readonly [kind: string]: number } => {
  // A request to the file system is no handle: it ends by itself.
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

/** Hands a clock back and forth by minutes while a test lasts. What asks it for a duration is wrong by that. */
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
