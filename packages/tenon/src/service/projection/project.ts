import type { ReadModel } from '../../domain/projection/read-model.ts'
import type { EventStore } from '../../domain/event/store.ts'
import { runtime } from '../node/runtime.ts'
import type { ProjectionRun, ProjectionState, ProjectSettings } from './run.ts'
import { ModelRun } from './running/model-run.ts'
import { Scan } from './running/scan.ts'
import { unionOf } from './running/union.ts'
import { checkedSettings } from './settings.ts'

/**
 * Runs projections of an event store: one read model, or several over one scan of the log. Nothing runs before
 * `start()`. The run opens the read models and closes them when it ends, so give each run read models of its own. Throws
 * a `TypeError` that names what is wrong with the arguments.
 */
export const project = (store: EventStore, models: readonly ReadModel[], settings: ProjectSettings): ProjectionRun => {
  checkStore(store)
  checkModels(models)
  return new Run(store, models, checkedSettings(settings))
}

class Run implements ProjectionRun {
  readonly ended: Promise<readonly ProjectionState[]>
  readonly #resolve: (states: readonly ProjectionState[]) => void
  readonly #stopping = new AbortController()
  readonly #scan: Scan
  readonly #runs: readonly ModelRun[]
  #started = false

  constructor(store: EventStore, models: readonly ReadModel[], settings: ProjectSettings) {
    const filter = unionOf(models.map(({ projection }) => projection.filter))
    const { signal } = this.#stopping
    this.#scan = new Scan(store, { filter, pageEvents: settings.pageEvents, readers: models.length }, runtime, signal)
    this.#runs = models.map((model) => new ModelRun(model, this.#scan, settings, runtime, signal))
    const { promise, resolve } = Promise.withResolvers<readonly ProjectionState[]>()
    this.ended = promise
    this.#resolve = resolve
    Object.freeze(this)
  }

  start(): void {
    if (this.#started) return
    this.#started = true
    void this.#runAll()
  }

  async stop(): Promise<void> {
    this.#end()
    if (!this.#started) {
      this.#started = true
      for (const run of this.#runs) run.neverRun()
      this.#resolve(this.state())
    }
    await this.ended
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  state(): readonly ProjectionState[] {
    return Object.freeze(this.#runs.map((run) => run.state()))
  }

  /** Ends every read, every wait and the subscription. A commit under way is left to finish. */
  #end(): void {
    this.#stopping.abort()
    this.#scan.close()
  }

  async #runAll(): Promise<void> {
    await Promise.all(this.#runs.map((run) => run.run()))
    // Ends the subscription and a read that is no longer needed.
    this.#end()
    this.#resolve(this.state())
  }
}

const checkStore = (store: EventStore): void => {
  if (hasMethods(store, ['read_all', 'subscribe'])) return
  throw new TypeError('The first argument of project() must be an open event store, with read_all and subscribe.')
}

const checkModels = (models: readonly ReadModel[]): void => {
  if (!Array.isArray(models) || models.length === 0)
    throw new TypeError('The second argument of project() must be a list of one read model or more.')
  for (const [i, model] of models.entries()) {
    if (!hasMethods(model, ['open', 'close', 'builds', 'begin', 'commit']))
      throw new TypeError(`models[${i}] must be a read model, with open, close, builds, begin and commit.`)
    if (models.indexOf(model) !== i) throw new TypeError(`models[${i}] is the same read model as another of the list.`)
  }
}

const hasMethods = (value: unknown, names: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'function')
