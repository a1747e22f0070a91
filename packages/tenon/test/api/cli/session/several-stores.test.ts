import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { CONFIG_TEXT } from '../../../../src/api/cli/event/config-template.ts'
import { emptyFolder, jsonLines, linkDependencies, outcomeIn, type Ran, seed, tenon, tenonAgain } from '../tenon.ts'
import { twoStoresFolder, valuesFolder } from '../two-stores.ts'

/** Every command that works on a store of events. */
const EVENT_COMMANDS: readonly (readonly [command: string, ...words: string[]])[] = [
  ['append', 'account-0', '--expected', 'any', '--type', 'Paid', '--data', '1'],
  ['read', 'account-0'],
  ['log'],
  ['event', '1'],
  ['streams'],
  ['export'],
  ['import', 'in.ndjson'],
]

const refused = ({ code, stdout, stderr }: Ran, says: RegExp): void => {
  assert.equal(code, 2, stderr)
  assert.deepEqual(outcomeIn(stdout)['kind'], 'usage')
  assert.match(stderr, says)
  assert.doesNotMatch(stderr, /defect|\n {4}at /)
}

const folderOf = (t: TestContext, others: string): Promise<string> => filled(twoStoresFolder(t, others))

const filled = async (made: Promise<string>): Promise<string> => {
  const folder = await made
  await seed(folder, ['account-0'], 2)
  await writeFile(join(folder, 'in.ndjson'), '')
  return folder
}

describe('a config with stores of two capabilities', () => {
  test('is no surprise to a command of one: it takes the only store of its capability', async (t) => {
    const folder = await folderOf(t, 'jars: pantry()')
    for (const words of EVENT_COMMANDS)
      for (const named of [[], ['--store', 'events']]) {
        const { code, stdout, stderr } = await tenonAgain(folder, ...words, ...named, '--json')
        assert.equal(code, 0, `${words.join(' ')}\n${stderr}`)
        assert.equal(outcomeIn(stdout)['kind'], words[0] === 'append' ? 'appended' : 'done')
      }
  })

  test('is no surprise to a command of one that is given the other: it says what that is, and which would do', async (t) => {
    const folder = await folderOf(t, 'jars: pantry()')
    for (const words of EVENT_COMMANDS)
      refused(
        await tenonAgain(folder, ...words, '--store', 'jars', '--json'),
        /stores\.jars of .* is bound to pantry 1, and this command works on event_store 1\. Name one with --store: events\./,
      )
  })

  test('is no surprise to describe and doctor: they show every store, or the one that is named', async (t) => {
    const folder = await folderOf(t, 'jars: pantry()')
    for (const command of ['describe', 'doctor']) {
      const all = await tenonAgain(folder, command, '--json')
      assert.deepEqual([all.code, all.stderr], [0, ''])
      assert.deepEqual(
        jsonLines(all.stdout).map(({ store }) => store),
        ['jars', 'events'],
      )
      for (const words of [['jars'], ['--store', 'jars'], ['jars', '--store', 'jars']]) {
        const one = await tenonAgain(folder, command, ...words, '--json')
        assert.deepEqual([one.code, outcomeIn(one.stdout)['store']], [0, 'jars'], one.stderr)
      }
      refused(
        await tenonAgain(folder, command, 'jars', '--store', 'events', '--json'),
        /Name one store: the argument is jars, and --store is events/,
      )
      refused(await tenonAgain(folder, command, 'cellar', '--json'), /exports no store cellar\. It has: jars, events\./)
    }
    const short = await tenonAgain(folder, 'describe')
    assert.match(
      short.stdout,
      /^jars +pantry 1 +wood +all that its need requires\nevents +event_store 1 +sqlite +all that its need requires\n$/,
    )
    assert.match(short.stderr, /tenon describe <store>/)
    const people = await tenonAgain(folder, 'doctor')
    assert.match(people.stdout, /^jars: pantry 1 on wood\n {2}well [^]*\nevents: event_store 1 on sqlite\n {2}well /)
  })
})

test('an event store and a store of values in one file are no surprise to any command', async (t) => {
  const folder = await filled(valuesFolder(t))
  const value = ['--key', 'theme', '--value', '1', '--expected', 'any', '--lifetime-seconds', 'null', '--id', 'new']
  const put = await tenonAgain(folder, 'call', 'settings', 'put', ...value)
  assert.equal(put.code, 0, put.stderr)
  for (const words of [...EVENT_COMMANDS, ['describe'], ['doctor'], ['describe', 'settings'], ['doctor', 'settings']]) {
    const { code, stderr } = await tenonAgain(folder, ...words)
    assert.equal(code, 0, `${words.join(' ')}\n${stderr}`)
  }
  for (const words of EVENT_COMMANDS)
    refused(
      await tenonAgain(folder, ...words, '--store', 'settings', '--json'),
      /stores\.settings of .* is bound to key_value 1, and this command works on event_store 1\. .*: events\./,
    )
})

