import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { run } from '../../../src/api/cli/program.ts'
import { Terminal } from '../../../src/api/cli/terminal.ts'
import { laws } from '../../../src/domain/conformance/law.ts'
import { emptyFolder, jsonLines, tenon, tenonHere } from './tenon.ts'

const IMPORTS = `
import { EventStore, need } from 'tenon'
import { bind } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'

const least = need(EventStore, {
  atomicity: 'stream', order: 'stream', dedupe: 'expected', durability: 'none', replication: 'single', reach: 'process',
  retention: 'forever', max_event_bytes: 65_536, max_events_per_append: 100, dedupe_window_ms: 0,
})
export const url = import.meta.url
export const name = 'mine'
export const faults = []
export const sources = [import.meta.url]
export const versions = { mine: '3.1' }
`

const HONEST = `${IMPORTS}
export const binding = (place, policy) => bind(least, new MemoryEventExecutor(), policy)
export const exemptions = []
`

/** It says of every append that it was stored, also of one that was there already. */
const LYING = `${IMPORTS}
class Forgetful extends MemoryEventExecutor {
  async execute(intent, attempt) {
    const outcome = await super.execute(intent, attempt)
    return outcome.kind === 'appended' ? { ...outcome, repeated: false } : outcome
  }
}
export const binding = (place, policy) => bind(least, new Forgetful(), policy)
export const exemptions = [
  { id: 'append/conflict_says_where_the_stream_is', reason: 'It says so elsewhere.' },
]
`

const folderWith = async (t: TestContext, rig: string): Promise<string> => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'rig.js'), rig)
  return folder
}

test('conform says of each law whether a binding keeps it, and exits 0 when none is broken', async (t) => {
  const folder = await folderWith(t, HONEST)
  const { code, stdout, stderr } = await tenon(folder, 'conform', 'rig.js', '--effort', 'plain')
  assert.deepEqual([code, stderr], [0, ''], stdout)
  assert.match(stdout, /^mine on memory {2}effort plain {2}policy usual\n/)
  for (const [law, { hostile }] of Object.entries(laws))
    assert.match(
      stdout,
      new RegExp(`^  ${hostile ? 'unproved' : 'kept'} +${law} +${hostile ? 'no case was' : '\\d'}`, 'm'),
    )
  assert.match(stdout, /^ {2}kept +repeat +\d+ kept, \d+ not promised$/m)
  assert.match(stdout, /\n\n\d+ kept, \d+ not promised\. No law is broken\.\n$/)
})

test('conform names the cases that broke a law, prints exemptions, and exits 1', async (t) => {
  const folder = await folderWith(t, LYING)
  const words = ['conform', 'rig.js', '--effort', 'plain', '--law', 'repeat', '--law', 'append']
  const { code, stdout, stderr } = await tenonHere(folder, ...words)
  assert.deepEqual([code, stderr], [1, ''], stdout)
  assert.match(stdout, /^ {2}broken +repeat .*\d broken.*\n {6}The law: The same append again is answered `repeated`/m)
  assert.match(stdout, /^ {6}repeat\/\w+: [^]*?\n {8}Not so: [^\n]*repeated/m)
  assert.match(stdout, /append\/conflict_says_where_the_stream_is\n {8}Exempt: It says so elsewhere\.\n/)
  assert.doesNotMatch(stdout, /^ {2}\w+ +read /m)
  assert.match(stdout, /laws? (?:is|are) broken\.\n$/)
})

test('with --json, conform gives a line a case under each policy, and last the laws', async (t) => {
  const folder = await folderWith(t, LYING)
  const words = ['conform', 'rig.js', '--effort', 'plain', '--law', 'repeat', '--policy', 'all', '--json']
  const { code, stdout, stderr } = await tenonHere(folder, ...words)
  assert.deepEqual([code, stderr], [1, ''])
  const lines = jsonLines(stdout)
  const [last, ...cases] = lines.toReversed()
  for (const each of cases) {
    assert.deepEqual(Object.keys(each), ['policy', 'id', 'law', 'says', 'verdict'])
    assert.equal(each['law'], 'repeat')
  }
  assert.deepEqual([...new Set(cases.map((each) => each['policy']))].toReversed(), ['usual', 'retrying', 'tight'])
  assert.deepEqual([last?.['name'], last?.['policies']], ['mine', ['usual', 'retrying', 'tight']])
  assert.equal(Reflect.get(Object(Reflect.get(Object(last?.['laws']), 'repeat')), 'verdict'), 'broken')
  assert.equal(Reflect.get(Object(last?.['grants']), 'durability'), 'none')
})

