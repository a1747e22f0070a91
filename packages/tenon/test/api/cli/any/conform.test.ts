import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test, type TestContext } from 'node:test'
import { run } from '../../../../src/api/cli/program.ts'
import { Terminal } from '../../../../src/api/cli/terminal/terminal.ts'
import { laws } from '../../../../src/domain/conformance/event/laws.ts'
import { emptyFolder, jsonLines, tenon, tenonHere } from '../tenon.ts'

const IMPORTS = `
import { EventStore, need } from 'tenon'
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
export const sources = [import.meta.url]
export const versions = { mine: '3.1' }
`

const HONEST = `${IMPORTS}
export const binding = (place, policy) => bind(least, new MemoryEventExecutor(), policy)
export const exemptions = []
`

/** Reports every append as new, even if its events were stored already. */
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

const lines = (said: string): string[] => said.trimEnd().split('\n')

const folderWith = async (t: TestContext, rig: string): Promise<string> => {
  const folder = await emptyFolder(t)
  await writeFile(join(folder, 'rig.js'), rig)
  return folder
}

test('conform reports for each law whether a binding keeps it, and exits 0 if none is broken', async (t) => {
  const folder = await folderWith(t, HONEST)
  const { code, stdout, stderr } = await tenon(folder, 'conform', 'rig.js', '--effort', 'plain')
  assert.deepEqual([code, stderr], [0, ''], stdout)
  assert.match(stdout, /^mine on memory {2}effort plain {2}policy usual\n/)
  for (const [law, { hostile }] of Object.entries(laws))
    assert.match(stdout, new RegExp(hostile ? `^  not run +${law}$` : `^  kept +${law} +\\d`, 'm'))
  assert.match(stdout, /^ {2}kept +repeat +\d+ kept, \d+ not promised$/m)
  assert.match(stdout, /\n\n\d+ kept, \d+ not promised\. No law is broken\.\n$/)
})

test('conform names the cases that broke a law, prints exemptions, and exits 1', async (t) => {
  const folder = await folderWith(t, LYING)
  const words = ['conform', 'rig.js', '--effort', 'plain', '--law', 'repeat', '--law', 'append']
  const { code, stdout, stderr } = await tenonHere(folder, ...words)
  assert.equal(code, 1, stdout)
  for (const line of lines(stderr)) assert.match(line, /^broken repeat: repeat\/\w+: ./)
  assert.equal(lines(stderr).length, Number(/broken +repeat .*?(\d+) broken/.exec(stdout)?.[1]))
  assert.match(
    stdout,
    /^ {2}broken +repeat .*\d broken.*\n {6}The law: An append that is made again returns `repeated`/m,
  )
  assert.match(stdout, /^ {6}repeat\/\w+: [^]*?\n {8}Not so: [^\n]*repeated/m)
  assert.match(stdout, /append\/conflict_says_where_the_stream_is\n {8}Exempt: It says so elsewhere\.\n/)
  assert.doesNotMatch(stdout, /^ {2}\w+ +read /m)
  assert.match(stdout, / {8}Not so: how many[^\n]*\n {8}The same for 1 more: repeat\/\w+\n/)
  assert.match(stdout, /^ {8}Alone: tenon conform rig\.js --case repeat\/twice_at_once --effort plain$/m)
  assert.match(
    stdout,
    /A law is broken\.\nThe other cases were not run; those of other laws could break these laws too\.\n$/,
  )
})

test('with --json, conform prints one line per case and policy, and then the laws', async (t) => {
  const folder = await folderWith(t, LYING)
  const words = ['conform', 'rig.js', '--effort', 'plain', '--law', 'repeat', '--policy', 'all', '--json']
  const { code, stdout } = await tenonHere(folder, ...words)
  assert.equal(code, 1)
  const [last, ...cases] = jsonLines(stdout).toReversed()
  assert.deepEqual([last?.['only'], last?.['stopped']], [['repeat/'], null])
  for (const each of cases) {
    assert.deepEqual(Object.keys(each), ['policy', 'id', 'law', 'says', 'verdict'])
    assert.equal(each['law'], 'repeat')
  }
  assert.deepEqual([...new Set(cases.map((each) => each['policy']))].toReversed(), ['usual', 'retrying', 'tight'])
  assert.deepEqual([last?.['name'], last?.['policies']], ['mine', ['usual', 'retrying', 'tight']])
  assert.equal(Reflect.get(Object(Reflect.get(Object(last?.['laws']), 'repeat')), 'verdict'), 'broken')
  assert.equal(Reflect.get(Object(last?.['grants']), 'durability'), 'none')
})

