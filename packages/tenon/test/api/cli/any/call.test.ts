import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import {
  emptyFolder,
  jsonLines,
  outcomeIn,
  type Ran,
  seed,
  start,
  tenonAgain,
  tenonAgainWith,
  tenonHere,
  tenonWith,
} from '../tenon.ts'
import { twoStoresFolder, valuesFolder } from '../two-stores.ts'

const JAR = '[{"label":"plum","recipe":"{}"}]'
const jarOn = (shelf: string): readonly string[] => ['--shelf', shelf, '--tag', 'null', '--jars', JAR]

test('call prints the result of a store of any capability: for people, and as one JSON object', async (t) => {
  const folder = await twoStoresFolder(t)
  const people = await tenonAgain(folder, 'call', 'jars', 'put', ...jarOn('top'))
  assert.deepEqual(people, { code: 0, stdout: 'put\n  count  1\n', stderr: '' })
  const json = await tenonAgain(folder, 'call', 'jars', 'get', '--shelf', 'top', '--json')
  assert.deepEqual(json, { code: 0, stdout: '{"kind":"shelf","labels":["top"]}\n', stderr: '' })
})

test('the first result that an operation declares ends with 0, any other with 1, and a failure with its own code', async (t) => {
  const folder = await twoStoresFolder(t)
  const [first, other, failure] = await Promise.all(
    ['top', 'full', 'wet'].map((shelf) => tenonAgain(folder, 'call', 'jars', 'put', ...jarOn(shelf), '--json')),
  )
  assert.deepEqual([first?.code, outcomeIn(first?.stdout ?? '')], [0, { kind: 'put', count: 1 }])
  assert.deepEqual([other?.code, outcomeIn(other?.stdout ?? '')], [1, { kind: 'no_room' }])
  assert.ok((failure?.code ?? 0) >= 10, String(failure?.code))
  assert.partialDeepStrictEqual(outcomeIn(failure?.stdout ?? ''), { kind: 'failed', failure: 'flooded' })
  assert.match(failure?.stderr ?? '', /^tenon: flooded: put: water on the floor\.$/m)
})

test('fields come from options, from --fields, or from both, and from a file or the standard input', async (t) => {
  const folder = await twoStoresFolder(t)
  await writeFile(join(folder, 'put.json'), `{"shelf":"top","tag":null,"jars":${JAR}}`)
  const jars = `{"jars":${JAR},"tag":"plum-2026"}`
  const answers = await Promise.all([
    tenonAgain(folder, 'call', 'jars', 'put', '--fields', `{"shelf":"top","tag":null,"jars":${JAR}}`),
    tenonAgain(folder, 'call', 'jars', 'put', '--shelf', 'top', '--fields', jars),
    tenonAgainWith(folder, jars, 'call', 'jars', 'put', '--shelf=top', '--fields', '-'),
    tenonAgain(folder, 'call', 'jars', 'put', '--fields', `@${join(folder, 'put.json')}`),
  ])
  for (const { code, stdout, stderr } of answers) assert.deepEqual([code, stdout], [0, 'put\n  count  1\n'], stderr)
})

test('two options that read the standard input are refused, because the second would find nothing there', async (t) => {
  const folder = await valuesFolder(t)
  const before = await readdir(folder)
  const fields = '{"key":"a","expected":"any","lifetimeSeconds":null}'
  const words = ['call', 'settings', 'put', '--id', 'new', '--value', '-', '--fields', '-']
  const { code, stderr } = await tenonWith(folder, fields, ...words)
  assert.equal(code, 2, stderr)
  assert.equal(
    stderr,
    'tenon: --value - finds nothing on the standard input, because another option has read it. State one of the two in a file: --value @<file>\n',
  )
  assert.deepEqual(await readdir(folder), before)
})

