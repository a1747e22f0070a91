import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { EventStore, RecordedEvent } from 'tenon'
import { enterAll, entriesOf, logOf } from '../../../projection/laws/ledger.ts'
import { folderFor, gives, sqliteConfig } from '../../../semantics/stores.ts'
import { openFile } from '../../files.ts'
import { Process } from '../../processes/process.ts'
import { accountsIn } from '../ledger.ts'
import { difference } from './fold.ts'
import type { Lie } from './lies.ts'
import { type Death, type Point, points, type ProjectTask } from './tasks.ts'

const ACCOUNTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
const PAGE = 20
const PAGES = 5

/** A log that grows, and a read model of it that is killed. */
export class Killed {
  readonly #t: TestContext
  readonly #folder: string
  readonly store: EventStore
  readonly log: RecordedEvent[] = []

  static async in(t: TestContext): Promise<Killed> {
    const folder = await folderFor(t)
    return new Killed(t, folder, await openFile(t, join(folder, 'events.db')))
  }

  private constructor(t: TestContext, folder: string, store: EventStore) {
    this.#t = t
    this.#folder = folder
    this.store = store
  }

  get path(): string {
    return join(this.#folder, 'model.db')
  }

  /** Adds a few pages to the log. */
  async grow(): Promise<void> {
    const numbers = Array.from({ length: PAGE * PAGES }, (_, i) => this.log.length + i)
    await enterAll(this.store, `ledger-${this.log.length}`, entriesOf(numbers, ACCOUNTS))
    this.log.push(...(await logOf(this.store, this.log.at(-1)?.position ?? 'start')))
  }

  /** Starts a process that runs the projection. */
  start(stated: Partial<ProjectTask> = {}, under: readonly string[] = []): Process {
    return new Process(
      this.#t,
      {
        kind: 'project',
        events: sqliteConfig(join(this.#folder, 'events.db')),
        path: this.path,
        version: 1,
        settings: { pageEvents: PAGE, rebuild: false, ifTakenOver: 'continue' },
        death: null,
        lie: null,
        waits: false,
        ...stated,
      },
      under,
    )
  }

  /** Kills a process in a step, or in the one that makes a build the live one. Returns the point at which it died. */
  async killAt(point: Point, step: Death['step'], lie: Lie | null = null): Promise<Point> {
    const rebuild = step === 'swap'
    const settings = { pageEvents: rebuild ? 1_000 : PAGE, rebuild, ifTakenOver: 'continue' as const }
    if (point !== 'in commit') {
      const said = await this.start({ settings, lie, death: { point, step } }).hearAll()
      assert.ok(
        said.every((line) => typeof line === 'string'),
        `it ended: ${JSON.stringify(said)}`,
      )
      return point
    }
    // A process makes a few dozen writes to the log. If it survived, the next is killed earlier.
    for (let write = 1 + ((this.log.length * 7) % 50); ; write = Math.ceil(write / 2)) {
      const at = `inject=pwrite64:signal=SIGKILL:when=${write}`
      const log = ['-P', `${this.path}-wal`, '-e', 'trace=pwrite64', '-e', at]
      const said = await this.start({ settings, lie }, ['strace', '-f', '-qq', '-o', '/dev/null', ...log]).hearAll()
      if (said.at(-1) === 'committing') return point
      await this.grow()
    }
  }

  /** Runs the projection to the end of the log, and drops the builds that are not live. */
  async tidy(): Promise<void> {
    const end = (await this.start().hearAll()).at(-1)
    assert.equal(Object(end).why, 'caught_up', JSON.stringify(end))
    const model = accountsIn(this.path)
    gives(await model.openExisting(), 'opened')
    for (const build of gives(await model.builds(), 'builds').builds) await model.drop(build)
    gives(await model.close(), 'closed')
  }
}

/** Kills runs of a projection, this many times at each point, and compares the read model with a fold after each. */
export const kills = async (t: TestContext, each: number): Promise<void> => {
  const killed = await Killed.in(t)
  const count = new Map<Point, number>()
  for (let round = 0; round < each; round += 1) {
    for (const [i, point] of killable(t).entries()) {
      await killed.grow()
      // Every third round is a rebuild that dies when it replaces the live build.
      const step = (round + i) % 3 === 2 && round > 0 ? 'swap' : 1 + ((round + i) % PAGES)
      const died = await killed.killAt(point, step)
      count.set(died, (count.get(died) ?? 0) + 1)
      assert.equal(difference(killed.path, killed.log), undefined, `killed at ${point} of step ${step}`)
      if (step === 'swap') await killed.tidy()
    }
  }
  await killed.tidy()
  assert.equal(difference(killed.path, killed.log), undefined)
  t.diagnostic(`${JSON.stringify(Object.fromEntries(count))} kills, ${killed.log.length} events`)
  assert.deepEqual(
    [...count.values()],
    killable(t).map(() => each),
  )
}

/** Returns the points at which a process can be killed here. */
const killable = (t: TestContext): readonly Point[] => {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' })
    return points
  } catch {
    t.diagnostic('strace, which kills a process at a given write, is not installed here')
    return points.filter((point) => point !== 'in commit')
  }
}