test('several stores of one capability: a command of it asks for a name', async (t) => {
  const folder = await folderOf(t, 'jars: pantry()')
  const config = await readFile(join(folder, 'tenon.config.ts'), 'utf8')
  await writeFile(join(folder, 'tenon.config.ts'), `${config}\nObject.assign(stores, { old: stores.events })\n`)
  for (const words of EVENT_COMMANDS) {
    refused(
      await tenonAgain(folder, ...words, '--json'),
      /exports several stores of event_store: events, old\. Name one with --store\./,
    )
    assert.equal((await tenonAgain(folder, ...words, '--store', 'old')).code, 0)
  }
})

test('no store of the capability: a command of it says what there is', async (t) => {
  const folder = await folderOf(t, 'jars: pantry()')
  const config = await readFile(join(folder, 'tenon.config.ts'), 'utf8')
  await writeFile(join(folder, 'tenon.config.ts'), `${config}\nstores.herbs = pantry()\ndelete stores.events\n`)
  for (const words of EVENT_COMMANDS) {
    refused(
      await tenonAgain(folder, ...words, '--json'),
      /exports no store of event_store\. It has: jars \(pantry 1\), herbs \(pantry 1\)\./,
    )
    refused(
      await tenonAgain(folder, ...words, '--store', 'herbs', '--json'),
      /stores\.herbs of .* is bound to pantry 1, .* exports no store of event_store\./,
    )
  }
})

test('a store that is not bound is a sentence of every command that may mean it, and says what it is', async (t) => {
  const cases: readonly (readonly [value: string, says: RegExp])[] = [
    ['undefined', /stores\.jars of .* is undefined\. Bind it above "stores"/],
    ['null', /stores\.jars of .* is not a binding\. Make one with bind/],
    ['"jars"', /stores\.jars of .* is not a binding\. Make one with bind/],
    ['() => pantry()', /is a function\. Call it here/],
    ['Promise.resolve(pantry())', /is a promise\. Write await before it/],
    ['EventStore', /is a capability, event_store 1, that is not bound\. Bind a need of it/],
    ['events', /is a need of event_store 1 that is not bound\. Bind it/],
    [
      'new SqliteEventExecutor({ config: { path: "x", create: true, access: "read_write", synchronous: "full", dedupe: "forever", busyTimeoutMs: 1, pollMs: 1 } })',
      /is an executor that is not bound\. Bind it first/,
    ],
    ['await pantry().open()', /is the outcome of open\(\)\. Put the binding itself there/],
    ['{ open() {}, close() {}, capability: { name: "pantry" } }', /was made by another version of this package/],
  ]
  for (const [value, says] of cases) {
    const folder = await twoStoresFolder(t, `jars: ${value}`)
    for (const words of [['describe'], ['doctor'], ['call', 'jars'], ['streams'], ['streams', '--store', 'jars']])
      refused(await tenonAgain(folder, ...words, '--json'), says)
    const other = await tenonAgain(folder, 'describe', 'events')
    assert.equal(other.code, 0, other.stderr)
  }
})

/** Creates a folder with a config that imports a copy of the package, in which a text of the declaration is replaced. */
const copied = async (t: TestContext, text: string, other: string): Promise<string> => {
  const folder = await emptyFolder(t)
  const source = fileURLToPath(new URL('../../../../src', import.meta.url))
  await cp(source, join(folder, 'copy'), { recursive: true })
  await linkDependencies(folder)
  const declaration = join(folder, 'copy/domain/event/store.ts')
  const before = await readFile(declaration, 'utf8')
  assert.ok(before.includes(text))
  await writeFile(declaration, before.replace(text, other))
  const config = CONFIG_TEXT.replaceAll(
    /'tenon(?:\/(\w+))?'/g,
    (_, part: string = 'index') => `'./copy/api/${part}.ts'`,
  )
  await writeFile(join(folder, 'tenon.config.ts'), config)
  return folder
}

const APPEND = ['append', 'a-1', '--expected', 'any', '--type', 'Paid', '--data', '1', '--json'] as const

describe('a config that imports a copy of this package of its own', () => {
  test('works if the copy declares the same operations, even in other words', async (t) => {
    const folder = await copied(t, 'Read one page of a stream.', 'Read a page of one stream.')
    for (const words of [APPEND, ['read', 'a-1'], ['describe'], ['doctor']]) {
      const { code, stderr } = await tenon(folder, ...words)
      assert.equal(code, 0, stderr)
    }
  })

  test('is refused by a command of one capability if the copy declares other operations, or another version', async (t) => {
    const [fields, version] = await Promise.all([
      copied(t, 'intent: ListStreams,', 'intent: Read,'),
      copied(t, 'version: 1,', 'version: 2,'),
    ])
    refused(
      await tenon(fields, ...APPEND),
      /stores\.events of .* is bound to event_store 1 of another copy of this package, which declares other operations or fields\. Run the tenon that is installed beside the config/,
    )
    refused(
      await tenon(version, ...APPEND),
      /stores\.events of .* is bound to event_store 2, and this tenon knows event_store 1\. Run the tenon/,
    )
    // The commands for any capability use the declaration of the copy.
    for (const folder of [fields, version]) assert.equal((await tenon(folder, 'describe')).code, 0)
  })
})