test('an operation of many prints one JSON object per line, to its end or to --limit', async (t) => {
  const folder = await twoStoresFolder(t)
  const jars = [
    { kind: 'jar', jar: { number: 1 } },
    { kind: 'jar', jar: { number: 2 } },
    { kind: 'quiet', upTo: 2 },
  ]
  const [all, some, json] = await Promise.all([
    tenonAgain(folder, 'call', 'jars', 'watch', '--behind', '0'),
    tenonAgain(folder, 'call', 'jars', 'watch', '--behind', '0', '--limit', '1'),
    tenonAgain(folder, 'call', 'jars', 'watch', '--behind', '0', '--json'),
  ])
  assert.deepEqual([all.code, jsonLines(all.stdout)], [0, jars], all.stderr)
  assert.deepEqual([some.code, jsonLines(some.stdout)], [0, jars.slice(0, 1)])
  assert.deepEqual([json.code, jsonLines(json.stdout)], [0, [...jars, { kind: 'done', items: 3 }]])
})

test('Ctrl-C ends an operation of many, and the outcome says how many items there were', async (t) => {
  const folder = await twoStoresFolder(t)
  await seed(folder, ['a-1'], 1)
  const filter = '{"streams":"all","types":"all"}'
  const child = start(folder, 'call', 'events', 'subscribe', '--after', 'start', '--filter', filter, '--json')
  const lines = createInterface(child.stdout)
  const all: unknown[] = []
  for await (const line of lines) {
    all.push(JSON.parse(line).kind)
    if (line.includes('caught_up')) child.kill('SIGINT')
    if (line.includes('interrupted'))
      assert.deepEqual(JSON.parse(line), { kind: 'interrupted', items: 2, signal: 'SIGINT' })
  }
  assert.deepEqual(all, ['event', 'caught_up', 'interrupted'])
  assert.equal(child.exitCode ?? (await once(child, 'exit'))[0], 130)
})

test('new makes the id of a put, and prints it, so that the put can be repeated', async (t) => {
  const folder = await valuesFolder(t)
  const call = (operation: string, ...words: readonly string[]): Promise<Ran> =>
    tenonAgain(folder, 'call', 'settings', operation, ...words)
  const value = ['--key', 'theme', '--value', '{"dark":true}', '--expected', 'absent', '--lifetime-seconds', 'null']
  const put = await call('put', ...value, '--id', 'new')
  assert.deepEqual([put.code, put.stdout], [0, 'put\n  revision  1\n  repeated  false\n'], put.stderr)
  const [, id = ''] = /^--id ([0-9a-f]{8}-[0-9a-f-]{27})\n$/.exec(put.stderr) ?? []
  const repeated = await call('put', ...value, '--id', id, '--json')
  assert.deepEqual(repeated, { code: 0, stdout: '{"kind":"put","revision":1,"repeated":true}\n', stderr: '' })
  const conflict = await call('put', ...value, '--id', 'new', '--json')
  assert.deepEqual([conflict.code, outcomeIn(conflict.stdout)], [1, { kind: 'conflict', actual: 1 }])
  const get = await call('get', '--key', 'theme')
  const lines = ['value', '  value     {"dark":true}', '  revision  1', `  id        ${id}`, '']
  assert.deepEqual(get, { code: 0, stdout: lines.join('\n'), stderr: '' })
  assert.deepEqual(await call('get', '--key', 'other'), { code: 1, stdout: 'absent\n', stderr: '' })
})

test('new is no id within a list, where no option states it', async (t) => {
  const folder = await twoStoresFolder(t)
  const events = '[{"id":"new","type":"Paid","data":1,"metadata":{}}]'
  const append = ['--stream', 'a-1', '--expected-revision', 'any', '--events', events]
  const list = await tenonAgain(folder, 'call', 'events', 'append', ...append)
  assert.equal(list.code, 2)
  assert.match(list.stderr, /^tenon: --events: \[0\]\.id must be a UUID in lower case, not "new"\.$/m)
})

