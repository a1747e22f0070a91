import { join } from 'node:path'
import { bind, type Policy } from 'tenon/bind'
import { type CountedNotes, countedNotes, LossyLink, type Place, runsSpecification, usual } from 'tenon/conformance'
import { RunsExecutor } from 'tenon/run'
import { SqliteEventExecutor, SqliteReadModel } from 'tenon/sqlite'
import { sourcesOfRuns } from '../../../certify/places.ts'
import { leastNeed, sqliteConfig } from '../../semantics/stores.ts'
import { modelConfig } from '../../sqlite/read-model/ledger.ts'
import { settingsWith } from '../runs.ts'
import { leastRuns } from './need.ts'
import { opened } from './opened.ts'

const link = new LossyLink()

const SYNCED = { synchronous: 'full' } as const

/** The log of a place, which is not open. */
const logAt = ({ folder }: Place) =>
  bind(leastNeed, new SqliteEventExecutor({ config: sqliteConfig(join(folder, 'log.db'), SYNCED) }), usual)

/** A read model at a place, which is not open. It has the positions of the notes in a table. */
const modelAt = ({ folder }: Place, which: keyof typeof countedNotes) =>
  new SqliteReadModel<CountedNotes['events']>({
    projection: countedNotes[which],
    config: modelConfig(join(folder, `${which}.db`), SYNCED),
    create: (db, table) => db.exec(`CREATE TABLE ${table('notes')} (position INTEGER PRIMARY KEY) STRICT`),
    apply: (db, events, table) => {
      const insert = db.prepare(`INSERT INTO ${table('notes')} VALUES (?)`)
      for (const { position } of events) insert.run(position)
    },
  })

export const url = import.meta.url
export const name = 'sqlite_runs'
export const specification = runsSpecification(async (place, work) => {
  const log = logAt(place)
  const [first, second] = [modelAt(place, 'first'), modelAt(place, 'second')]
  try {
    for (const model of [first, second]) {
      const answer = await model.open()
      if (answer.kind === 'failed') throw new Error(answer.says)
    }
    return await work({ events: await opened(log), first, second })
  } finally {
    for (const each of [second, first, log]) await each.close()
  }
})
export const binding = (place: Place, policy: Policy) => {
  const [settings, events] = [settingsWith(), logAt(place)]
  const projections = {
    first: { events, settings, model: modelAt(place, 'first') },
    second: { events, settings, model: modelAt(place, 'second') },
  }
  return bind(leastRuns, link.around(place, new RunsExecutor({ projections })), policy)
}
export const { faults } = link
export const exemptions = ['permission_denied', 'unavailable', 'busy', 'full', 'misconfigured', 'corrupted'].map(
  (word) => ({
    id: `reachability/${word}`,
    reason: 'It is a failure of a file beneath, which the rigs of SQLite provoke.',
  }),
)
export const sources = sourcesOfRuns('sqlite')
export const versions = { sqlite: process.versions.sqlite ?? '' }
