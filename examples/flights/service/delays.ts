import { DatabaseSync } from 'node:sqlite'
import type { EventStore } from 'tenon'
import { project, type ProjectSettings } from 'tenon/run'
import { SqliteReadModel } from 'tenon/sqlite'
import { z } from 'zod'
import { delays, isLate } from '../domain/delays.ts'
import type { Unfit } from '../domain/history.ts'

/** The delays of the flights from one airport, in minutes. `late` is the share of late flights, from 0 to 1. */
const Delay = z.object({ airport: z.string(), flights: z.int(), mean: z.number(), worst: z.int(), late: z.number() })
export type Delay = z.infer<typeof Delay>

/** The table of delays in an SQLite file. This does no I/O. */
export const delaysIn = (path: string) =>
  new SqliteReadModel({
    projection: delays,
    config: { path, create: true, synchronous: 'normal', busyTimeoutMs: 5_000 },
    create: (db, table) =>
      db.exec(`CREATE TABLE ${table('delays')}
        (airport TEXT PRIMARY KEY, flights INTEGER, minutes INTEGER, worst INTEGER, late INTEGER) STRICT`),
    apply: (db, events, table) => {
      const add = db.prepare(`INSERT INTO ${table('delays')} VALUES (:airport, 1, :delay, :delay, :late)
        ON CONFLICT DO UPDATE SET
        flights = flights + 1, minutes = minutes + :delay, worst = max(worst, :delay), late = late + :late`)
      for (const { data } of events) add.run({ airport: data.origin, delay: data.delay, late: Number(isLate(data)) })
    },
  })

/** How the table is filled. */
export const filling: ProjectSettings = {
  pageEvents: 1_000,
  until: 'caught_up',
  rebuild: false,
  ifTakenOver: 'continue',
  backoffMs: 10,
  maxBackoffMs: 1_000,
  checkMs: 1_000,
}

/** The airports with their delays, those with the most flights first. */
interface Delays {
  readonly kind: 'delays'
  readonly airports: readonly Delay[]
  /** How many departures were new. */
  readonly events: number
}

/** Takes the departures that the table does not have yet, and reads it. */
export const readDelays = async (flights: EventStore, path: string): Promise<Delays | Unfit> => {
  const model = delaysIn(path)
  const opened = await model.open()
  if (opened.kind === 'failed') return { kind: 'unfit', says: opened.says }
  const run = project(flights, [model], filling)
  run.start()
  const [taken] = await run.ended
  await model.close()
  if (taken?.end?.why !== 'caught_up') return { kind: 'unfit', says: `The delays: ${taken?.end?.says}` }
  using db = new DatabaseSync(path, { readOnly: true })
  const rows = db.prepare(`SELECT airport, flights, minutes * 1.0 / flights AS mean, worst, late * 1.0 / flights AS late
    FROM delays ORDER BY flights DESC, airport`)
  return { kind: 'delays', airports: z.array(Delay).parse(rows.all()), events: taken.events }
}