test('a call that reads creates no store, and one that writes does', async (t) => {
  const folder = await twoStoresFolder(t)
  const before = await readdir(folder)
  const page = ['--stream', 'a-1', '--from', 'start', '--direction', 'forward', '--limit', '1']
  const read = await tenonAgain(folder, 'call', 'events', 'read', ...page, '--json')
  assert.partialDeepStrictEqual([read.code, outcomeIn(read.stdout)], [12, { kind: 'failed', failure: 'not_found' }])
  assert.deepEqual(await readdir(folder), before)
  const events = '[{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","type":"Paid","data":1,"metadata":{}}]'
  const append = ['--stream', 'a-1', '--expected-revision', 'no_stream', '--events', events]
  const appended = await tenonAgain(folder, 'call', 'events', 'append', ...append)
  assert.equal(appended.code, 0, appended.stderr)
  const found = await tenonAgain(folder, 'call', 'events', 'read', ...page)
  assert.match(found.stdout, /^page\n {2}events\n {4}\{"id":"0f8f.*\n {2}next {4}done\n {2}head {4}0\n$/)
})

test('a call above a limit is refused before it creates a store', async (t) => {
  const folder = await valuesFolder(t)
  const before = await readdir(folder)
  await writeFile(join(folder, 'long.json'), `"${'x'.repeat(1_048_575)}"`)
  const value = [
    '--key',
    'a',
    '--value',
    '@long.json',
    '--expected',
    'any',
    '--lifetime-seconds',
    'null',
    '--id',
    'new',
  ]
  const { code, stdout, stderr } = await tenonHere(folder, 'call', 'settings', 'put', ...value, '--json')
  assert.partialDeepStrictEqual(
    [code, outcomeIn(stdout)],
    [19, { kind: 'failed', failure: 'too_large', effect: 'none' }],
  )
  assert.match(stderr, /^tenon: too_large: put: value has 1,048,577 bytes of UTF-8, but max_value_bytes is 1,048,576/m)
  assert.deepEqual(await readdir(folder), [...before, 'long.json'].toSorted())
})

test('the list of operations as JSON ends with an outcome, as any --json does', async (t) => {
  const { code, stdout } = await tenonAgain(await twoStoresFolder(t), 'call', 'jars', '--json')
  assert.deepEqual([code, outcomeIn(stdout)], [0, { kind: 'done', operations: jsonLines(stdout).length - 1 }])
})

test('call without a store or an operation says what there is', async (t) => {
  const folder = await twoStoresFolder(t)
  const refused = async (says: RegExp, ...words: readonly string[]): Promise<void> => {
    const { code, stdout, stderr } = await tenonAgain(folder, 'call', ...words, '--json')
    assert.partialDeepStrictEqual([code, outcomeIn(stdout)], [2, { kind: 'usage' }])
    assert.match(stderr, says)
  }
  await refused(/Name a store and an operation: .* The config has: jars \(pantry 1\), events \(event_store 1\)\./)
  await refused(/exports no store cellar\. It has: jars, events\./, 'cellar')
  await refused(/The store jars, of pantry 1, has no operation fill\. It has: put, get, watch\./, 'jars', 'fill')
  await refused(/has no operation toString\./, 'jars', 'toString')
  const { code, stdout } = await tenonAgain(folder, 'call', 'jars')
  assert.deepEqual(
    [code, stdout.split('\n').map((line) => line.split(/ {2,}/))],
    [
      0,
      [
        ['put', 'write', 'one', 'Put jars on a shelf.'],
        ['get', 'read', 'one', 'Look at a shelf.'],
        ['watch', 'read', 'many', 'See every jar that was put, and that will be.'],
        [''],
      ],
    ],
  )
})

test('an invalid call is refused with a sentence that names the option, before the store is opened', async (t) => {
  const folder = await twoStoresFolder(t)
  const before = await readdir(folder)
  const append = ['call', 'events', 'append', '--stream', 'a-1']
  const page = ['call', 'events', 'read', '--stream', 'a', '--from', 'middle', '--direction', 'up', '--limit', '0']
  const cases: readonly (readonly [words: readonly string[], ...says: RegExp[]])[] = [
    [
      append,
      /^tenon: these options are missing: --expected-revision <any\|.*\|number>, --events <json>\. Run it with --help/,
    ],
    [
      page,
      /^tenon: --from: must be 'start', 'end'/,
      /^--direction: must be 'forward'/m,
      /^--limit: must be at least 1/m,
    ],
    [['call', 'jars', 'put', '--jars', 'plum'], /--jars is not JSON: .* --jars '"plum"'/],
    [
      ['call', 'jars', 'get', '--shelf', 'a', '--shelf', 'b'],
      /'--shelf <text>' argument 'b' is invalid\. It is stated twice/,
    ],
    [['call', 'jars', 'get', '--shelf', 'a', '--fields', '{"shelf":"b"}'], /--shelf and --fields both state shelf/],
    [['call', 'jars', 'get', '--fields', '[]'], /--fields must be a JSON object/],
    [['call', 'jars', 'get', '--fields', '{"shelf":1,"lid":2}'], /--fields: shelf .*string/],
    [['call', 'jars', 'get', '--shelve', 'a'], /unknown option '--shelve'\s+\(Did you mean --shelf\?\)/],
    [['call', 'jars', 'get', '--shelf', 'a', 'top'], /too many arguments/],
    [['call', 'jars', 'watch', '--behind', '0', '--limit', 'x'], /--limit.*whole number from 1/],
  ]
  for (const [words, ...says] of cases) {
    const { code, stderr } = await tenonAgain(folder, ...words)
    assert.equal(code, 2, `${words.join(' ')}\n${stderr}`)
    for (const each of says) assert.match(stderr, each)
  }
  assert.deepEqual(await readdir(folder), before)
})

test('the help of an operation lists its options, results, limits and failures', async (t) => {
  const folder = await twoStoresFolder(t)
  const { code, stdout, stderr } = await tenonAgain(folder, 'call', 'jars', 'put', '--help')
  assert.deepEqual([code, stderr], [0, ''])
  for (const says of [
    /^Usage: tenon call jars put \[options\]\n\nPut jars on a shelf\.$/m,
    /^ {2}--tag <null\|text> /m,
    /^ {2}--jars <json> +list of \{ label, recipe \}$/m,
    /^ {2}put +exit 0 {2}count: whole number$/m,
    /^ {2}no_room +exit 1$/m,
    /^ {2}most_jars +10 +The most jars of one put\.$/m,
    /^ {2}together +shelf +granted: shelf$/m,
    /^ {2}flooded +exit \d+ +Water on the floor\.$/m,
    /^ {2}--json /m,
    /^ {2}--config <path> /m,
  ])
    assert.match(stdout, says)
  const many = await tenonAgain(folder, 'call', 'jars', 'watch', '--help')
  assert.match(many.stdout, /^ {2}--limit <number> +the maximum number of items/m)
  const none = await tenonHere(await emptyFolder(t), 'call', '--help')
  assert.match(none.stdout, /^Usage: tenon call <store> <operation> /)
})

test('an option of the program is a field of an operation if it comes after the operation', async (t) => {
  const folder = await twoStoresFolder(t)
  const { code, stderr } = await tenonAgain(folder, 'call', 'jars', 'get', '--version', '3')
  assert.equal(code, 2)
  assert.match(stderr, /unknown option '--version'/)
})

test('a store that falls short of its need is not called', async (t) => {
  const folder = await twoStoresFolder(
    t,
    "jars: pantry({ grants: { together: 'jar', remembers: 'nothing' }, limits: { most_jars: -1, most_jar_bytes: 0, remembers_ms: 0 } })",
  )
  const { code, stdout, stderr } = await tenonAgain(folder, 'call', 'jars', 'get', '--shelf', 'top', '--json')
  assert.deepEqual([code, outcomeIn(stdout)['kind']], [2, 'shortfall'], stderr)
})
