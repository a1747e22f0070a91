import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Runtime, Timer } from '../../binding/runtime.ts'
import { keptMs, type SqliteKeyValueConfig } from './config.ts'

/**
 * The longest time between two looks at what is due, in milliseconds. A life lasts a second at least, so each one is
 * seen before it is over, also if another process has put the value.
 */
const LOOK_MS = 1_000

/**
 * Removes values whose lives are over, and forgets what is old, soon after it is due. Its timer does not keep the process
 * alive.
 */
export class Sweeper {
  readonly #due: StatementSync
  readonly #config: SqliteKeyValueConfig
  readonly #sweep: () => Promise<{ readonly kind: string }>
  readonly #runtime: Runtime
  #timer: Timer | undefined
  #stopped = false

  /** `sweep` does one sweep, and resolves with `swept` if it was committed. */
  static of(
    db: DatabaseSync,
    config: SqliteKeyValueConfig,
    sweep: () => Promise<{ readonly kind: string }>,
    runtime: Runtime,
  ): Sweeper {
    return new Sweeper(db, config, sweep, runtime)
  }

  private constructor(
    db: DatabaseSync,
    config: SqliteKeyValueConfig,
    sweep: () => Promise<{ readonly kind: string }>,
    runtime: Runtime,
  ) {
    this.#due = db.prepare(DUE)
    this.#config = config
    this.#sweep = sweep
    this.#runtime = runtime
  }

  /** Begins to look at what is due. */
  start(): void {
    this.#lookAfter(this.#waitMs())
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  /** Sweeps until nothing is due. Returns false if a sweep fails: the next look tries again. */
  async settle(): Promise<boolean> {
    while (!this.#stopped && this.#waitMs() <= 0) {
      const { kind } = await this.#sweep()
      if (kind !== 'swept') return false
    }
    return true
  }

  #lookAfter(ms: number): void {
    if (this.#stopped) return
    this.#timer = this.#runtime.after(Math.min(Math.max(ms, 1), LOOK_MS), () => void this.#look())
    this.#timer.hold(false)
  }

  async #look(): Promise<void> {
    const settled = await this.settle()
    this.#lookAfter(settled ? this.#waitMs() : LOOK_MS)
  }

  /** Returns how many milliseconds it is until something is due. */
  #waitMs(): number {
    try {
      const { over, gone, old } = this.#due.get() ?? {}
      const now = Date.now()
      return Math.min(
        typeof over === 'number' ? over - now : LOOK_MS,
        typeof gone === 'number' ? gone + keptMs(this.#config) - now : LOOK_MS,
        typeof old === 'number' ? old + this.#config.repeatWindowMs + 1 - now : LOOK_MS,
      )
    } catch {
      // Whoever uses the file meets the same error, and reports it.
      return LOOK_MS
    }
  }
}

const DUE = `
  SELECT
    (SELECT min(until) FROM entries WHERE until IS NOT NULL) AS over,
    (SELECT min(at) FROM entries WHERE value IS NULL) AS gone,
    (SELECT at FROM earlier_changes ORDER BY place LIMIT 1) AS old
`
