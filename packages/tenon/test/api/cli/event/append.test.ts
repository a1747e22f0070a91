import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { run } from '../../../../src/api/cli/program.ts'
import { Terminal } from '../../../../src/api/cli/terminal/terminal.ts'
import {
  dataLines,
  jsonLines,
  outcomeIn,
  storeFolder,
  tenon,
  tenonAgain,
  tenonAgainWith,
  tenonHere,
  tenonWith,
} from '../tenon.ts'

const event = (id: string): string => JSON.stringify({ id, type: 'Paid', data: { n: 1 }, metadata: { by: 'me' } })

test('an append made twice with the same id is repeated, and one with a wrong expected revision is a conflict', async (t) => {
  const folder = await storeFolder(t)
  const id = randomUUID()
  const words = ['append', 'a-1', '--expected', 'no_stream', '--type', 'Paid', '--data', 'null', '--json'] as const
  const first = await tenon(folder, ...words, '--id', id, '--metadata', '{"by":"me"}')
  assert.deepEqual(jsonLines(first.stdout), [
    { stream: 'a-1', kind: 'appended', revision: 0, position: 1, repeated: false, ids: [id] },
  ])
  const second = await tenonAgain(folder, ...words, '--id', id)
  assert.equal(second.code, 0)
  assert.equal(jsonLines(second.stdout)[0]?.['repeated'], true)
  const third = await tenonAgain(folder, ...words)
  assert.equal(third.code, 1)
  assert.deepEqual(jsonLines(third.stdout)[0]?.['actual'], 0)
  assert.match(third.stderr, /^tenon: conflict: the stream ends at revision 0/)
  const reused = await tenonAgain(
    folder,
    'append',
    'a-2',
    '--expected',
    'any',
    '--type',
    'T',
    '--data',
    '1',
    '--id',
    id,
  )
  assert.equal(reused.code, 1)
  assert.match(reused.stderr, new RegExp(`id_reused: the id ${id}`))
})

test('the events of a file or of the standard input are one append', async (t) => {
  const folder = await storeFolder(t)
  const ids = [randomUUID(), randomUUID()]
  const append = ['append', 'a-1', '--expected', 'any', '--events', '-', '--json'] as const
  const both = await tenonWith(folder, ids.map(event).join('\n'), ...append)
  assert.equal(both.code, 0, both.stderr)
  assert.deepEqual(jsonLines(both.stdout)[0]?.['ids'], ids)
  const broken = await tenonAgainWith(folder, `${event(randomUUID())}\n{"id":\n`, ...append)
  assert.equal(broken.code, 2)
  assert.match(broken.stderr, /line 2 of - is not JSON/)
  const strange = await tenonAgainWith(folder, `${event(randomUUID())}\n{"id":1}\n`, ...append)
  assert.equal(strange.code, 20)
  assert.match(strange.stderr, /invalid: append: events\[1\]/)
  const missing = await tenonAgain(folder, 'append', 'a-1', '--expected', 'any', '--events', 'none.ndjson')
  assert.equal(missing.code, 2)
  assert.match(missing.stderr, /none\.ndjson does not exist/)
  const read = await tenonAgain(folder, 'read', 'a-1', '--json')
  assert.deepEqual(
    dataLines(read.stdout).map(({ id }) => id),
    ids,
  )
})

test('the data of an event can come from the standard input or from a file', async (t) => {
  const folder = await storeFolder(t)
  await writeFile(join(folder, 'data.json'), '{\n  "from": "a file é"\n}\n')
  const append = ['append', 'a-1', '--expected', 'any', '--type', 'Paid', '--data'] as const
  for (const [input, data] of [
    ['{"from":\n"the input é"}', '-'],
    ['', '@data.json'],
  ] as const) {
    const { code, stderr } = await tenonAgainWith(folder, input, ...append, data)
    assert.equal(code, 0, stderr)
  }
  const { stdout } = await tenonAgain(folder, 'read', 'a-1', '--json')
  assert.deepEqual(
    dataLines(stdout).map(({ data }) => data),
    [{ from: 'the input é' }, { from: 'a file é' }],
  )
  await writeFile(join(folder, 'latin.json'), Buffer.from('"\xe9"', 'latin1'))
  for (const [data, says] of [
    ['@none.json', /none\.json does not exist/],
    ['@', /--data @ names no file/],
    ['@tenon.config.ts', /tenon\.config\.ts, which --data names, is not JSON/],
    ['@latin.json', /latin\.json is not UTF-8/],
    ['@.', /\. is a folder/],
    ['-', /the standard input, which --data - reads, is not JSON/],
  ] as const) {
    const refused = await tenonAgainWith(folder, '{', ...append, data)
    assert.deepEqual([refused.code, refused.stdout], [2, ''])
    assert.match(refused.stderr, says)
  }
})

