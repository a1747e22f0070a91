import { setImmediate as turn } from 'node:timers/promises'
import { bind } from 'tenon/bind'
import { documents, project } from 'tenon/run'
import { SqliteEventExecutor, SqliteKeyValueExecutor } from 'tenon/sqlite'
import { gives, leastNeed, once, sqliteConfig } from '../../semantics/stores.ts'
import { entriesConfig, leastOfEntries } from '../../sqlite/key-value/stores.ts'
import { endsAt, type Point } from '../laws/points.ts'
import { settingsWith } from '../runs.ts'
import { accountsOf } from './given.ts'
import { passingRead, passingWrites } from './passing.ts'

/** What the process does. */
export interface Assignment {
  /** The paths of the files. */
  readonly events: string
  readonly entries: string
  readonly rebuild: boolean
  /** Where it kills itself, and at which pass. `null`: it does not. */
  readonly kill: { readonly point: Point; readonly time: number } | null
}

/** Runs the projection until it has caught up, or kills itself at a point. It prints how the run ended. */
const run = async ({ events, entries, rebuild, kill }: Assignment): Promise<void> => {
  await using eventBinding = bind(leastNeed, new SqliteEventExecutor({ config: sqliteConfig(events) }), once)
  const config = entriesConfig(entries)
  await using entryBinding = bind(leastOfEntries, new SqliteKeyValueExecutor({ config }), once)
  const log = gives(await eventBinding.open(), 'opened').store
  const store = gives(await entryBinding.open(), 'opened').store
  const pass = endsAt(kill?.point ?? 'read', kill?.time ?? 0, async () => {
    // What was sent gets a little further each time.
    for (let turns = (kill?.time ?? 0) % 4; turns > 0; turns -= 1) await turn()
    process.kill(process.pid, 'SIGKILL')
    await new Promise(() => undefined)
  })
  const model = documents(accountsOf(), passingWrites(store, pass))
  const settings = settingsWith({ until: 'caught_up', pageEvents: 20, rebuild, ifTakenOver: 'continue' })
  const running = project(passingRead(log, pass), [model], settings)
  running.start()
  const [state] = await running.ended
  process.stdout.write(`${state?.end?.why}\n`)
}

await run(JSON.parse(process.argv[2] ?? ''))
