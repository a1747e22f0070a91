import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test, type TestContext } from 'node:test'
import { jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { CONFIG_TEXT } from '../../../../src/api/cli/event/config-template.ts'
import { connectionTo, streamConfig } from '../../../service/nats/configs.ts'
import { nats } from '../../../service/nats/servers/binaries.ts'
import { startServer } from '../../../service/nats/servers/server.ts'
import { sharedServer } from '../../../service/nats/servers/shared.ts'
import { emptyFolder, jsonLines, seed, storeFolder, tenon, tenonAgain, tenonHere } from '../tenon.ts'
import { valuesFolder } from '../two-stores.ts'

/** Creates a folder with a config of one store, with this code for its executor and a need of this durability. */
const folderOf = async (t: TestContext, executor: string, durability = 'process_crash'): Promise<string> => {
  const folder = await emptyFolder(t)
  const config = `import { EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import { NatsEventExecutor } from 'tenon/nats'
const flights = need(EventStore, {
  atomicity: 'stream', order: 'global', dedupe: 'expected', durability: '${durability}', replication: 'single', reach: 'process',
  retention: 'forever', max_event_bytes: 65_536, max_events_per_append: 100, dedupe_window_ms: 0,
})
const policy = { attempts: 1, attemptMs: 10_000, deadlineMs: 30_000, backoffMs: 0, maxBackoffMs: 0, concurrency: 64 }
export const stores = { flights: bind(flights, ${executor}, policy) }
`
  await writeFile(join(folder, 'tenon.config.ts'), config)
  return folder
}

const onNats = (name: string, url: string, stated: Parameters<typeof connectionTo>[1] = {}): string =>
  `new NatsEventExecutor(${JSON.stringify({ config: streamConfig(name), connection: connectionTo([url], stated) })})`

const as = (password: string) => ({ authentication: { kind: 'password', user: 'own', password } }) as const

/** The bytes in a page of SQLite. */
const PAGE = 4_096

describe('doctor', () => {
  test('examines an SQLite file that is whole, damaged or absent, and writes nothing to it', async (t) => {
    const folder = await storeFolder(t)
    const absent = await tenonHere(folder, 'doctor')
    assert.deepEqual([absent.code, absent.stderr], [0, ''])
    assert.match(
      absent.stdout,
      /^events: event_store 1 on sqlite\n {2}well +It grants all[^]*claimed +\S*events\.db does not exist/,
    )
    await seed(folder, ['account-1'], 2_000)
    const file = join(folder, 'events.db')
    const bytes = await readFile(file)
    const whole = await tenonHere(folder, 'doctor')
    assert.equal(whole.code, 0, whole.stderr)
    assert.match(
      whole.stdout,
      /its pages are intact\.\n {2}well +It has a write-ahead log\.\n {2}claimed +That the disk keeps/,
    )
    assert.deepEqual(await readFile(file), bytes)
    await writeFile(file, bytes.fill(7, bytes.length / 2, bytes.length / 2 + 9_000))
    const damaged = await tenonHere(folder, 'doctor', '--json')
    assert.ok([1, 22].includes(damaged.code ?? 0), JSON.stringify(damaged))
    const [told] = jsonLines(damaged.stdout)
    assert.deepEqual([told?.['store'], Object(told?.['technology']).name], ['events', 'sqlite'])
    assert.match(damaged.stdout, /is damaged|cannot be trusted/)
    await writeFile(file, 'a letter to my aunt, '.repeat(100))
    assert.deepEqual([(await tenonHere(folder, 'doctor')).code], [18])
  })

  test('says what to do about a damaged file, and then what SQLite found, one line each', async (t) => {
    const folder = await storeFolder(t)
    await seed(folder, ['account-1'], 2_000)
    const file = join(folder, 'events.db')
    const bytes = await readFile(file)
    // Whole pages in the middle, and not the first, because without it the file is not a database.
    await writeFile(file, bytes.fill(0xd5, 30 * PAGE, 40 * PAGE))
    const { code, stdout } = await tenonHere(folder, 'doctor')
    assert.equal(code, 1)
    assert.match(stdout, /^ {2}wrong {4}\S+events\.db is damaged\. Stop, and restore the file\.\n( {13}\S.*\n){2,}/m)
    assert.doesNotMatch(stdout, /\\u000a/)
    const [told] = jsonLines((await tenon(folder, 'doctor', '--json')).stdout)
    const findings = told?.['findings'] as readonly Record<string, unknown>[]
    const evidence = findings.find(({ level }) => level === 'wrong')?.['evidence'] as readonly string[]
    for (const line of evidence) assert.ok(stdout.includes(`             ${line}\n`), line)
  })

  test('reports what is missing in a store that falls short, and that a store cannot be examined', async (t) => {
    const folder = await folderOf(t, 'new MemoryEventExecutor()', 'none')
    const claimed = await tenonHere(folder, 'doctor')
    assert.equal(claimed.code, 0, claimed.stderr)
    assert.match(claimed.stdout, /on memory\n[^]*claimed +The binding of memory cannot be examined/)
    const short = await tenonHere(await folderOf(t, 'new MemoryEventExecutor()'), 'doctor')
    assert.deepEqual([short.code, short.stderr], [2, ''])
    assert.match(short.stdout, /wrong +It falls short .*durability: needs process_crash, has none\./)
  })

  test('names the store that cannot be examined, of several', async (t) => {
    const folder = await valuesFolder(t)
    await writeFile(join(folder, 'events.db'), 'a letter to my aunt, '.repeat(100))
    const { code, stdout, stderr } = await tenonHere(folder, 'doctor')
    assert.deepEqual([code, stdout], [18, ''])
    for (const name of ['events', 'settings'])
      assert.match(
        stderr,
        new RegExp(`^tenon: The store ${name} cannot be examined\\.\ntenon: misconfigured: open: `, 'm'),
      )
  })

  test('reports a store that the config does not have as a usage error', async (t) => {
    const folder = await storeFolder(t)
    assert.equal((await tenonHere(folder, 'doctor', '--store', 'other')).code, 2)
    assert.equal((await tenonHere(folder, 'doctor', '--config', 'other.ts')).code, 2)
    await writeFile(join(folder, 'short.ts'), CONFIG_TEXT.replace('create: true,', ''))
    assert.equal((await tenonHere(folder, 'doctor', '--config', 'short.ts')).code, 2)
  })
})

describe('doctor of a store on NATS', nats, () => {
  for (const series of ['2.10', '2.15'] as const) {
    test(`examines it on a server of ${series}, and creates nothing`, async (t) => {
      const { url, version } = await sharedServer(series)
      const folder = await folderOf(t, onNats('examined', url))
      const absent = await tenonHere(folder, 'doctor')
      assert.equal(absent.code, 0, absent.stderr)
      assert.match(absent.stdout, /claimed +JetStream stream examined does not exist yet/)
      const append = ['append', 'a-1', '--expected', 'any', '--type', 'Opened', '--data', '1']
      assert.equal((await tenonAgain(folder, ...append)).code, 0)
      const [people, json] = await Promise.all([tenon(folder, 'doctor'), tenonHere(folder, 'doctor', '--json')])
      assert.deepEqual([people.code, people.stderr, json.code], [0, '', 0])
      const [told] = jsonLines(json.stdout)
      assert.deepEqual([told?.['store'], told?.['kind']], ['flights', 'examined'])
      // The line above has shown that these are the findings.
      const findings = told?.['findings'] as readonly { readonly level: string; readonly says: string }[]
      assert.equal(
        people.stdout,
        [
          'flights: event_store 1 on nats',
          ...findings.map(({ level, says }) => `  ${level.padEnd(7)}  ${says}`),
          '',
        ].join('\n'),
      )
      assert.match(people.stdout, new RegExp(`is nats-server ${version.replaceAll('.', '\\.')}, not in a cluster`))
      assert.match(
        people.stdout,
        /well +JetStream stream examined holds 1 message and \d+ bytes, without a limit of its own/,
      )
      assert.match(
        people.stdout,
        /claimed +What was acknowledged survives a crash .* up to 2 minutes .*sync_interval: always/,
      )
    })
  }

  test('reports a JetStream stream that is not as declared, with exit code 1', async (t) => {
    const { url } = await sharedServer('2.15')
    const folder = await folderOf(t, onNats('changed', url))
    await tenonHere(folder, 'append', 'a-1', '--expected', 'any', '--type', 'Opened', '--data', '1')
    const connection = await connect({ servers: url })
    await (await jetstreamManager(connection)).streams.update('changed', { max_age: 1_000_000_000 })
    await connection.close()
    const { code, stdout } = await tenonHere(folder, 'doctor')
    assert.equal(code, 1)
    assert.match(stdout, /wrong +JetStream stream changed is not what .*: max_age is 1000000000, declared 0\./)
  })

  test('ends with the exit code of the failure if it cannot examine the store', async (t) => {
    await using server = await startServer({
      series: '2.15',
      config: 'authorization { user: "own", password: "right" }',
    })
    const stranger = await tenonHere(await folderOf(t, onNats('shut', server.url, as('wrong'))), 'doctor', '--json')
    assert.equal(stranger.code, 14)
    assert.match(stranger.stderr, /^tenon: unauthenticated: open: /)
    assert.doesNotMatch(stranger.stdout + stranger.stderr, /"right"|"wrong"/)
    assert.deepEqual(
      jsonLines(stranger.stdout).map(({ store, failure }) => [store, failure]),
      [['flights', 'unauthenticated']],
    )
    await server.kill()
    const down = await tenon(await folderOf(t, onNats('shut', server.url, as('right'))), 'doctor')
    assert.deepEqual([down.code, down.stdout], [11, ''])
    assert.match(down.stderr, /^tenon: connection_lost: open: /)
  })
})
