import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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
