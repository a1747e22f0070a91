import { realpathSync, type Stats, statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { GrowthSignal } from '../../binding/growth-signal.ts'
import type { FileSettings } from './file-settings.ts'
import { FileGrowth } from './file-growth.ts'

/**
 * A log larger than this is moved into the file out of turn: a long read by another connection may have delayed that.
 */
const LARGE_LOG_BYTES = 32 * 1024 * 1024

/** The least milliseconds between two looks at the log. */
const LOG_LOOK_MS = 10

/** An open database file. Knows whether it is still the file that was opened. */
export class File {
  readonly path: string
  readonly db: DatabaseSync
  /**
   * The real path of the file: the given path may be relative or a link, and SQLite keeps the log beside the file
   * itself.
   */
  readonly #real: string
  readonly #opened: Stats
  readonly #log: Stats | undefined
  readonly #growth: FileGrowth
  #size: number
  #damage: string | undefined
  #logSize = 0
  #logLooked = 0

  /** Takes over a database that was just opened. Throws the system's error if the file no longer exists. */
  static of(settings: Pick<FileSettings, 'path' | 'pollMs'>, db: DatabaseSync): File {
    return new File(settings, db)
  }

  private constructor({ path, pollMs }: Pick<FileSettings, 'path' | 'pollMs'>, db: DatabaseSync) {
    this.path = path
    this.db = db
    this.#real = realpathSync(path)
    this.#opened = statSync(this.#real)
    this.#log = statSync(`${this.#real}-wal`, { throwIfNoEntry: false })
    this.#size = this.#opened.size
    this.#growth = FileGrowth.of(db, `${this.#opened.dev}:${this.#opened.ino}`, pollMs)
  }

  /** Signals that this or another connection has written to the file. */
  get growth(): GrowthSignal {
    return this.#growth.growth
  }

  /** Returns how the file differs from the one that was opened, or nothing. Once it is damaged, it stays damaged. */
  damage(): string | undefined {
    this.#damage ??= this.#harm()
    return this.#damage
  }

  #harm(): string | undefined {
    const now = statSync(this.#real, { throwIfNoEntry: false })
    if (now === undefined) return `${this.path} was removed while it was open`
    if (now.ino !== this.#opened.ino || now.dev !== this.#opened.dev)
      return `${this.path} was replaced while it was open`
    if (now.size < this.#size) return `${this.path} was shortened while it was open`
    this.#size = now.size
    return this.#logDamage()
  }

  /** Looks at the log less often than at the file, because a call to the file system costs more than a small write. */
  #logDamage(): string | undefined {
    const now = performance.now()
    if (now - this.#logLooked < LOG_LOOK_MS) return undefined
    this.#logLooked = now
    const log = statSync(`${this.#real}-wal`, { throwIfNoEntry: false })
    this.#logSize = log?.size ?? 0
    if (this.#log !== undefined && log?.ino !== this.#log.ino)
      return `${this.#real}-wal was removed or replaced while it was open`
    return undefined
  }

  /** Moves a log that has grown large into the file, as far as the reads of others allow. */
  checkpoint(): void {
    if (this.#logSize < LARGE_LOG_BYTES) return
    this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
    this.#logSize = 0
  }

  /** Signals to every connection of this process to the same file that it has grown. */
  grew(): void {
    this.#growth.grew()
  }

  close(): void {
    this.#growth.close()
    this.db.close()
  }
}
