import { failed } from '../../../domain/capability/failure.ts'
import type { CallOptions } from '../../../domain/capability/outcome.ts'
import { byCodePoint } from '../../../domain/data/names.ts'
import type { RunsFailed } from '../../../domain/runs/failure.ts'
import type { ListRuns, NamedRun } from '../../../domain/runs/intent.ts'
import type { RunsPage, ShowResult } from '../../../domain/runs/result.ts'
import type { Run } from '../../../domain/runs/run.ts'
import {
  Runs,
  type RunsCapability,
  type RunsFailure,
  type RunsIntent,
  type RunsOutcome,
} from '../../../domain/runs/store.ts'
import type { Attempt, Closed, Examined, Examining, Executor, IfAbsent, Ready } from '../../binding/executor.ts'
import type { ProjectionEntry } from '../entry.ts'
import { examineStores } from './examine.ts'
import { failedOf } from './failure.ts'
import { buildsOf, type FoundBuild, runOf } from './found.ts'
import { failuresOf, grantsOf, type RunsGrants } from './grants.ts'
import { KeptProjection } from './kept-projection.ts'

/**
 * Lists the runs of a program's projections, and pauses, resumes and drops them, in whatever process they run. It looks
 * into the logs and the read models of the projections.
 *
 * It opens the bindings and read models of its entries, and `close` closes them for good. A projection whose stores do
 * not exist has no runs. They are looked for again at each call.
 */
export class RunsExecutor implements Executor<RunsCapability, RunsGrants>, Examining<RunsCapability> {
  readonly capability: RunsCapability = Runs
  readonly technology = Object.freeze({ name: 'projections', packages: Object.freeze([]) })
  readonly grants: RunsGrants
  readonly limits = Object.freeze({})
  readonly failures: readonly RunsFailure[]
  readonly #kept: readonly KeptProjection[]
  /** The calls that have not ended. */
  readonly #calls = new Set<Promise<void>>()
  #isOpen = false

  /** Does no I/O. Throws a `TypeError` if two entries are of projections with one name. */
  constructor({ projections }: { readonly projections: { readonly [name: string]: ProjectionEntry } }) {
    const entries = Object.values(projections)
    this.#kept = entries.map((entry) => new KeptProjection(entry))
    const names = this.#kept.map(({ projection }) => projection.name)
    const twice = names.find((name, i) => names.indexOf(name) !== i)
    if (twice !== undefined)
      throw new TypeError(`RunsExecutor: two entries are of a projection with the name ${twice}. Rename one of them.`)
    this.grants = grantsOf(entries)
    this.failures = failuresOf(entries)
    Object.freeze(this)
  }

  /**
   * Opens the stores of all projections. With `fail`, those that do not exist are left out, and it fails with `not_found`
   * if none exists.
   */
  async open(_attempt: Attempt, ifAbsent: IfAbsent): Promise<Ready | RunsFailed> {
    const opened: string[] = []
    for (const kept of this.#kept) {
      const answer = await kept.open('open', ifAbsent)
      if (answer.kind === 'failed') return answer
      opened.push(answer.kind)
    }
    if (opened.length > 0 && !opened.includes('opened')) return NOT_FOUND
    this.#isOpen = true
    return { kind: 'ready' }
  }

  async execute(intent: RunsIntent, attempt: Attempt): Promise<RunsOutcome> {
    if (!this.#isOpen) return notOpen(intent.kind)
    if (attempt.aborted) return calledOff(intent.kind)
    const { promise: ended, resolve: end } = Promise.withResolvers<void>()
    this.#calls.add(ended)
    try {
      return await this.#execute(intent, { signal: attempt.signal, deadlineMs: null })
    } finally {
      this.#calls.delete(ended)
      end()
    }
  }

  examine(): Promise<Examined> {
    return examineStores(this.#kept.map(({ projection, entry }) => [projection.name, entry]))
  }

  async close(): Promise<Closed | RunsFailed> {
    this.#isOpen = false
    await Promise.all(this.#calls)
    let first: RunsFailed | undefined
    for (const kept of this.#kept.toReversed()) {
      const closed = await kept.close()
      if (closed.kind === 'failed') first ??= closed
    }
    return first ?? { kind: 'closed' }
  }

  #execute(intent: RunsIntent, options: CallOptions): Promise<RunsOutcome> {
    switch (intent.kind) {
      case 'list':
        return this.#list(intent, options)
      case 'show':
        return this.#show(intent, options)
      case 'pause':
      case 'resume':
      case 'drop':
        return this.#change(intent)
      default:
        return intent satisfies never
    }
  }

  async #list({ prefix, after, limit }: ListRuns, options: CallOptions): Promise<RunsPage | RunsFailed> {
    const found: FoundBuild[] = []
    for (const kept of this.#kept) {
      const answer = await buildsOf(kept, 'list')
      if (answer.kind === 'failed') return answer
      found.push(...answer.builds)
    }
    const behind = found
      .filter(({ name }) => name.startsWith(prefix) && (after === null || byCodePoint(name, after) > 0))
      .toSorted((a, b) => byCodePoint(a.name, b.name))
    const answers = await Promise.all(behind.slice(0, limit).map((each) => runOf(each, 'list', options)))
    const runs: Run[] = []
    for (const answer of answers) {
      if (answer.kind === 'failed') return answer
      runs.push(answer.run)
    }
    return { kind: 'page', runs, next: behind.length > limit ? (runs.at(-1)?.name ?? null) : null }
  }

  async #show({ run }: NamedRun, options: CallOptions): Promise<ShowResult | RunsFailed> {
    const kept = this.#keptOf(run)
    if (kept === undefined) return { kind: 'absent' }
    const answer = await buildsOf(kept, 'show')
    if (answer.kind === 'failed') return answer
    const found = answer.builds.find(({ name }) => name === run)
    return found === undefined ? { kind: 'absent' } : runOf(found, 'show', options)
  }

  async #change({ kind, run }: Change): Promise<RunsOutcome> {
    const kept = this.#keptOf(run)
    const build = kept?.buildNamed(run)
    if (kept === undefined || build === undefined) return { kind: 'absent' }
    const opened = await kept.open(kind, 'fail')
    if (opened.kind === 'not_kept') return { kind: 'absent' }
    if (opened.kind === 'failed') return opened
    const { model } = opened
    const answer = await (kind === 'drop' ? model.drop(build) : model.pause(build, kind === 'pause'))
    return answer.kind === 'failed' ? failedOf(kind, kept.projection.name, answer) : answer
  }

  /** Returns the projection that a name of a run begins with. */
  #keptOf(run: string): KeptProjection | undefined {
    return this.#kept.find((kept) => kept.buildNamed(run) !== undefined)
  }
}

/** An intent that changes a run. */
type Change = Extract<RunsIntent, { readonly kind: 'pause' | 'resume' | 'drop' }>

const NOT_FOUND: RunsFailed = failed(
  'not_found',
  'none',
  'open',
  'open: none of the projections is kept anywhere yet. Run one of them first.',
)

const notOpen = (operation: RunsIntent['kind']): RunsFailed =>
  failed('closed', 'none', operation, `${operation}: the runs are not open.`)

const calledOff = (operation: RunsIntent['kind']): RunsFailed =>
  failed('cancelled', 'none', operation, `${operation}: cancelled before it began.`)
