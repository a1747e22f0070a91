import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { before, describe, test } from 'node:test'
import { followed } from './followed.ts'
import { type Packed, packed, projectWith, ran, temporary, well } from './packed.ts'

let archives: Packed
let unpacked: { readonly tenon: string; readonly check: string }

before((t) => {
  const folder = temporary(t as never)
  archives = packed(join(folder, 'packed'))
  const unpack = (archive: string, name: string): string => {
    const to = join(folder, name)
    mkdirSync(to)
    execFileSync('tar', ['-xzf', archive, '-C', to, '--strip-components=1'])
    return to
  }
  unpacked = { tenon: unpack(archives.tenon, 'tenon'), check: unpack(archives.check, 'tenon-check') }
})

const filesIn = (folder: string): readonly string[] =>
  globSync('**/*', { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile())

const bytesIn = (folder: string): number =>
  filesIn(folder).reduce((sum, path) => sum + statSync(join(folder, path)).size, 0)

describe('The archive of a package', () => {
  test('holds code, types and documents for users, and nothing else', () => {
    for (const folder of Object.values(unpacked)) {
      const others = filesIn(folder).filter(
        (path) =>
          !/^(?:dist\/.*\.(?:js|d\.ts|bash|zsh|fish)|docs\/.*\.md|README\.md|CHANGELOG\.md|LICENSE|package\.json)$/.test(
            path,
          ),
      )
      assert.deepEqual(others, [])
      for (const name of ['README.md', 'CHANGELOG.md', 'LICENSE']) assert.ok(existsSync(join(folder, name)), name)
      assert.ok(!existsSync(join(folder, 'docs/decisions')))
    }
  })

  // Nearly all of it is code and types that users import: a quarter is the conformance kit, and a tenth are documents.
  test('of tenon has less than 2.5 MB in all', () => {
    const bytes = bytesIn(unpacked.tenon)
    assert.ok(bytes < 2.5 * 1000 * 1000, String(bytes))
  })

  test('of tenon has every guide to which its README links', () => {
    const packedElsewhere = filesIn(unpacked.check)
    const linked = [...readFileSync('README.md', 'utf8').matchAll(/\]\((docs\/[\w-]+\.md)/g)].map(
      ([, path = '']) => path,
    )
    const missing = linked.filter((path) => !existsSync(join(unpacked.tenon, path)) && !packedElsewhere.includes(path))
    // The map of the capabilities of this repository is for those who work on it.
    assert.deepEqual(missing, ['docs/capability-map.md'])
  })

  test('has no link in a document that leads out of it', () => {
    for (const folder of Object.values(unpacked))
      for (const path of filesIn(folder).filter((each) => each.endsWith('.md')))
        for (const [, to = ''] of readFileSync(join(folder, path), 'utf8').matchAll(/\]\((?![a-z]+:|#)([^)#]+)/g))
          assert.ok(existsSync(join(folder, dirname(path), to)), `${path} links to ${to}`)
  })
})

describe('A project with tenon alone', () => {
  test('has no parser, no glob matcher and no resolver, and is told how to get the checker', async (t) => {
    const folder = await projectWith(t, archives.tenon)
    if (folder === null) return
    const installed = globSync(['*', '@*/*'], { cwd: join(folder, 'node_modules') })
    assert.ok(installed.includes('tenon') && installed.includes('zod'), installed.join())
    assert.deepEqual(
      installed.filter((name) => /oxc|picomatch|tenon-check/.test(name)),
      [],
    )
    const { code, stdout, stderr } = await ran('npx --no-install tenon check --json', folder)
    assert.equal(code, 2)
    assert.match(stderr, /needs the package tenon-check. Install it: npm install --save-dev tenon-check@/)
    const last: unknown = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
    assert.equal((last as { kind: unknown }).kind, 'usage')
    await well(ran('npx --no-install tenon init && npx --no-install tenon check --help; test $? = 2', folder))
  })
})

describe('The kit of an installed package', () => {
  test('proves a binding and writes its certificate', async (t) => {
    const folder = await projectWith(t, archives.tenon)
    if (folder === null) return
    writeFileSync(join(folder, 'rig.mts'), RIG)
    const line = 'npx --no-install tenon conform rig.mts --effort plain --certificate mine.json'
    await well(ran(line, folder))
    const certificate: unknown = JSON.parse(readFileSync(join(folder, 'mine.json'), 'utf8'))
    assert.match(JSON.stringify(certificate), /"[0-9a-f]{64}"/)
  })
})

const RIG = `import { EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'

const least = need(EventStore, {
  atomicity: 'stream', order: 'stream', dedupe: 'expected', durability: 'none', replication: 'single', reach: 'process',
  retention: 'forever', max_event_bytes: 65_536, max_events_per_append: 100, dedupe_window_ms: 0,
})
export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = 'mine'
export const faults = []
export const exemptions = []
export const sources = [import.meta.url]
export const versions = { mine: '1' }
export const binding = (_place, policy) => bind(least, new MemoryEventExecutor(), policy)
`

describe('A project with tenon-check alone', () => {
  test('has no Zod and no event store, and its checker knows NATS, SQLite and AWS', async (t) => {
    const folder = await projectWith(t, archives.check)
    if (folder === null) return
    const installed = globSync(['*', '@*/*'], { cwd: join(folder, 'node_modules') })
    assert.deepEqual(
      installed.filter((name) => /^(?:tenon|zod|@standard-schema.*)$/.test(name)),
      [],
    )
    mkdirSync(join(folder, 'src/domain'), { recursive: true })
    mkdirSync(join(folder, 'src/service'))
    writeFileSync(join(folder, 'src/service/mail.ts'), 'export const mail = 1\n')
    const planted: { readonly [name: string]: string } = {
      nats: "import { connect } from '@nats-io/transport-node'\nexport const used = connect\n",
      sqlite: "import { DatabaseSync } from 'node:sqlite'\nexport const used = DatabaseSync\n",
      aws: "import { S3Client } from '@aws-sdk/client-s3'\nexport const used = S3Client\n",
      names: 'export interface JetStreamConfig { readonly ackWait: number }\n',
    }
    for (const [name, text] of Object.entries(planted)) writeFileSync(join(folder, `src/domain/${name}.ts`), text)
    await well(ran('npx --no-install tenon-check init', folder))
    const { code, stdout } = await ran('npx --no-install tenon-check --format json', folder)
    assert.equal(code, 1, stdout)
    for (const name of Object.keys(planted)) assert.ok(stdout.includes(`src/domain/${name}.ts`), `${name}: ${stdout}`)
    const explained = await well(ran('npx --no-install tenon-check explain frozen', folder))
    assert.match(explained.stdout, /^more {2}node_modules\/tenon-check\/docs\/rules\/frozen\.md$/m)
    for (const name of ['NATS', 'SQLite', 'AWS']) assert.ok(stdout.includes(name), `${name}: ${stdout}`)
  })
})

describe('A project with both packages', () => {
  test('checks with "tenon check" as with "tenon-check", and refuses another minor version', async (t) => {
    const folder = await projectWith(t, archives.tenon, archives.check)
    if (folder === null) return
    mkdirSync(join(folder, 'src/domain'), { recursive: true })
    writeFileSync(join(folder, 'src/domain/order.ts'), "import 'node:fs'\nexport const order = 1\n")
    await well(ran('npx --no-install tenon check init', folder))
    const one = await ran('npx --no-install tenon check', folder)
    const other = await ran('npx --no-install tenon-check', folder)
    assert.equal(one.code, 1, one.stdout + one.stderr)
    assert.deepEqual({ ...one, stderr: '' }, { ...other, stderr: '' })
    const manifest = join(folder, 'node_modules/tenon-check/package.json')
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace(/"version": "[^"]*"/, '"version": "0.99.0"'))
    const refused = await ran('npx --no-install tenon check', folder)
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /cannot run tenon-check 0\.99\.0 .*minor versions differ/)
  })
})

describe('A user who follows docs/declare-your-own.md in an empty folder', () => {
  test('sees at every step what it shows', async (t) => {
    if (!(await followed('docs/declare-your-own.md', temporary(t), archives))) t.skip('there is no registry')
  })
})

describe('A user who follows docs/tutorial.md in an empty folder', () => {
  test('sees at every step what it shows', async (t) => {
    if (!(await followed('docs/tutorial.md', temporary(t), archives))) t.skip('there is no registry')
  })
})
