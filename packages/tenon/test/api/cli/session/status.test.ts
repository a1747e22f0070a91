import assert from 'node:assert/strict'
import { test } from 'node:test'
import { status, statusOf } from '../../../../src/api/cli/session/status.ts'
import { exits } from '../../../../src/api/cli/terminal/exits.ts'
import { EventStore } from '../../../../src/domain/event/store.ts'

test('the exit codes of failures begin at 10, in the order of the declaration', () => {
  assert.deepEqual(Object.keys(status), Object.keys(EventStore.failures))
  assert.deepEqual(
    Object.values(status).map(({ exit }) => exit),
    Object.keys(EventStore.failures).map((_, i) => 10 + i),
  )
})

test('no exit code of a failure is also used for something else', () => {
  const failures = new Set(Object.values(status).map(({ exit }): number => exit))
  assert.deepEqual(
    Object.values(exits).filter((code) => failures.has(code)),
    [],
  )
})

test('the HTTP status of every failure is 400 or above', () => {
  for (const { http } of Object.values(status)) assert.ok(http >= 400 && http < 600)
})

test('a failure word that the table does not have gets the codes of unclassified', () => {
  assert.deepEqual(statusOf('busy'), status.busy)
  for (const word of ['lease_lost', 'toString']) assert.deepEqual(statusOf(word), status.unclassified)
})
