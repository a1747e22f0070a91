import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { jsonLines, outcomeIn, seed, storeFolder, tenon, tenonAgain, tenonAgainWith } from '../tenon.ts'

const COMMAND = randomUUID()
const CAUSE = randomUUID()
const EFFECT = randomUUID()

/**
 * Creates a store in which one event caused another, which caused a third, with both spellings of the metadata keys.
 */
const story = async (t: Parameters<typeof storeFolder>[0]): Promise<string> => {
  const folder = await storeFolder(t)
  const lines = [
    { stream: 'a@b-1', id: COMMAND, type: 'Asked', data: 'x\u202ey', metadata: { correlationId: 'c' } },
    { stream: 'a@b-1', id: CAUSE, type: 'Placed', data: 1, metadata: { causationId: COMMAND, correlationId: 'c' } },
    { stream: 'mail-1', id: EFFECT, type: 'Sent', data: 1, metadata: { causation_id: CAUSE, correlation_id: 'c' } },
    { stream: 'mail-2', id: randomUUID(), type: 'Sent', data: 1, metadata: { causationId: 'elsewhere' } },
  ]
  const { code } = await tenonAgainWith(folder, lines.map((line) => JSON.stringify(line)).join('\n'), 'import', '-')
  assert.equal(code, 0)
  return folder
}

test('event finds an event by its id, its position, or stream@revision, and shows its cause and its effects', async (t) => {
  const folder = await story(t)
  for (const name of [CAUSE, CAUSE.toUpperCase(), 'a@b-1@1']) {
    const { code, stdout, stderr } = await tenonAgain(folder, 'event', name)
    assert.deepEqual([code, stderr], [0, ''])
    const told: unknown = JSON.parse(stdout)
    assert.partialDeepStrictEqual(told, {
      event: { id: CAUSE, stream: 'a@b-1', revision: 1, type: 'Placed', metadata: { causationId: COMMAND } },
      causedBy: { id: COMMAND, stream: 'a@b-1', revision: 0 },
      caused: [{ id: EFFECT, stream: 'mail-1' }],
      correlated: [{ id: COMMAND }, { id: EFFECT }],
      leftOut: 0,
    })
    const { position } = Object(told).event
    const line = await tenonAgain(folder, 'event', String(position), '--json')
    assert.deepEqual(jsonLines(line.stdout), [{ kind: 'done', ...Object(told) }])
  }
  const alone = await tenonAgain(folder, 'event', EFFECT, '--no-causes', '--json')
  assert.deepEqual(Object.keys(outcomeIn(alone.stdout)), ['kind', 'event'])
})

test('event writes several lines, and nothing in an event can reverse the text of a terminal', async (t) => {
  const { stdout } = await tenon(await story(t), 'event', 'a@b-1@0')
  assert.match(stdout, /^\{\n {2}"event": \{\n {4}"stream": "a@b-1",\n/)
  assert.match(stdout, /"x\\u202ey"/)
})

test('event reports an event that does not exist, with exit code 1 and an outcome', async (t) => {
  const folder = await storeFolder(t)
  await seed(folder, ['account-0'], 1_500)
  for (const [name, kind, says] of [
    [randomUUID(), 'no_event', /no event of this store has the id/],
    ['1501', 'no_event', /there is no event at position 1501; the log ends at 1500/],
    ['9999', 'no_event', /there is no event at position 9999; the log ends at 1500/],
    ['account-0@1500', 'no_event', /the stream account-0 has no revision 1500; it ends at 1499/],
    ['none-1@0', 'no_stream', /no_stream: the stream is absent/],
  ] as const) {
    const { code, stdout, stderr } = await tenonAgain(folder, 'event', name, '--json')
    assert.deepEqual([code, outcomeIn(stdout)['kind']], [1, kind], name)
    assert.match(stderr, says)
  }
  for (const name of ['order-7', '0', '@3', 'order-7@', 'order-7@-1', 'order-7@x']) {
    const { code, stderr } = await tenonAgain(folder, 'event', name)
    assert.equal(code, 2, name)
    assert.match(stderr, /It must be the id of an event, a position .* or stream@revision such as order-7@0/)
  }
})
