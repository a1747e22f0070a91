import { check } from '../../../domain/capability/schema.ts'
import type { EventTypes } from '../../../domain/event/types.ts'
import type { BuildId } from '../../../domain/projection/build.ts'
import type { Projection } from '../../../domain/projection/projection.ts'
import type { ReadModel, ReadModelFailed, Step } from '../../../domain/projection/read-model.ts'
import type { Attempt, IfAbsent } from '../../binding/executor.ts'
import { Turns } from '../connection/turns.ts'
import { failures, ofOperation, type SqliteFailed } from '../failure.ts'
import { grants, SqliteReadModelConfig } from './config.ts'
import { type OutcomeOf, ReadModelFile } from './file.ts'
import type { SqliteReadModelParts } from './parts.ts'
import { openReadModel } from './schema.ts'

/** Keeps a projection in tables of your own, in one SQLite file, with its checkpoint. Several processes may share the file. */
export class SqliteReadModel<E extends EventTypes> implements ReadModel<E> {
  readonly projection: Projection<E>
  readonly config: SqliteReadModelConfig
  /** What it grants of the ladders that capabilities share. */
  readonly grants: ReturnType<typeof grants>
  /** The failures that it can give. */
  readonly failures = failures
  readonly #parts: SqliteReadModelParts<E>
  #turns: Turns
  /** Whether calls are welcome: between `open` and `close`. */
  #wanted = false
  /** The last opening. Calls that are made meanwhile wait for it. */
  #opening: Promise<unknown> | undefined
  #file: ReadModelFile<E> | undefined

  /** Checks the config and does nothing else. Throws a `TypeError` that names what is wrong. */
  constructor(parts: SqliteReadModelParts<E>) {
    const checked = check(SqliteReadModelConfig, parts.config)
    if (!checked.fits) throw new TypeError(`SqliteReadModelConfig: ${checked.says}.`)
    if (typeof Object(parts.projection).name !== 'string')
      throw new TypeError('SqliteReadModel: projection must be what projection() returns.')
    for (const name of ['create', 'apply'] as const) {
      if (typeof parts[name] !== 'function') throw new TypeError(`SqliteReadModel: ${name} must be a function.`)
    }
    this.projection = parts.projection
    this.config = checked.value
    this.grants = grants(checked.value)
    this.#parts = parts
    this.#turns = new Turns(checked.value)
  }

  /**
   * Opens the file, and makes it if it is not there and the config allows that. Fails with `misconfigured`, and leaves
   * the file as it was, if it is of another projection or program, or of a newer version than the program's.
   */
  open(): Promise<{ readonly kind: 'opened' } | ReadModelFailed> {
    return this.#openAs('make')
  }

  openExisting(): Promise<{ readonly kind: 'opened' } | ReadModelFailed> {
    return this.#openAs('fail')
  }

  #openAs(ifAbsent: IfAbsent): Promise<{ readonly kind: 'opened' } | ReadModelFailed> {
    const opening = this.#openNow(ifAbsent)
    this.#opening = opening
    return opening
  }

  async #openNow(ifAbsent: IfAbsent): Promise<{ readonly kind: 'opened' } | ReadModelFailed> {
    const turns = this.#turns.closed ? new Turns(this.config) : this.#turns
    this.#turns = turns
    const opened = await turns.patiently('open', NEVER, () => this.#opened(ifAbsent))
    if (opened.kind === 'failed') return opened
    if (turns.closed) return turns.notOpen('open')
    this.#wanted = true
    return { kind: 'opened' }
  }

  close(): Promise<{ readonly kind: 'closed' } | ReadModelFailed> {
    this.#turns.close()
    this.#wanted = false
    const file = this.#file
    this.#file = undefined
    return Promise.resolve(this.#turns.closeFile(file))
  }

  /** Closes the read model. Throws an `Error` with the failure's sentence if that fails, because `await using` takes no result. */
  async [Symbol.asyncDispose](): Promise<void> {
    const answer = await this.close()
    if (answer.kind === 'failed') throw new Error(answer.says)
  }

  builds(): Promise<OutcomeOf<'builds'>> {
    return this.#use('builds', (file) => file.builds())
  }

  begin(number: number): Promise<OutcomeOf<'begin'>> {
    return this.#use('begin', (file) => file.begin({ version: this.projection.version, number }))
  }

  commit(step: Step<E>): Promise<OutcomeOf<'commit'>> {
    return this.#use('commit', (file) => file.commit(step))
  }

  pause(build: BuildId, paused: boolean): Promise<OutcomeOf<'pause'>> {
    return this.#use('pause', (file) => file.pause(build, paused))
  }

  drop(build: BuildId): Promise<OutcomeOf<'drop'>> {
    return this.#use('drop', (file) => file.drop(build))
  }

  /** Uses the file in a turn of its own, and waits while another process holds it. */
  async #use<Outcome extends { readonly kind: string }, Operation extends string>(
    operation: Operation,
    use: (file: ReadModelFile<E>) => Outcome | undefined,
  ): Promise<Outcome | SqliteFailed<Operation>> {
    await this.#opening
    if (!this.#wanted) return this.#turns.notOpen(operation)
    return this.#turns.patiently<Outcome | SqliteFailed<Operation>, Operation>(operation, NEVER, () => {
      const file = this.#opened('fail')
      return file?.kind === 'open' ? use(file) : file && ofOperation(file, operation)
    })
  }

  /** Returns the open file. It is opened again after a defect. */
  #opened(ifAbsent: IfAbsent): ReadModelFile<E> | SqliteFailed | undefined {
    if (this.#file?.closed === false) return this.#file
    const opened = openReadModel(this.config, this.projection, ifAbsent, (file) => ReadModelFile.of(file, this.#parts))
    if (opened?.kind === 'open') this.#file = opened
    return opened
  }
}

/** What a runner does is never called off: it ends by itself. */
const NEVER: Attempt = Object.freeze({ signal: new AbortController().signal, aborted: false })
