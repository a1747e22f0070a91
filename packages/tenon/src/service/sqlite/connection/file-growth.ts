import type { DatabaseSync } from 'node:sqlite'
import { GrowthSignal, GrowthSignals } from '../../binding/growth-signal.ts'
import { numberOf } from './first-value.ts'

/**
 * Signals that a database file has grown: at once when a connection of this process has written to it, and by polling,
 * while someone waits, when another process has.
 */
export class FileGrowth {
  readonly growth: GrowthSignal
  readonly #db: DatabaseSync
  readonly #key: string
  readonly #pollMs: number
  #seen: number
  #timer: NodeJS.Timeout | undefined

  /** Starts to count. `key` is the same for every connection of this process to the same file. */
  static of(db: DatabaseSync, key: string, pollMs: number): FileGrowth {
    return new FileGrowth(db, key, pollMs)
  }

  private constructor(db: DatabaseSync, key: string, pollMs: number) {
    this.#db = db
    this.#key = key
    this.#pollMs = pollMs
    this.#seen = this.#version()
    this.growth = new GrowthSignal({ begin: () => this.#startPolling(), end: () => clearInterval(this.#timer) })
    growths.add(key, this.growth)
  }

  /** Signals to every connection of this process to the same file that it has grown. */
  grew(): void {
    growths.grow(this.#key)
  }

  close(): void {
    clearInterval(this.#timer)
    growths.delete(this.#key, this.growth)
  }

  #startPolling(): void {
    this.#timer = setInterval(() => this.#poll(), this.#pollMs)
  }

  #poll(): void {
    try {
      const version = this.#version()
      if (version === this.#seen) return
      this.#seen = version
    } catch {
      // The reader that wakes up meets the same error, and can report it.
    }
    this.growth.grow()
  }

  /** Returns a number that changes when another connection has written. */
  #version(): number {
    return numberOf(this.#db, 'PRAGMA data_version')
  }
}

/** The growth signals of the open files of this process, by device and inode. */
const growths = new GrowthSignals()
