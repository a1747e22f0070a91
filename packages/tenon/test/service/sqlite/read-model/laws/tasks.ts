import { DatabaseSync, StatementSync } from 'node:sqlite'
import { bind } from 'tenon/bind'
import { project, type ProjectSettings, type ReadModel } from 'tenon/run'
import { SqliteEventExecutor, type SqliteStoreConfig } from 'tenon/sqlite'
import { gives, leastNeed, once } from '../../../semantics/stores.ts'
import { accounts, accountsIn, applyAccounts } from '../ledger.ts'
import { type Lie, lies } from './lies.ts'
import { withCommit } from './with-commit.ts'

/** The moments of a step at which a process is killed. */
export const points = ['read', 'applied', 'before commit', 'in commit', 'after commit'] as const

/** One of these moments. */
export type Point = (typeof points)[number]

/** When a process kills itself: at a point of the n-th step, or of the step that makes a build the live one. */
export interface Death {
  readonly point: Exclude<Point, 'in commit'>
  readonly step: number | 'swap'
}

/** Runs a projection of the ledger. Prints `committing` and `committed` around each commit, and its end. */
export interface ProjectTask {
  readonly kind: 'project'
  readonly events: SqliteStoreConfig
  readonly path: string
  readonly version: number
  readonly settings: Pick<ProjectSettings, 'pageEvents' | 'rebuild' | 'ifTakenOver'>
  readonly death: Death | null
  readonly lie: Lie | null
  /** Whether to print `read` when the first page is read, and wait for a line before it is added. */
  readonly waits: boolean
}

/** Queries a read model again and again, as a reader does. Prints what it saw when it is told to end. */
export interface LookTask {
  readonly kind: 'look'
  readonly path: string
  readonly sql: string
}

type Say = (message: unknown) => void

/** Does a task of running a projection. */
export const runProjection = async (task: ProjectTask, say: Say, told: () => Promise<unknown>): Promise<void> => {
  const executor = new SqliteEventExecutor({ config: task.events })
  const { store } = gives(await bind(leastNeed, executor, once).openExisting(), 'opened')
  const moment = new Moment(task.death)
  const model = accountsIn(task.path, {
    projection: accounts(task.version),
    apply: (db, events, table) => {
      applyAccounts(db, events, table)
      moment.is('applied')
    },
  })
  aroundCommits(
    () => {
      say('committing')
      moment.is('before commit')
    },
    () => {
      moment.is('after commit')
      say('committed')
    },
  )
  const honest: ReadModel = task.lie === null ? model : lies[task.lie](model)
  let waits = task.waits
  const watched = withCommit(honest, async (step) => {
    moment.begins(step.swap)
    moment.is('read')
    if (waits) {
      waits = false
      say('read')
      await told()
    }
    return honest.commit(step)
  })
  const run = project(store, [watched], {
    ...task.settings,
    until: 'caught_up',
    backoffMs: 1,
    maxBackoffMs: 10,
    checkMs: 1_000,
  })
  say('ready')
  run.start()
  for (const { end, events } of await run.ended) say({ ...end, events })
}

/** Kills this process at its moment. */
class Moment {
  readonly #death: Death | null
  #step = 0
  #swap = false

  constructor(death: Death | null) {
    this.#death = death
  }

  begins(swap: boolean): void {
    this.#step += 1
    this.#swap = swap
  }

  is(point: Point): void {
    if (this.#death?.point !== point) return
    if (this.#death.step === 'swap' ? this.#swap : this.#death.step === this.#step) process.kill(process.pid, 'SIGKILL')
  }
}

/** Calls functions around each COMMIT of this process. */
const aroundCommits = (before: () => void, after: () => void): void => {
  const { run } = StatementSync.prototype
  const watched = function (this: StatementSync, ...given: never[]): unknown {
    if (this.sourceSQL !== 'COMMIT') return Reflect.apply(run, this, given)
    before()
    const result: unknown = Reflect.apply(run, this, given)
    after()
    return result
  }
  Object.defineProperty(StatementSync.prototype, 'run', { value: watched })
}

/** Does a task of looking. */
export const look = async ({ path, sql }: LookTask, say: Say, told: () => Promise<unknown>): Promise<void> => {
  const db = new DatabaseSync(path, { readOnly: true })
  const prepared = db.prepare(sql)
  const seen = new Map<string, number>()
  const see = (): void => {
    for (const row of [prepared.get(), db.prepare(sql).get()]) {
      const text = JSON.stringify(row)
      seen.set(text, (seen.get(text) ?? 0) + 1)
    }
  }
  see()
  say('ready')
  const ending = new AbortController()
  void told().then(() => ending.abort())
  while (!ending.signal.aborted) {
    see()
    await new Promise((resolve) => setImmediate(resolve))
  }
  see()
  db.close()
  say(Object.fromEntries(seen))
}
