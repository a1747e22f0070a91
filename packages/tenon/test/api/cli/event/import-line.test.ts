import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ImportLine, readLine } from '../../../../src/api/cli/event/import/import-line.ts'

const event = { id: 'i', type: 'T', data: null, metadata: {} }
const line = { stream: 's', ...event }

const read = (value: unknown): ImportLine =>
  readLine({ kind: 'text', number: 1, text: typeof value === 'string' ? value : JSON.stringify(value) })

const append = (expectedRevision: unknown): unknown => ({
  kind: 'append',
  append: { stream: 's', expectedRevision, events: [event] },
})

test('a revision becomes the expected revision of the append, and the position and time of another store are ignored', () => {
  assert.deepEqual(read(line), append('any'))
  assert.deepEqual(read({ ...line, revision: 0, position: 9, recordedAt: 1 }), append('no_stream'))
  assert.deepEqual(read({ ...line, revision: 8 }), append(7))
})

test('a blank line is skipped', () => {
  for (const blank of ['', ' \t', '\r']) assert.deepEqual(read(blank), { kind: 'blank' })
})

test('the outcome of a command that finished is skipped, and that of a command that did not is a broken line', () => {
  assert.deepEqual(read({ kind: 'done', events: 0, after: 'start' }), { kind: 'blank' })
  for (const kind of ['interrupted', 'failed', 'truncated', 'ahead', 'no_stream', 'shortfall', 'usage', 'defect'])
    assert.match(String(Object(read({ kind, says: 'x' })).says), /did not finish \(/)
  for (const other of [{ kind: 'done', streams: 1 }, { kind: 'Paid' }])
    assert.match(String(Object(read(other)).says), /^has unknown fields: "kind"/)
})

test('a line that export would not write is broken, with a sentence', () => {
  const { id: _, ...withoutId } = line
  const edges: readonly (readonly [value: unknown, says: RegExp])[] = [
    ['{', /^is not JSON: /],
    [[1], /^is not a JSON object$/],
    ['null', /^is not a JSON object$/],
    [withoutId, /^lacks id; it needs stream, id, type, data, metadata/],
    [{ ...line, version: 1, at: 2 }, /^has unknown fields: "version", "at"; allowed: stream/],
    ['{"__proto__":{}}', /^has unknown fields: "__proto__"/],
    ...[-1, 0.5, '0', null].map(
      (revision) => [{ ...line, revision }, /^has a revision that must be a revision/] as const,
    ),
  ]
  for (const [value, says] of edges) {
    const found = read(value)
    assert.match(found.kind === 'broken' ? found.says : found.kind, says)
  }
})
