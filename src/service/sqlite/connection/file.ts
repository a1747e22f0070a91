import { realpathSync, type Stats, statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { Growth, Growths } from '../../binding/growth.ts'
import type { SqliteStoreConfig } from '../event/config.ts'

/** The log is moved into the file out of turn when it is larger than this: a long read of somebody else's may have held that up. */
const LARGE_LOG_BYTES = 32 * 1024 * 1024

/** How often, in milliseconds, the log is looked at, at most. */
const LOG_LOOK_MS = 10

/** An open database file, and whether it is still the file that was opened. */
export class File {
  readonly path: string
  readonly db: DatabaseSync
  readonly growth: Growth
  /** Where the file really is: the path may be relative, or lead over a link, and SQLite keeps the log beside the file itself. */
  readonly #real: string
  readonly #pollMs: number
  readonly #opened: Stats
  readonly #log: Stats | undefined
  readonly #key: string
  #size: number
  #damage: string | undefined
  #logSize = 0
  #logLooked = 0
  #seen: number
  #timer: NodeJS.Timeout | undefined

  /** Takes over a file that was just opened. Throws the system's error when it is gone already. */
  static of(config: SqliteStoreConfig, db: DatabaseSync): File {
    return new File(config, db)
  }

  private constructor({ path, pollMs }: SqliteStoreConfig, db: DatabaseSync) {
    this.path = path
    this.db = db
    this.#pollMs = pollMs
    this.#real = realpathSync(path)
    this.#opened = statSync(this.#real)
    this.#log = statSync(`${this.#real}-wal`, { throwIfNoEntry: false })
    this.#size = this.#opened.size
    this.#seen = this.version()
    this.growth = new Growth({ begin: () => this.#watch(), end: () => clearInterval(this.#timer) })
    this.#key = `${this.#opened.dev}:${this.#opened.ino}`
    growths.add(this.#key, this.growth)
  }

  /** A number that changes when another connection has written. */
  version(): number {
    return number(this.db, 'PRAGMA data_version')
  }

  /** How the file is no longer the one that was opened, or nothing. Once it is damaged, it stays so. */
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

  /** The log is looked at more seldom than the file: to ask the file system costs more than to append. */
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

  /** Moves a log that grew large into the file, as far as others' reads allow. */
  checkpoint(): void {
    if (this.#logSize < LARGE_LOG_BYTES) return
    this.db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all()
    this.#logSize = 0
  }

  /** Tells every connection of this process to the same file that it has grown. */
  grew(): void {
    growths.grow(this.#key)
  }

  close(): void {
    clearInterval(this.#timer)
    growths.delete(this.#key, this.growth)
    this.db.close()
  }

  #watch(): void {
    this.#timer = setInterval(() => this.#look(), this.#pollMs)
  }

  #look(): void {
    try {
      const version = this.version()
      if (version === this.#seen) return
      this.#seen = version
    } catch {
      // The reader that wakes up meets the same error, and can say it.
    }
    this.growth.grow()
  }
}

/** The growths of the open files of this process, by device and inode: who appends tells the others at once. */
const growths = new Growths()

/** The first value that SQL gives, as a number. */
export const number = (db: DatabaseSync, sql: string): number => Number(Object.values(db.prepare(sql).get() ?? {})[0])