test('conform writes a certificate only if no law is broken', async (t) => {
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
  assert.deepEqual([refused.code, lines(refused.stderr).at(-1)], [1, 'No certificate was written: a law is broken.'])
  await assert.rejects(readFile(join(lying, 'mine.json')), { code: 'ENOENT' })
})

test('conform refuses an invalid rig, or a request that it cannot fulfil, with a sentence', async (t) => {
  const folder = await folderWith(t, HONEST)
  const rigs = {
    'broken.js': 'export const = 1',
    'contradictory.js': "throw new TypeError('It contradicts itself:\\n- one thing\\n- another\\u001b[2J')",
    'sourceless.js': HONEST.replace('[import.meta.url]', "['file:///none/executor.js']"),
    'empty.js': 'export {}',
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
    [
      /contradictory\.js cannot be loaded\. TypeError: It contradicts itself:\n- one thing\n- another\\u001b\[2J$/m,
      'contradictory.js',
    ],
    [/nameless\.js is not a rig\. A rig exports name: the name of its binding/, 'nameless.js'],
    [/empty\.js is not a rig\. A rig exports\n {2}url: .*\n {2}name: [^]*\n {2}versions: /, 'empty.js'],
    [/strange\.js is not a rig\. Its export binding does not return a binding\. Make one/, 'strange.js'],
    [/throwing\.js was asked what .* and its binding\(\) threw: No server is named\.$/m, 'throwing.js'],
    [/event_store has no law gravity\. Its laws are append, repeat, /, 'rig.js', '--law', 'gravity'],
    [/Allowed choices are usual, retrying, tight, all/, 'rig.js', '--policy', 'none'],
    [/Allowed choices are plain, short, full/, 'rig.js', '--effort', 'none'],
    [/No case is left: durability is only run/, 'rig.js', '--effort', 'plain', '--law', 'durability'],
    [
      /No case of mine has an id that begins with gravity\/\. Ids begin with append\/, repeat\//,
      'rig.js',
      '--case',
      'gravity/',
    ],
    [/No case of mine .* The cases of streams are streams\/\w+, streams\//, 'rig.js', '--case', 'streams/up'],
    [/No case is left: reach\/ is only run with/, 'rig.js', '--effort', 'plain', '--case', 'reach/'],
    [/No case is left: mine states no fault that total could/, 'rig.js', '--law', 'total'],
    [/cannot be used with option '--case/, 'rig.js', '--case', 'append/', '--certificate', 'c.json'],
    [/cannot be used with option '--law/, 'rig.js', '--law', 'append', '--certificate', 'c.json'],
    [/The folder of .*c\.json does not exist\. Create it first\./, 'rig.js', '--certificate', 'none/c.json'],
    [/names a source that does not exist: .*executor\.js\.$/m, 'sourceless.js', '--certificate', 'c.json'],
    [/missing required argument 'rig'/],
  ]
  for (const [says, ...words] of refusals) {
    const { code, stdout, stderr } = await tenonHere(folder, 'conform', ...words)
    assert.deepEqual([code, stdout], [2, ''], stderr)
    assert.match(stderr, says)
  }
})

test('with --case, conform runs the named cases, and reports only on their laws', async (t) => {
  const folder = await folderWith(t, HONEST)
  const one = await tenonHere(folder, 'conform', 'rig.js', '--case', 'streams/empty_store')
  assert.deepEqual([one.code, one.stderr], [0, ''])
  assert.match(one.stdout, /^.*\n\n {2}kept +streams +1 kept\n\n1 kept\. No law is broken\.\nThe other cases were not/)
  const some = await tenonHere(folder, 'conform', 'rig.js', '--case', 'streams/', '--case', 'names/', '--json')
  const [last, ...cases] = jsonLines(some.stdout).toReversed()
  assert.ok(cases.every(({ id }) => /^(?:streams|names)\//.test(String(id))))
  assert.deepEqual(
    [Object.keys(Object(last?.['laws'])), last?.['only']],
    [
      ['streams', 'names'],
      ['streams/', 'names/'],
    ],
  )
})

test('conform counts a case that broke another law under that law, and as not judged under its own', async (t) => {
  const folder = await folderWith(
    t,
    `${IMPORTS}
class Throwing extends MemoryEventExecutor {
  async execute(intent, attempt) {
    return intent.kind === 'streams' ? { kind: 'page', streams: 1 } : super.execute(intent, attempt)
  }
}
export const binding = (place, policy) => bind(least, new Throwing(), policy)
export const exemptions = []
`,
  )
  const { code, stdout } = await tenonHere(folder, 'conform', 'rig.js', '--law', 'streams', '--law', 'names')
  assert.equal(code, 1, stdout)
  assert.match(stdout, /^ {2}unproved +streams +8 not judged: they broke total$/m)
  assert.match(stdout, /^ {2}kept +names +\d+ kept, \d+ not judged: (?:it|they) broke total$/m)
  assert.match(stdout, /^ {2}broken +total +\d+ broken by cases of streams and names$/m)
})

/** A rig on which the third case never ends by itself. */
const HANGING = `${IMPORTS}
let made = 0
class Hanging extends MemoryEventExecutor {
  async execute(intent, attempt) {
    await globalThis.held
    return super.execute(intent, attempt)
  }
}
export const binding = (place, policy) => {
  made += place.folder === '/nowhere' ? 0 : 1
  return bind(least, made > 5 ? new Hanging() : new MemoryEventExecutor(), policy)
}
export const exemptions = []
`

test('an interrupt stops conform, which reports what it has found, and what was running', async (t) => {
  const folder = await folderWith(t, HANGING)
  const held = Promise.withResolvers<undefined>()
  Reflect.set(globalThis, 'held', held.promise)
  t.after(() => Reflect.deleteProperty(globalThis, 'held'))
  const interrupt = new AbortController()
  const [output, notes] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: true, columns: 120 })]
  const said = [text(output), text(notes)] as const
  let noted = ''
  notes.on('data', (chunk: Buffer) => {
    noted += String(chunk)
    // Until then, the terminal shows the case that does not end.
    if (/append\/\w+ for [1-9]\d* s/.test(noted)) interrupt.abort('SIGTERM')
    // The report is printed before the case has ended.
    if (noted.includes('to clean up.')) held.resolve(undefined)
  })
  const code = await run(
    ['conform', 'rig.js'],
    new Terminal({ folder, input: () => Readable.from([]), output, notes, interrupt: interrupt.signal }),
  )
  output.end()
  notes.end()
  const [stdout, stderr] = await Promise.all(said)
  assert.equal(code, 143, stdout)
  assert.match(
    stderr,
    /Stopped after \d+ of \d+ cases: append\/\w+ had been running for \d+ s\. It has 10 s to clean up\.\n$/,
  )
  assert.match(stdout, /^ {2}unfinished +append +\d+ kept$/m)
  assert.match(stdout, /^ {2}not run +closing$/m)
  assert.match(stdout, /^\d+ kept\. No law is broken so far\.$/m)
})

test('an interrupt between two cases is reported in the JSON, too', async (t) => {
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
  assert.equal(code, 130)
  assert.match(stderr, /^Stopped after \d+ of \d+ cases/)
  const [last, ...cases] = jsonLines(stdout).toReversed()
  assert.ok(cases.length < 10 && cases.every((line) => 'policy' in line))
  assert.equal(Reflect.get(Object(last?.['stopped']), 'after'), cases.length)
  assert.equal(Reflect.get(Object(Reflect.get(Object(last?.['laws']), 'append')), 'verdict'), 'unfinished')
})
