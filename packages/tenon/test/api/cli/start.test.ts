import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { CONFIG_TEXT } from '../../../src/api/cli/event/config-template.ts'
import { emptyFolder, ended, ENVIRONMENT, jsonLines, MAIN, type Ran, seed, start, tenon } from './tenon.ts'

/** Without the signal, these commands would run until the deadline of the store, or for ever. */
const IN_TIME = { timeout: 60_000, skip: process.platform === 'win32' }

const folderWith = async (t: TestContext, config: string): Promise<string> => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'tenon.config.ts'), config)
  return folder
}

const refused = ({ code, stdout, stderr }: Ran, says: RegExp): void => {
  assert.equal(code, 2, stderr)
  assert.match(stderr, says)
  assert.match(stderr, /^tenon: /)
  const last = jsonLines(stdout).at(-1)
  assert.equal(last?.['kind'], 'usage')
  assert.match(String(last['says']), says)
}

const REJECTS = `${CONFIG_TEXT}\nawait new Promise(setImmediate)\nPromise.reject(new Error('too late'))\n`
const REJECTS_LATER = `${CONFIG_TEXT}\nsetTimeout(() => Promise.reject(new Error('much too late')), 1)\n`
const THROWS_MEANWHILE = `setTimeout(() => { throw new Error('meanwhile') })
await new Promise((resolve) => setTimeout(resolve, 60_000))`

describe('a config that misbehaves is reported in a sentence, with exit code 2:', { concurrency: 2 }, () => {
  const cases: readonly (readonly [name: string, config: string, says: RegExp])[] = [
    [
      'one that waits for something that never comes',
      'await new Promise(() => {})',
      /config\.ts cannot be loaded\. It waits \(await\)/,
    ],
    [
      'one that throws null',
      'throw null',
      /config\.ts cannot be loaded\. It throws something that is not an Error: null\./,
    ],
    ['one that ends the process', 'process.exit(0)', /The process ended before the command was done\. The config/],
    ['one that leaves a rejection uncaught', REJECTS, /an uncaught error in the config [^]*too late/],
    ['one that rejects long after it was loaded', REJECTS_LATER, /an uncaught error[^]*much too late/],
    ['one with a timer that throws while it is loaded', THROWS_MEANWHILE, /It leaves an error uncaught: meanwhile/],
  ]
  for (const [name, config, says] of cases)
    test(name, async (t) => {
      const folder = await folderWith(t, config)
      await seed(folder, ['a-1'], 1)
      // The command follows the log, so that it is still running when the config fails.
      refused(await tenon(folder, 'log', '--follow', '--json'), says)
    })

  test('one with a store that never answers', async (t) => {
    const config = `import { EventStore } from 'tenon'
const never = () => new Promise(() => {})
export const stores = { events: { capability: EventStore, gaps: [], open: never, openExisting: never, close: never } }`
    refused(
      await tenon(await folderWith(t, config), 'streams', '--json'),
      /the command waits for something that never comes/,
    )
  })
})

describe('a signal while a config is loaded ends the process', { skip: process.platform === 'win32' }, () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    test(`${signal}, even if the config blocks for ever`, async (t) => {
      const config = "import { writeSync } from 'node:fs'\nwriteSync(1, 'loading')\nwhile (true) {}"
      const child = start(await folderWith(t, config), 'streams')
      t.after(() => child.kill('SIGKILL'))
      await once(child.stdout, 'data')
      child.kill(signal)
      assert.deepEqual(await once(child, 'close'), [null, signal])
    })
})

const NEVER_OPENS = `import { writeSync } from 'node:fs'
import { EventStore } from 'tenon'
const waits = () => {
  setTimeout(() => undefined, 600_000)
  writeSync(2, 'waits')
  return new Promise(() => {})
}
const close = async () => ({ kind: 'closed' })
export const stores = { events: { capability: EventStore, gaps: [], open: waits, openExisting: waits, examine: waits, close } }`

for (const words of [['streams'], ['import', '-'], ['doctor']])
  test(
    `Ctrl-C ends ${words.join(' ')} while its store does not answer, and the outcome says so`,
    IN_TIME,
    async (t) => {
      const child = start(await folderWith(t, NEVER_OPENS), ...words, '--json')
      t.after(() => child.kill('SIGKILL'))
      child.stderr.once('data', () => child.kill('SIGINT'))
      const { code, stdout } = await ended(child)
      assert.equal(code, 130)
      assert.deepEqual(jsonLines(stdout), [{ kind: 'interrupted', signal: 'SIGINT' }])
    },
  )

const WAITS_FOR_INPUT = [
  [['append', 'a-1', '--expected', 'any', '--type', 'T', '--data', '-'], { stream: 'a-1', ids: [] }],
  [['call', 'events', 'append', '--fields', '-'], {}],
] as const

for (const [words, fields] of WAITS_FOR_INPUT)
  test(`Ctrl-C ends ${words[0]} while it waits for its input, and the outcome says so`, IN_TIME, async (t) => {
    const listens = `import { writeSync } from 'node:fs'
process.on('newListener', (name) => {
  if (name === 'SIGINT') setImmediate(() => writeSync(2, 'listens'))
})`
    const folder = await folderWith(t, `${listens}\n${CONFIG_TEXT}`)
    const child = start(folder, ...words, '--json')
    t.after(() => child.kill('SIGKILL'))
    child.stderr.once('data', () => child.kill('SIGINT'))
    const { code, stdout, stderr } = await ended(child)
    assert.equal(code, 130)
    assert.deepEqual(jsonLines(stdout), [{ kind: 'interrupted', ...fields, signal: 'SIGINT' }])
    assert.equal(stderr, 'listens')
    assert.equal(existsSync(join(folder, 'events.db')), false)
  })

test('a signal lets a command that has loaded its config end cleanly, with the exit code of the signal', async (t) => {
  const folder = await folderWith(t, CONFIG_TEXT)
  await seed(folder, ['a-1'], 1)
  const child = start(folder, 'log', '--follow')
  child.stderr.once('data', () => child.kill('SIGTERM'))
  const { code, stderr } = await ended(child)
  assert.equal(code, 143, stderr)
})

test('--version loads no command, no schema and no parser', async () => {
  const hooks = `import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
    process.on('exit', () => process.stderr.write(JSON.stringify(loaded)))`
  const words = ['--conditions=tenon-source', '--import', `data:text/javascript,${encodeURIComponent(hooks)}`, MAIN]
  const [version, streams] = await Promise.all(
    [['--version'], ['streams', '--help']].map((more) =>
      ended(spawn(process.execPath, [...words, ...more], { cwd: tmpdir(), env: ENVIRONMENT })),
    ),
  )
  assert.deepEqual([version?.code, version?.stdout.trim()], [0, '0.1.0'])
  const loaded: readonly string[] = JSON.parse(version?.stderr ?? '')
  const own = loaded.filter((url) => url.includes('/src/')).map((url) => url.slice(url.indexOf('/src/')))
  assert.ok(own.includes('/src/api/cli/program.ts'))
  const commands =
    /\/src\/(?:service\/(?:oxc|sqlite|nats|lab)|domain\/(?:rules|event))\/|\/cli\/(?:any|check|event|capabilities)/
  assert.deepEqual(
    own.filter((path) => commands.test(path)),
    [],
  )
  assert.deepEqual(
    loaded.filter((url) => /\/node_modules\/(?!commander\/)/.test(url)),
    [],
  )
  // Proves that the pattern would match if a command were loaded.
  assert.match(streams?.stderr ?? '', /\/src\/api\/cli\/event\/streams\.ts/)
})
