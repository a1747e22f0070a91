import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { CONFIG_TEXT } from '../../../../src/api/cli/event/config-template.ts'
import { emptyFolder, jsonLines, type Ran, storeFolder, tenon, tenonHere, tenonHereWith } from '../tenon.ts'

const streamsWith = async (t: TestContext, config: string, ...words: readonly string[]): Promise<Ran> => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'tenon.config.ts'), config)
  return tenonHere(folder, 'streams', '--json', ...words)
}

const refused = ({ code, stdout, stderr }: Ran, says: RegExp): void => {
  assert.equal(code, 2, stderr)
  for (const line of jsonLines(stdout)) {
    assert.equal(line['kind'], 'usage')
    assert.match(String(line['says']), says)
  }
  assert.match(stderr, says)
  assert.doesNotMatch(stderr, /defect|\n {4}at /)
}

const UNBOUND = `import { MemoryEventExecutor } from 'tenon/memory'
export const stores = { orders: new MemoryEventExecutor() }`

/** A config that declares a capability with a mistake. */
const CONTRADICTORY = `import { capability, libraryFailures } from 'tenon'
const rest = { operations: {}, failures: libraryFailures, guarantees: {}, limits: {} }
export const mine = capability({ name: 'mine', version: 0, ...rest })`

test('every command reports a store that is not bound, and does not call it a defect of Tenon', async (t) => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'tenon.config.ts'), UNBOUND)
  for (const command of ['doctor', 'describe', 'streams']) refused(await tenonHere(folder, command), /is not bound/)
})

test('an invalid config is refused with a sentence', async (t) => {
  const edges: readonly (readonly [config: string, says: RegExp, ...words: string[]])[] = [
    ['export const shops = {}', /exports no stores/],
    ['export const stores = {}', /without any store in it/],
    [
      CONFIG_TEXT.replace('export const stores = {\n  events: bind(', 'export const stores = [bind(').replace(
        /,\n\}\n$/,
        '][0]',
      ),
      /exports a binding as stores\. Give it a name: export const stores = \{ name/,
    ],
    ['export const stores = { a: 1 }', /stores\.a of .* is not a binding\. Make one with bind/],
    [UNBOUND, /stores\.orders of .* is an executor that is not bound\. Bind it first/],
    ['export const stores = { a: undefined, b: 2 }', /stores\.a of .* is undefined\. Bind it above/],
    ['export const stores = { a: 1, b: 2 }', /no store c\. It has: a, b/, '--store', 'c'],
    ['export enum E { A }', /only TypeScript that can be erased/],
    ['import "no-such-package"', /imports a module that does not exist/],
    ['import "node:no-such"', /a built-in module that this Node does not have/],
    ['export const stores = ', /cannot be loaded/],
    [CONTRADICTORY, /cannot be loaded\. TypeError: The capability mine contradicts itself:\n- version: 0 is not /],
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

test('--store selects one of several stores', async (t) => {
  const config = `${CONFIG_TEXT.replace('events: bind', 'other: 3, events: bind')}`
  const { code, stderr } = await streamsWith(t, config, '--store', 'events')
  assert.equal(code, 12)
  assert.match(stderr, /not_found: open: .*events\.db does not exist/)
})

describe('a config is found', () => {
  for (const name of ['tenon.config.ts', 'tenon.config.mts', 'tenon.config.js', 'tenon.config.mjs'])
    test(`as ${name}, by every command`, async (t) => {
      const folder = await emptyFolder(t)
      await mkdir(join(folder, 'src/domain'), { recursive: true })
      await writeFile(join(folder, 'src/domain/a.ts'), 'export {}\n')
      await writeFile(join(folder, name), `${CONFIG_TEXT}${CHECK}`)
      const described = await tenonHere(folder, 'describe', '--json')
      assert.deepEqual(
        jsonLines(described.stdout).map(({ store }) => store),
        ['events'],
      )
      const checked = await tenonHere(join(folder, 'src'), 'check')
      assert.equal(checked.code, 0, checked.stderr)
      const path = join(folder, 'src/domain/b.ts')
      await writeFile(path, IMPURE)
      const hooked = await tenonHereWith(folder, JSON.stringify({ file_path: path }), 'check', '--hook')
      assert.match(hooked.stderr, /src\/domain\/b\.ts:1:8 {2}domain-imports/)
    })

  test('only if it is the only one: two side by side are refused, by every command', async (t) => {
    const folder = await storeFolder(t)
    await writeFile(join(folder, 'tenon.config.mjs'), `${CONFIG_TEXT}${CHECK}`)
    const says = /tenon\.config\.ts and tenon\.config\.mjs are both in .*Keep one of them, or name/
    for (const words of [['streams'], ['describe'], ['init'], ['check'], ['check', 'init']])
      refused(await tenonHere(folder, ...words), says)
    await writeFile(join(folder, 'a.ts'), IMPURE)
    const event = JSON.stringify({ file_path: join(folder, 'a.ts') })
    refused(await tenonHereWith(folder, event, 'check', '--hook'), says)
    const named = await tenonHere(folder, 'describe', '--config', 'tenon.config.mjs')
    assert.equal(named.code, 0, named.stderr)
  })
})

const IMPURE = "import 'node:fs'\n"

const CHECK = `
export const check = {
  layers: { domain: ['src/domain/**'], service: [], api: [], test: [] },
  ignored: ['*.config.*'],
  pure: [],
  technologies: [],
}
`

describe('every command says what to do about a config that Node would read as CommonJS, without a warning of Node:', () => {
  const says = /cannot be loaded\. It is an ES module and would be read as CommonJS: .* Rename it to tenon\.config\.m/
  for (const [name, type] of [
    ['tenon.config.ts', 'commonjs'],
    ['tenon.config.js', 'commonjs'],
    ['tenon.config.cts', 'module'],
  ] as const)
    test(`${name} under "type": "${type}"`, async (t) => {
      const folder = await emptyFolder(t)
      await writeFile(join(folder, 'package.json'), JSON.stringify({ type }))
      await writeFile(join(folder, name), CONFIG_TEXT)
      const { code, stdout, stderr } = await tenon(folder, 'streams', '--config', name)
      assert.deepEqual([code, stdout], [2, ''])
      assert.match(stderr, says)
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
      assert.doesNotMatch(stderr, /Warning/)
    })

  test('one that is CommonJS is loaded', async (t) => {
    const folder = await emptyFolder(t)
    await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}')
    const text = CONFIG_TEXT.replaceAll(/^import (\{.*\}) from ('.*')$/gm, 'const $1 = require($2)')
    await writeFile(
      join(folder, 'tenon.config.ts'),
      text.replace('export const stores', 'exports.stores').replace('import.meta.dirname', '__dirname'),
    )
    const { code, stderr } = await tenon(folder, 'describe')
    assert.equal(code, 0, stderr)
  })
})
