import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { describe, test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import type { Schema } from 'tenon'
import { NatsConnectionSettings, NatsStreamConfig } from 'tenon/nats'
import { binaryOf, nats } from '../../packages/tenon/test/service/nats/servers/binaries.ts'
import { startServer } from '../../packages/tenon/test/service/nats/servers/server.ts'
import { filesOf, natsProject, root } from './project.ts'

const run = promisify(execFile)
const document = await readFile(join(root, 'docs/nats.md'), 'utf8')

describe('docs/nats.md', () => {
  test("has a row for each field of the config and of the connection's settings", () => {
    assert.deepEqual(rowsUnder('The JetStream stream').toSorted(), fields(NatsStreamConfig).toSorted())
    assert.deepEqual(rowsUnder('The connection').toSorted(), fields(NatsConnectionSettings).toSorted())
  })
})

describe('The files of README with those that docs/nats.md replaces', () => {
  test('compile', async (t) => {
    const folder = natsProject('nats://127.0.0.1:4222')
    t.after(() => rm(folder, { recursive: true }))
    await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder])
  })

  test('run on a server, and print what their comments say', nats, async (t) => {
    await using server = await startServer({ series: '2.15', syncAlways: true })
    const folder = natsProject(server.url)
    t.after(() => rm(folder, { recursive: true }))
    const { stdout, stderr } = await run(process.execPath, ['--conditions=tenon-source', 'main.ts'], { cwd: folder })
    const said = [...(filesOf('docs/nats.md').get('main.ts') ?? '').matchAll(/\/\/=> (.*)/g)].map(([, line]) => line)
    assert.deepEqual([stdout.trim().split('\n'), stderr], [said, ''])
  })
})

describe('A nats-server accepts', nats, () => {
  test('each configuration that docs/nats.md shows', async (t) => {
    const shown = [...document.matchAll(/```conf\n([\s\S]*?)```/g)].map(([, config = '']) => config)
    assert.equal(shown.length, 2)
    for (const config of shown) await assertTaken(t, config)
  })

  test("the configurations of the cluster's three servers, which differ only in their names and numbers", async (t) => {
    const folder = join(root, 'examples/cluster')
    const files = (await readdir(folder)).filter((name) => name.endsWith('.conf')).toSorted()
    assert.deepEqual(files, ['server-1.conf', 'server-2.conf', 'server-3.conf'])
    const configs = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))
    for (const config of configs) await assertTaken(t, config)
    assert.equal(new Set(configs.map((config) => config.replaceAll(/(?<=server-|1[468]22)\d/g, 'N'))).size, 1)
  })
})

const fields = (schema: Schema): readonly string[] => {
  const { properties } = schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
  return Object.keys(Object(properties))
}

/** Returns the names in the first column of the table under a heading. A row may hold several names. */
const rowsUnder = (heading: string): readonly string[] => {
  const [, section = ''] = document.split(`## ${heading}\n`)
  const [table = ''] = section.split('\n## ')
  const cells = [...table.matchAll(/^\|([^|]+)\|/gm)].map(([, cell = '']) => cell)
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name))
}

const assertTaken = async (t: TestContext, config: string): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-conf-'))
  t.after(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'nats.conf'), config)
  const { path } = await binaryOf('2.15')
  const { stderr } = await run(path, ['-t', '-c', 'nats.conf'], { cwd: folder })
  assert.match(stderr, /test(ed)? successfully|is valid/)
}
