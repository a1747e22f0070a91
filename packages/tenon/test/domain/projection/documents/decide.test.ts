import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from 'tenon'
import { FIRST_CHECKPOINT } from '../../../../src/domain/projection/build.ts'
import { decideStep, firstKept, movedBuild, movesBuild } from '../../../../src/domain/projection/documents/decide.ts'
import { readBuild, readDocument, readLive } from '../../../../src/domain/projection/documents/kept.ts'

const ID = '00000000-0000-4000-8000-000000000001'
const OTHER = '00000000-0000-4000-8000-000000000002'
const FOLDER = '0123456789ab'
const passed = { unreadable: 0, unknownType: 0 }
const TO = { position: 7, last: { position: 7, id: OTHER }, passed }
const STEP = { from: FIRST_CHECKPOINT, to: TO, swap: false }
const first = firstKept(FOLDER, FIRST_CHECKPOINT)

test('A step is taken where its build is, and not where another runner has moved it', () => {
  assert.equal(decideStep(first, STEP, ID), 'take')
  assert.equal(decideStep({ ...first, checkpoint: TO }, STEP, ID), 'taken_over')
  const elsewhere = [
    { ...TO, position: 8 },
    { ...TO, last: { position: 7, id: ID } },
    { ...TO, last: null },
    { ...TO, passed: { unreadable: 1, unknownType: 0 } },
    { ...TO, passed: { unreadable: 0, unknownType: 1 } },
  ]
  for (const checkpoint of elsewhere)
    assert.equal(decideStep({ ...first, checkpoint }, { ...STEP, from: TO }, ID), 'taken_over')
})

test('A step finds its own earlier attempt, also if the build was paused since, and no step of another runner', () => {
  const moved = movedBuild(first, STEP, ID)
  assert.equal(decideStep(moved, STEP, ID), 'taken')
  assert.equal(decideStep({ ...moved, state: 'paused' }, STEP, ID), 'taken')
  assert.equal(decideStep(moved, STEP, OTHER), 'taken_over')
})

test('A build that is paused, dropped or not there takes no step', () => {
  assert.equal(decideStep({ ...first, state: 'paused' }, STEP, ID), 'paused')
  assert.equal(decideStep({ ...first, state: 'dropped' }, STEP, ID), 'dropped')
  assert.equal(decideStep(null, STEP, ID), 'dropped')
})

test('A build has caught up when its last step took the last page, and no longer after a further one', () => {
  const swapped = movedBuild(first, { ...STEP, swap: true }, ID)
  assert.equal(swapped.caughtUp, true)
  assert.equal(movedBuild(swapped, STEP, ID).caughtUp, false)
})

test('A step without events changes its build only if it is the one that takes the last page', () => {
  const stays = { from: TO, to: TO, swap: false }
  const kept = movedBuild(first, STEP, ID)
  assert.equal(movesBuild(kept, stays), false)
  assert.equal(movesBuild(kept, { ...stays, swap: true }), true)
  assert.equal(movesBuild({ ...kept, caughtUp: true }, { ...stays, swap: true }), false)
  assert.equal(movesBuild(first, STEP), true)
})

const copy = (value: object): Json & object => JSON.parse(JSON.stringify(value))

test('Entries are read as they are written, and what is something else is not read', () => {
  const build = movedBuild(first, STEP, ID)
  const live = { version: 2, number: 1, folder: FOLDER }
  const document = { at: 3, document: null }
  assert.deepEqual(readBuild(copy(build)), build)
  assert.deepEqual(readLive(copy(live)), live)
  assert.deepEqual(readDocument(copy(document)), document)
  for (const other of [null, 1, 'x', [], {}, { at: 0, document: 1 }, { at: '3', document: 1 }, { at: 3 }]) {
    assert.equal(readBuild(other), null)
    assert.equal(readLive(other), null)
    assert.equal(readDocument(other), null)
  }
  assert.equal(readBuild({ ...copy(build), state: 'new' }), null)
  assert.equal(readLive({ ...live, folder: '../../../etc' }), null)
})
