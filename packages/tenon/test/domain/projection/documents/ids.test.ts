import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FIRST_CHECKPOINT } from '../../../../src/domain/projection/build.ts'
import { documentId, stepId } from '../../../../src/domain/projection/documents/ids.ts'

const UUID_V8 = /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('The id of a put of a document depends on its key and position alone, and is pinned', () => {
  assert.equal(documentId('projection/6:orders/documents/0123456789ab/a', 7), PINNED)
  assert.match(PINNED, UUID_V8)
  assert.notEqual(documentId('a', 7), documentId('a', 8))
  assert.notEqual(documentId('a', 71), documentId('a\u{0}7', 1))
})

test('The id of a step is that of one runner, one build and one pair of places', () => {
  const passed = { unreadable: 0, unknownType: 0 }
  const to = { position: 7, last: null, passed }
  const from = FIRST_CHECKPOINT
  const ids = [
    stepId('r', 'f', { from, to }),
    stepId('s', 'f', { from, to }),
    stepId('r', 'g', { from, to }),
    stepId('r', 'f', { from: to, to: { ...to, position: 8 } }),
    stepId('r', 'f', { from, to: { ...to, position: 8 } }),
  ]
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.match(id, UUID_V8)
})

const PINNED = '9e01b05d-0f84-86e4-b54d-2395e28f5aa8'
