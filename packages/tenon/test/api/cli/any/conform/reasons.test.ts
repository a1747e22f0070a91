import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { byReason, reasonLines } from '../../../../../src/api/cli/any/conform/reasons.ts'
import type { Settled } from '../../../../../src/domain/conformance/summary.ts'

const broke = (name: string, says: string): Settled => {
  const verdict = { kind: 'broken', law: 'total', says } as const
  return { id: `total/${name}`, law: 'total', says: 'It holds.', verdict }
}

const lacking = (letter: string): string =>
  `/tmp/tenon-lab-${letter.repeat(6)}/t${letter.repeat(16)}.db lacks ${randomUUID()}`

test('a long reason is cut between characters, and nothing in it moves the cursor', () => {
  assert.deepEqual(reasonLines('so\n\u001b[2J'), ['so', String.raw`\u001b[2J`])
  const [line] = reasonLines('😀'.repeat(700))
  assert.equal(line, `${'😀'.repeat(600)}… (700 characters)`)
})

test('cases with reasons that differ only in the place and the ids are reported together', () => {
  const [a, b, c] = [broke('a', lacking('a')), broke('b', 'Another.'), broke('c', lacking('c'))]
  assert.deepEqual(byReason([a, b, c]), [
    { first: a, more: [c] },
    { first: b, more: [] },
  ])
})
