import assert from 'node:assert/strict'
import { test } from 'node:test'
import { status, statusOf, statusOfOther } from '../../../../src/api/cli/session/status.ts'
import { exits } from '../../../../src/api/cli/terminal/exits.ts'
import type { FailureFacts } from '../../../../src/domain/capability/failure.ts'
import { EventStore } from '../../../../src/domain/event/store.ts'

test('the exit codes of failures begin at 10, in the order of the declaration', () => {
  assert.deepEqual(Object.keys(status), Object.keys(EventStore.failures))
  assert.deepEqual(
    Object.values(status).map(({ exit }) => exit),
    Object.keys(EventStore.failures).map((_, i) => 10 + i),
  )
})

test('no exit code of a failure is also used for something else', () => {
  const all = [
    ...Object.values(status),
    ...Object.values(statusOfOther),
    ...Object.values(exits).map((exit) => ({ exit })),
  ]
  assert.equal(new Set(all.map(({ exit }) => exit)).size, all.length)
})

test('the HTTP status of every failure is 400 or above', () => {
  for (const { http } of [...Object.values(status), ...Object.values(statusOfOther)])
    assert.ok(http >= 400 && http < 600)
})

const facts = (passes: boolean, acts: FailureFacts['acts']): FailureFacts => ({
  says: 'x',
  effects: ['none'],
  passes,
  acts,
})

test('a common failure has the codes of the table, whatever a capability declares of it', () => {
  assert.equal(statusOf('busy', facts(false, 'developer')), status.busy)
})

test('a failure word that only one capability has gets the codes of what is declared of it', () => {
  for (const acts of ['caller', 'developer'] as const)
    for (const passes of [true, false])
      assert.deepEqual(statusOf('stamp_missing', facts(passes, acts)), { http: 400, exit: 26 })
  for (const acts of ['nobody', 'operator'] as const) {
    assert.deepEqual(statusOf('throttled', facts(true, acts)), { http: 503, exit: 27 })
    assert.deepEqual(statusOf('flooded', facts(false, acts)), { http: 500, exit: 28 })
  }
})

test('a failure word that is not declared gets the codes of unclassified', () => {
  for (const word of ['lost', 'toString']) assert.equal(statusOf(word, undefined), status.unclassified)
})
