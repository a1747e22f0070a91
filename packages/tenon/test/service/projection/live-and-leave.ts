import { bind } from 'tenon/bind'
import { project } from 'tenon/run'
import { SqliteEventExecutor } from 'tenon/sqlite'
import { fill, gives, leastNeed, once, sqliteConfig } from '../semantics/stores.ts'
import { KeptModel } from './kept.ts'
import { projectionOf, settingsWith, until } from './runs.ts'

/** Runs a projection in a file until it is live, and stops it. The process must end by itself. */
const [path = ''] = process.argv.slice(2)
const binding = bind(leastNeed, new SqliteEventExecutor({ config: sqliteConfig(path) }), once)
const { store } = gives(await binding.open(), 'opened')
await fill(store, 'a', 50)
const models = ['one', 'two'].map((name) => new KeptModel(projectionOf({ name })))
const run = project(store, models, settingsWith({ checkMs: 600_000 }))
run.start()
for (const i of models.keys()) await until(run, ({ phase }) => phase === 'live', i)
await fill(store, 'a', 1)
await until(run, ({ events }) => events === 51)
await run.stop()
console.log(JSON.stringify({ left: process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout') }))
await binding.close()
