import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { jsonLines, storeFolder, tenon, tenonHere, tenonWith } from './tenon.ts'

const event = (id: string): string => JSON.stringify({ id, type: 'Paid', data: { n: 1 }, metadata: { by: 'me' } })

test('an append that is made twice with its id is repeated, and one that does not fit is a conflict', async (t) => {
  const folder = await storeFolder(t)
  const id = randomUUID()
  const words = ['append', 'a-1', '--expected', 'no_stream', '--type', 'Paid', '--data', 'null', '--json'] as const
  const first = await tenon(folder, ...words, '--id', id, '--metadata', '{"by":"me"}')
  assert.deepEqual(jsonLines(first.stdout), [
    { stream: 'a-1', kind: 'appended', revision: 0, position: 1, repeated: false, ids: [id] },
  ])
  const second = await tenon(folder, ...words, '--id', id)
  assert.equal(second.code, 0)
  assert.equal(jsonLines(second.stdout)[0]?.['repeated'], true)
  const third = await tenon(folder, ...words)
  assert.equal(third.code, 1)
  assert.deepEqual(jsonLines(third.stdout)[0]?.['actual'], 0)
  assert.match(third.stderr, /^tenon: conflict: the stream ends at revision 0/)
  const reused = await tenon(folder, 'append', 'a-2', '--expected', 'any', '--type', 'T', '--data', '1', '--id', id)
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
  const broken = await tenonWith(folder, `${event(randomUUID())}\n{"id":\n`, ...append)
  assert.equal(broken.code, 2)
  assert.match(broken.stderr, /line 2 of - is not JSON/)
  const strange = await tenonWith(folder, `${event(randomUUID())}\n{"id":1}\n`, ...append)
  assert.equal(strange.code, 20)
  assert.match(strange.stderr, /invalid: append: events\[1\]/)
  const missing = await tenon(folder, 'append', 'a-1', '--expected', 'any', '--events', 'none.ndjson')
  assert.equal(missing.code, 2)
  assert.match(missing.stderr, /none\.ndjson does not exist/)
  const read = await tenon(folder, 'read', 'a-1', '--json')
  assert.deepEqual(
    jsonLines(read.stdout).map(({ id }) => id),
    ids,
  )
})

test('a command line that does not state what an append needs is refused with a sentence', async (t) => {
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
