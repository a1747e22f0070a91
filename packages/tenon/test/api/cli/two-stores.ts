import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { CONFIG_TEXT } from '../../../src/api/cli/event/config-template.ts'
import { emptyFolder } from './tenon.ts'

const TOY = new URL('../../service/binding/toy.ts', import.meta.url).href

/**
 * A pantry as a store of a config. A shelf called `full` has no room, one called `wet` fails, and one called `list` has
 * no answer that ends.
 */
const PANTRY = `import { bound, flooded, gives, jar, watching } from '${TOY}'
export const pantry = (script = {}) => bound({
  execute: async (intent) => {
    if (intent.kind === 'get') return { kind: 'shelf', labels: [intent.shelf] }
    if (intent.shelf === 'wet') return flooded('none')
    return intent.shelf === 'full' ? { kind: 'no_room' } : { kind: 'put', count: intent.jars.length }
  },
  follow: ({ behind }, attempt) => behind === 9 ? watching(attempt, jar(10)) : gives(jar(1), jar(2), { kind: 'quiet', upTo: 2 }),
  ...script,
}).binding
`

/** Creates a folder with a config that has an event store, `events`, and stores of another capability. */
export const twoStoresFolder = async (t: TestContext, others: string = 'jars: pantry()'): Promise<string> => {
  const folder = await emptyFolder(t)
  const stores = CONFIG_TEXT.replace('export const stores = {', `export const stores = {\n  ${others},`)
  await writeFile(join(folder, 'tenon.config.ts'), `${PANTRY}${stores}`)
  return folder
}

const VALUES = `import { KeyValue } from 'tenon'
import { SqliteKeyValueExecutor } from 'tenon/sqlite'
const settings = need(KeyValue, {
  dedupe: 'latest', reads: 'eventual', expiry: 'none', durability: 'none', replication: 'single', reach: 'process', retention: 'bounded',
  max_value_bytes: 0, recent_writes: 0, repeat_window_ms: 0, removed_kept_ms: 0,
})
const config = {
  path: \`\${import.meta.dirname}/events.db\`, create: true, access: 'read_write', synchronous: 'full', busyTimeoutMs: 5_000, pollMs: 50,
  recentWrites: 64, repeatWindowMs: 3_600_000, removedKeptMs: 3_600_000,
}
const policy = { attempts: 1, attemptMs: 10_000, deadlineMs: 30_000, backoffMs: 0, maxBackoffMs: 0, concurrency: 64 }
stores.settings = bind(settings, new SqliteKeyValueExecutor({ config }), policy)
`

/** Creates a folder with a config that has an event store, `events`, and a store of values, `settings`, in one file. */
export const valuesFolder = async (t: TestContext): Promise<string> => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'tenon.config.ts'), `${CONFIG_TEXT}${VALUES}`)
  return folder
}
