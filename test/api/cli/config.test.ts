import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { CONFIG_TEXT } from '../../../src/api/cli/config-text.ts'
import { emptyFolder, type Ran, storeFolder, tenon, tenonHere } from './tenon.ts'

const streamsWith = async (t: TestContext, config: string, ...words: readonly string[]): Promise<Ran> => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'tenon.config.ts'), config)
  return tenonHere(folder, 'streams', '--json', ...words)
}

const refused = ({ code, stdout, stderr }: Ran, says: RegExp): void => {
  assert.deepEqual([code, stdout], [2, ''], stderr)
  assert.match(stderr, says)
  assert.doesNotMatch(stderr, /defect|\n {4}at /)
}

const UNBOUND = `import { MemoryEventExecutor } from 'tenon/memory'
export const stores = { orders: new MemoryEventExecutor() }`

test('a store that was not bound is told so by every command, and is not called a defect of Tenon', async (t) => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'tenon.config.ts'), UNBOUND)
  for (const command of ['doctor', 'describe', 'streams']) refused(await tenonHere(folder, command), /is not bound/)
})

test('a config that is not as it must be is refused with a sentence', async (t) => {
  const edges: readonly (readonly [config: string, says: RegExp, ...words: string[]])[] = [
    ['export const shops = {}', /exports no stores/],
    ['export const stores = {}', /without any store in it/],
    ['export const stores = { a: 1 }', /stores\.a of .* is no binding of an event store/],
    [UNBOUND, /stores\.orders of .* is an executor that is not bound\. Bind it first/],
    ['export const stores = { a: 1, b: 2 }', /several stores: a, b\. Name one with --store/],
    ['export const stores = { a: 1, b: 2 }', /no store c\. It has: a, b/, '--store', 'c'],
    ['export enum E { A }', /only TypeScript that can be erased/],
    ['import "no-such-package"', /imports what is not there/],
    ['import "node:no-such"', /this Node lacks\. For SQLite, run Node 22\.18 or later/],
    ['export const stores = ', /cannot be loaded/],
    [CONFIG_TEXT.replace('create: true,', ''), /SqliteStoreConfig: create is missing/],
    [CONFIG_TEXT, /no\.config\.ts does not exist\. Write one with "tenon init"/, '--config', 'no.config.ts'],
  ]
  const answers = await Promise.all(edges.map(([config, , ...words]) => streamsWith(t, config, ...words)))
  for (const [i, answer] of answers.entries()) refused(answer, edges[i]?.[1] ?? /never/)
})

test('a store that falls short of its need is refused before it is touched', async (t) => {
  const folder = await emptyFolder(t)
  const config = CONFIG_TEXT.replace('max_event_bytes: 65_536', 'max_event_bytes: 99_000_000')
  await writeFile(join(folder, 'tenon.config.ts'), config)
  refused(await tenonHere(folder, 'streams'), /max_event_bytes: needs 99000000, has 1048576/)
  const described = await tenonHere(folder, 'describe')
  assert.equal(described.code, 2)
  assert.match(described.stdout, /max_event_bytes +needs 99000000, has 1048576/)
})

test('a failure of the store ends with its own exit code', async (t) => {
  const folder = await storeFolder(t)
  await mkdir(join(folder, 'events.db'))
  const misconfigured = await tenon(folder, 'streams')
  assert.deepEqual([misconfigured.code, misconfigured.stdout], [18, ''])
  assert.match(misconfigured.stderr, /^tenon: misconfigured: open: .*events\.db is a folder/m)
  const missing = await streamsWith(t, CONFIG_TEXT.replace('/events.db', '/none/events.db'))
  assert.equal(missing.code, 12)
  assert.match(missing.stderr, /^tenon: not_found/m)
})

test('one of several stores is named', async (t) => {
  const config = `${CONFIG_TEXT.replace('events: bind', 'other: 3, events: bind')}`
  const { code, stderr } = await streamsWith(t, config, '--store', 'events')
  assert.equal(code, 12)
  assert.match(stderr, /not_found: open: .*events\.db does not exist/)
})
