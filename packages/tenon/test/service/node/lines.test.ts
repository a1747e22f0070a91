import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Line, linesOf } from '../../../src/service/node/lines.ts'

const lines = async (most: number, ...chunks: readonly (string | Uint8Array)[]): Promise<Line[]> => {
  const source = async function* (): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk)
  }
  const found: Line[] = []
  for await (const line of linesOf(source(), most)) found.push(line)
  return found
}

const text = (number: number, said: string): Line => ({ kind: 'text', number, text: said })

test('lines are split at line feeds wherever the chunks are split, even inside a character', async () => {
  const bytes = Buffer.from('one\n\ntwé\nlast')
  const whole = [text(1, 'one'), text(2, ''), text(3, 'twé'), text(4, 'last')]
  assert.deepEqual(await lines(100, bytes), whole)
  assert.deepEqual(await lines(100, ...[...bytes].map((byte) => Uint8Array.of(byte))), whole)
})

test('a line feed at the end does not begin another line', async () => {
  assert.deepEqual(await lines(100, 'one\n'), [text(1, 'one')])
  assert.deepEqual(await lines(100), [])
})

test('a line that is not UTF-8 is flawed, and the next line is read', async () => {
  assert.deepEqual(await lines(100, Uint8Array.of(0xe9, 0x0a), 'two'), [
    { kind: 'flawed', number: 1, says: 'is not UTF-8' },
    text(2, 'two'),
  ])
})

test('a line without an end is abandoned', async () => {
  assert.deepEqual(await lines(3, 'ab\n', 'cd', 'ef', 'g\nh'), [
    text(1, 'ab'),
    { kind: 'flawed', number: 2, says: 'is longer than 3 bytes' },
  ])
})