test('conform writes a certificate when no law is broken, and none otherwise', async (t) => {
  const folder = await folderWith(t, HONEST)
  const words = ['conform', 'rig.js', '--effort', 'plain', '--certificate', 'mine.json']
  const { code, stderr } = await tenonHere(folder, ...words)
  assert.deepEqual([code, stderr], [0, `Wrote ${join(folder, 'mine.json')}.\n`])
  const certificate: Record<string, unknown> = JSON.parse(await readFile(join(folder, 'mine.json'), 'utf8'))
  assert.equal(certificate['format'], 1)
  assert.deepEqual(certificate['runs'], { effort: 'plain', policies: ['usual'], times: 1 })
  assert.match(String(certificate['certified_on']), /^\d{4}-\d\d-\d\d$/)
  const lying = await folderWith(t, LYING)
  const refused = await tenonHere(lying, ...words)
  assert.deepEqual([refused.code, refused.stderr], [1, 'No certificate was written: a law is broken.\n'])
  await assert.rejects(readFile(join(lying, 'mine.json')), { code: 'ENOENT' })
})

test('conform refuses with a sentence what is no rig, or what it cannot do', async (t) => {
  const folder = await folderWith(t, HONEST)
  const rigs = {
    'broken.js': 'export const = 1',
    'sourceless.js': HONEST.replace('[import.meta.url]', "['file:///none/executor.js']"),
    'nameless.js': HONEST.replace("export const name = 'mine'", ''),
    'strange.js': HONEST.replace(/^export const binding.*$/m, 'export const binding = () => ({})'),
    'throwing.js': HONEST.replace(
      /^export const binding.*$/m,
      "export const binding = () => { throw new Error('No server is named.') }",
    ),
  }
  for (const [name, rig] of Object.entries(rigs)) await writeFile(join(folder, name), rig)
  const refusals: readonly (readonly [RegExp, ...string[]])[] = [
    [/^tenon: .*none\.js does not exist\. Name the module of a rig\.$/m, 'none.js'],
    [/^tenon: .*broken\.js cannot be loaded\. SyntaxError/m, 'broken.js'],
    [/nameless\.js is no rig\. A rig exports name: the name of its binding/, 'nameless.js'],
    [/strange\.js is no rig\. What its export binding gives is no binding of an event store/, 'strange.js'],
    [/throwing\.js is no rig\. .*No server is named\./, 'throwing.js'],
    [/argument 'gravity' is invalid\. The laws are append, repeat,/, 'rig.js', '--law', 'gravity'],
    [/Allowed choices are usual, retrying, tight, all/, 'rig.js', '--policy', 'none'],
    [/Allowed choices are plain, short, full/, 'rig.js', '--effort', 'none'],
    [/No case is left: durability is tried/, 'rig.js', '--effort', 'plain', '--law', 'durability'],
    [/cannot be used with option '--law/, 'rig.js', '--law', 'append', '--certificate', 'c.json'],
    [/The folder of .*c\.json does not exist\. Make it first\./, 'rig.js', '--certificate', 'none/c.json'],
    [/names a source that does not exist: .*executor\.js\.$/m, 'sourceless.js', '--certificate', 'c.json'],
    [/missing required argument 'rig'/],
  ]
  for (const [says, ...words] of refusals) {
    const { code, stdout, stderr } = await tenonHere(folder, 'conform', ...words)
    assert.deepEqual([code, stdout], [2, ''], stderr)
    assert.match(stderr, says)
  }
})

test('an interrupt stops conform between two cases, without a verdict', async (t) => {
  const folder = await folderWith(t, HONEST)
  const interrupt = new AbortController()
  const [output, notes] = [new PassThrough(), new PassThrough()]
  const said = [text(output), text(notes)] as const
  output.once('data', () => interrupt.abort('SIGINT'))
  const code = await run(
    ['conform', 'rig.js', '--effort', 'plain', '--json'],
    new Terminal({ folder, input: () => Readable.from([]), output, notes, interrupt: interrupt.signal }),
  )
  output.end()
  notes.end()
  const [stdout, stderr] = await Promise.all(said)
  assert.deepEqual([code, stderr], [130, 'Stopped before all cases were run: there is no verdict.\n'])
  assert.ok(jsonLines(stdout).length < 10)
  assert.ok(jsonLines(stdout).every((line) => 'verdict' in line))
})
