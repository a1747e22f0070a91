import type { EventTypes } from '../../../domain/event/types.ts'
import { type BuildId, byBuild, runName } from '../../../domain/projection/build.ts'
import type { Defect, ReadModel, Step } from '../../../domain/projection/read-model.ts'
import type { File } from '../connection/file.ts'
import type { SqliteFailed } from '../failure.ts'
import { Builds } from './builds.ts'
import type { SqliteReadModelParts } from './parts.ts'
import { namesMade, namesToMake, type TableNames, Tables } from './tables.ts'
import { type Done, done, Transaction, undone } from './transaction.ts'
import { UserCode } from './user-code.ts'

/** What a method of a read model returns. */
export type OutcomeOf<Method extends 'builds' | 'begin' | 'commit' | 'pause' | 'drop'> = Awaited<
  ReturnType<ReadModel[Method]>
>

/**
 * The open file of a read model. Each method is one transaction. It never waits: it returns nothing if another
 * connection holds the lock. After a defect the file is closed, because the user's code may go on with it.
 */
export class ReadModelFile<E extends EventTypes> {
  readonly kind = 'open'
  readonly #file: File
  readonly #parts: SqliteReadModelParts<E>
  readonly #transaction: Transaction
  readonly #builds: Builds
  readonly #tables: Tables
  readonly #userCode: UserCode
  #closed = false

  /** Takes over a file that was just opened. Throws SQLite's error if that fails. */
  static of<E extends EventTypes>(file: File, parts: SqliteReadModelParts<E>): ReadModelFile<E> {
    return new ReadModelFile(file, parts)
  }

  private constructor(file: File, parts: SqliteReadModelParts<E>) {
    this.#file = file
    this.#parts = parts
    this.#transaction = Transaction.of(file)
    this.#builds = Builds.of(file)
    this.#tables = Tables.of(file)
    this.#userCode = UserCode.of(file.db)
  }

  get closed(): boolean {
    return this.#closed
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#file.close()
  }

  builds(): OutcomeOf<'builds'> | undefined {
    return this.#transaction.read('builds', () => ({ kind: 'builds', builds: this.#builds.list() }))
  }

  begin(build: BuildId): OutcomeOf<'begin'> | undefined {
    return this.#write<OutcomeOf<'begin'>, 'begin'>('begin', () => {
      const there = this.#builds.find(build)
      if (there !== undefined) return undone({ kind: 'begun', build: there })
      const live = this.#builds.live()
      const asked: string[] = []
      const mistake =
        this.#userCode.run(() => this.#parts.create(this.#file.db, namesToMake(build, asked))) ??
        this.#tables.keep(build, asked, live === undefined ? [] : this.#tables.namesOf(live))
      if (mistake !== undefined) return undone(this.#defect(build, 'create', mistake))
      const begun = this.#builds.add(build, live === undefined)
      if (begun.live) this.#tables.show(build, undefined)
      return done({ kind: 'begun', build: begun })
    })
  }

  commit({ build, from, to, events, swap }: Step<E>): OutcomeOf<'commit'> | undefined {
    return this.#write<OutcomeOf<'commit'>, 'commit'>('commit', () => {
      const moved = this.#builds.move(build, from, to)
      if (moved.kind !== 'moved') return undone(moved)
      const mistake =
        events.length === 0
          ? undefined
          : this.#userCode.run(() => this.#parts.apply(this.#file.db, events, this.#namesOf(build)))
      if (mistake !== undefined) {
        const which = `apply, at the events from position ${events[0]?.position} to ${events.at(-1)?.position},`
        return undone(this.#defect(build, which, mistake))
      }
      return done({ kind: 'committed', live: moved.live || (swap && this.#swap(build)) })
    })
  }

  pause(build: BuildId, paused: boolean): OutcomeOf<'pause'> | undefined {
    return this.#write<OutcomeOf<'pause'>, 'pause'>('pause', () => {
      if (!this.#builds.pause(build, paused)) return undone({ kind: 'absent' })
      return done({ kind: paused ? 'paused' : 'resumed' })
    })
  }

  drop(build: BuildId): OutcomeOf<'drop'> | undefined {
    return this.#write<OutcomeOf<'drop'>, 'drop'>('drop', () => {
      const there = this.#builds.find(build)
      if (there === undefined) return undone({ kind: 'absent' })
      if (there.live) return undone({ kind: 'live' })
      this.#tables.remove(build)
      this.#builds.remove(build)
      return done({ kind: 'dropped' })
    })
  }

  #write<Outcome extends { readonly kind: string }, Operation extends string>(
    operation: Operation,
    work: () => Done<Outcome>,
  ): Outcome | SqliteFailed<Operation> | undefined {
    const answer = this.#transaction.write(operation, work)
    if (answer?.kind === 'defect' || this.#transaction.isBroken) this.#discard()
    return answer
  }

  #discard(): void {
    try {
      this.close()
    } catch {
      // The user's code has closed it.
    }
  }

  /** Makes a build the live one, unless a newer one is. Returns whether it did. */
  #swap(build: BuildId): boolean {
    const live = this.#builds.live()
    if (live !== undefined && byBuild(live, build) > 0) return false
    this.#builds.makeLive(build)
    this.#tables.show(build, live)
    return true
  }

  #namesOf(build: BuildId): TableNames {
    return namesMade(build, this.#tables.namesOf(build))
  }

  #defect(build: BuildId, code: string, mistake: string): Defect {
    return { kind: 'defect', says: `${this.#runName(build)}: ${code} ${mistake.replace(/\.$/, '')}.` }
  }

  #runName(build: BuildId): string {
    return runName(this.#parts.projection.name, build)
  }
}
