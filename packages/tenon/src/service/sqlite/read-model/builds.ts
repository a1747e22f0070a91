import type { SQLOutputValue, StatementSync } from 'node:sqlite'
import type { Build, BuildId, Checkpoint } from '../../../domain/projection/build.ts'
import type { File } from '../connection/file.ts'

/** The builds of a read model, in Tenon's own table. Each method is one statement or two, inside the caller's transaction. */
export class Builds {
  readonly #list: StatementSync
  readonly #find: StatementSync
  readonly #add: StatementSync
  readonly #move: StatementSync
  readonly #live: StatementSync
  readonly #retire: StatementSync
  readonly #promote: StatementSync
  readonly #pause: StatementSync
  readonly #remove: StatementSync

  /** Prepares its statements. Throws SQLite's error if that fails. */
  static of(file: File): Builds {
    return new Builds(file)
  }

  private constructor({ db }: File) {
    const one = 'WHERE version = :version AND number = :number'
    this.#list = db.prepare('SELECT * FROM tenon_builds ORDER BY version, number')
    this.#find = db.prepare(`SELECT * FROM tenon_builds ${one}`)
    this.#add = db.prepare(
      'INSERT INTO tenon_builds VALUES (:version, :number, 0, NULL, NULL, 0, 0, :live, 0) RETURNING *',
    )
    this.#move = db.prepare(
      `UPDATE tenon_builds SET position = :position, last_position = :lastPosition, last_id = :lastId,
       unreadable = :unreadable, unknown_type = :unknownType ${one} AND position = :from AND paused = 0 RETURNING live`,
    )
    this.#live = db.prepare('SELECT * FROM tenon_builds WHERE live = 1')
    this.#retire = db.prepare('UPDATE tenon_builds SET live = 0 WHERE live = 1')
    this.#promote = db.prepare(`UPDATE tenon_builds SET live = 1 ${one}`)
    this.#pause = db.prepare(`UPDATE tenon_builds SET paused = :paused ${one}`)
    this.#remove = db.prepare(`DELETE FROM tenon_builds ${one}`)
  }

  list(): readonly Build[] {
    return this.#list.all().map(buildOf)
  }

  find({ version, number }: BuildId): Build | undefined {
    const row = this.#find.get({ version, number })
    return row === undefined ? undefined : buildOf(row)
  }

  live(): Build | undefined {
    const row = this.#live.get()
    return row === undefined ? undefined : buildOf(row)
  }

  /** Adds a build at the start of the log. */
  add({ version, number }: BuildId, live: boolean): Build {
    return buildOf(this.#add.get({ version, number, live: Number(live) }) ?? {})
  }

  /**
   * Moves the checkpoint of a build that is not paused and is where the move begins. Returns whether the build is live, or
   * why it was not moved.
   */
  move(
    { version, number }: BuildId,
    from: Checkpoint,
    { position, last, passed }: Checkpoint,
  ): { readonly kind: 'moved'; readonly live: boolean } | { readonly kind: 'taken_over' | 'paused' | 'dropped' } {
    const row = this.#move.get({
      version,
      number,
      from: storedPosition(from),
      position: storedPosition({ position }),
      lastPosition: last?.position ?? null,
      lastId: last?.id ?? null,
      unreadable: passed.unreadable,
      unknownType: passed.unknownType,
    })
    if (row !== undefined) return { kind: 'moved', live: row.live === 1 }
    const build = this.find({ version, number })
    if (build === undefined) return { kind: 'dropped' }
    return { kind: build.paused ? 'paused' : 'taken_over' }
  }

  /** Makes a build the live one instead of the one that is. */
  makeLive({ version, number }: BuildId): void {
    this.#retire.run()
    this.#promote.run({ version, number })
  }

  /** Pauses or resumes a build. Returns whether it is there. */
  pause({ version, number }: BuildId, paused: boolean): boolean {
    return this.#pause.run({ version, number, paused: Number(paused) }).changes === 1
  }

  remove({ version, number }: BuildId): void {
    this.#remove.run({ version, number })
  }
}

/** Positions begin at 1. */
const START = 0

const storedPosition = ({ position }: Pick<Checkpoint, 'position'>): number => (position === 'start' ? START : position)

const buildOf = (row: Record<string, SQLOutputValue>): Build => ({
  version: Number(row.version),
  number: Number(row.number),
  checkpoint: {
    position: row.position === START ? 'start' : Number(row.position),
    last: row.last_id === null ? null : { position: Number(row.last_position), id: String(row.last_id) },
    passed: { unreadable: Number(row.unreadable), unknownType: Number(row.unknown_type) },
  },
  live: row.live === 1,
  paused: row.paused === 1,
})
