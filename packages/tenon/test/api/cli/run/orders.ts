import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import { CONFIG_TEXT } from '../../../../src/api/cli/event/config-template.ts'
import { emptyFolder, linkDependencies, tenonAgain } from '../tenon.ts'

/** A decider of orders. Its `evolve` throws at a line called `bomb`. */
export const ORDER = `
import { decider, eventTypes } from 'tenon'
import { z } from 'zod'
const OrderEvents = eventTypes({
  OrderPlaced: { version: 1, data: z.object({ lines: z.array(z.object({ item: z.string(), price: z.number() })) }), from: {} },
  OrderPaid: { version: 1, data: z.object({ by: z.string() }), from: {} },
})
const order = decider({
  name: 'order', version: 3, events: OrderEvents,
  initialState: { status: 'none', lines: [], tags: new Set() },
  decide: () => ({ events: [] }),
  evolve: (state, { type, data }) => {
    if (type === 'OrderPaid') return { ...state, status: 'paid', 'paid by': data.by, tags: new Set([...state.tags, data.by]) }
    for (const { item } of data.lines) if (item === 'bomb') throw new Error('It exploded.')
    return { ...state, status: 'placed', lines: [...state.lines, ...data.lines] }
  },
})
`

/** Two read models of orders: how many lines each has, and how each was paid. A line called `bomb` makes the first throw. */
export const READ_MODELS = `
import { projection } from 'tenon'
import { SqliteReadModel } from 'tenon/sqlite'
const settings = {
  pageEvents: 100, until: 'stopped', rebuild: false, ifTakenOver: 'continue', backoffMs: 10, maxBackoffMs: 100, checkMs: 100,
}
const declared = (name, version = 1) => projection({
  name, version, events: OrderEvents, filter: { streams: { prefix: 'order-' }, types: 'all' }, unreadable: 'stop', unknownType: 'pass',
})
const file = (name) => ({ path: \`\${import.meta.dirname}/\${name}.db\`, create: true, synchronous: 'normal', busyTimeoutMs: 5_000 })
const lines = (version = 1) => new SqliteReadModel({
  projection: declared('lines', version), config: file('lines'),
  create: (db, table) => db.exec(\`CREATE TABLE \${table('lines')} (stream TEXT PRIMARY KEY, lines INTEGER NOT NULL) STRICT\`),
  apply: (db, events, table) => {
    const add = db.prepare(\`INSERT INTO \${table('lines')} VALUES (?, ?) ON CONFLICT DO UPDATE SET lines = lines + excluded.lines\`)
    for (const { stream, type, data } of events) {
      if (type !== 'OrderPlaced') continue
      if (data.lines[0].item === 'bomb') throw new Error('It exploded.')
      add.run(stream, data.lines.length)
    }
  },
})
const paid = (name = 'paid') => new SqliteReadModel({
  projection: declared(name), config: file('paid'),
  create: (db, table) => db.exec(\`CREATE TABLE \${table('paid')} (stream TEXT PRIMARY KEY, how TEXT NOT NULL) STRICT\`),
  apply: (db, events, table) => {
    const add = db.prepare(\`INSERT OR REPLACE INTO \${table('paid')} VALUES (?, ?)\`)
    for (const { stream, type, data } of events) if (type === 'OrderPaid') add.run(stream, data.by)
  },
})
`

/** Creates a folder with a config that has an event store, and the lines that follow. */
export const folderWith = async (t: TestContext, more: string): Promise<string> => {
  const folder = await emptyFolder(t)
  await linkDependencies(folder)
  await writeFile(join(folder, 'tenon.config.ts'), `${CONFIG_TEXT}${more}`)
  return folder
}

/** Creates a folder with a config that has an event store and the decider `order`. */
export const ordersFolder = (t: TestContext): Promise<string> =>
  folderWith(t, `${ORDER}\nexport const deciders = { order }\n`)

/** Appends one event with the command line. */
export const append = async (folder: string, stream: string, type: string, data: object): Promise<void> => {
  const words = ['--expected', 'any', '--type', type, '--data', JSON.stringify(data)]
  const { code, stderr } = await tenonAgain(folder, 'append', stream, ...words)
  if (code !== 0) throw new Error(stderr)
}

/** Creates a folder with a config that has an event store and the projections `lines` and `paid`. */
export const projectionsFolder = (t: TestContext): Promise<string> =>
  folderWith(
    t,
    `${ORDER}${READ_MODELS}
export const projections = {
  lines: { events: stores.events, settings, model: lines() },
  paid: { events: stores.events, settings, model: paid() },
}\n`,
  )

/** Returns the rows of a view in a file of the folder. */
export const rowsOf = (folder: string, name: string): readonly unknown[] => {
  const db = new DatabaseSync(join(folder, `${name}.db`), { readOnly: true })
  const rows = db.prepare(`SELECT * FROM ${name} ORDER BY 1`).all()
  db.close()
  return rows.map((row) => Object.values(row))
}