test('events without an id get one, and the ids are printed in order', async (t) => {
  const folder = await storeFolder(t)
  const { id: own } = { id: randomUUID() }
  const lines = ['{"type":"Paid","data":1,"metadata":{}}', event(own), '{"type":"Paid","data":3,"metadata":{}}'].join(
    '\n',
  )
  const append = ['append', 'a-1', '--expected', 'any', '--events', '-'] as const
  const people = await tenonAgainWith(folder, lines.replace(own, randomUUID()), ...append)
  assert.match(people.stdout, /^appended {2}revision 2 {2}position 3 {2}3 events\n(id [0-9a-f-]{36}\n){3}$/)
  const json = await tenonAgainWith(folder, lines, ...append, '--json')
  const [first, second, third, ...more] = outcomeIn(json.stdout)['ids'] as readonly string[]
  assert.deepEqual([second, more.length, new Set([first, second, third]).size], [own, 0, 3])
  const { stdout } = await tenonAgain(folder, 'read', 'a-1', '--json')
  const ids = dataLines(stdout).map(({ id }) => id)
  assert.deepEqual(ids.slice(3), [first, second, third])
  assert.deepEqual(
    people.stdout.split('\n').slice(1, 4),
    ids.slice(0, 3).map((id) => `id ${String(id)}`),
  )
})

test('SIGINT while an append still reads its input appends nothing', async (t) => {
  const folder = await storeFolder(t)
  const [input, output, notes, interrupt] = [
    new PassThrough(),
    new PassThrough(),
    new PassThrough(),
    new AbortController(),
  ]
  const begun = Promise.withResolvers<void>()
  const reading = (): PassThrough => {
    begun.resolve()
    return input
  }
  const terminal = new Terminal({ folder, input: reading, output, notes, interrupt: interrupt.signal })
  const code = run(['append', 'a-1', '--expected', 'any', '--events', '-', '--json'], terminal)
  input.write(`${event(randomUUID())}\n`)
  await begun.promise
  interrupt.abort('SIGINT')
  assert.equal(await code, 130)
  output.end()
  notes.end()
  assert.deepEqual(jsonLines(await text(output)), [{ kind: 'interrupted', stream: 'a-1', ids: [], signal: 'SIGINT' }])
  assert.equal(await text(notes), '')
  assert.equal(existsSync(join(folder, 'events.db')), false)
})

test('a command line that lacks what an append needs is refused with a sentence', async (t) => {
  const folder = await storeFolder(t)
  const refusals: readonly (readonly [says: RegExp, ...words: string[]])[] = [
    [/--expected <revision>' not specified/, '--type', 'T', '--data', '1'],
    [
      /It must be any, no_stream, stream_exists or a whole number from 0/,
      '--expected',
      '-1',
      '--type',
      'T',
      '--data',
      '1',
    ],
    [/takes --type and --data/, '--expected', 'any', '--type', 'T'],
    [/cannot be used with/, '--expected', 'any', '--events', '-', '--type', 'T'],
    [/--data is not JSON/, '--expected', 'any', '--type', 'T', '--data', '{'],
    [/--metadata must be a JSON object/, '--expected', 'any', '--type', 'T', '--data', '1', '--metadata', '[]'],
  ]
  const answers = await Promise.all(refusals.map(([, ...words]) => tenonHere(folder, 'append', 'a-1', ...words)))
  for (const [i, { code, stdout, stderr }] of answers.entries()) {
    assert.deepEqual([code, stdout], [2, ''], stderr)
    assert.match(stderr, refusals[i]?.[0] ?? /never/)
  }
})
