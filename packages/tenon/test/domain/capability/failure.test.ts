import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failed, words } from '../../../src/domain/capability/failure.ts'

test('The failure words of a capability become constants in Pascal case', () => {
  const constants = words({ door_jammed: {}, flooded: {}, out_of_all_jars: {} })
  assert.deepEqual(constants, { DoorJammed: 'door_jammed', Flooded: 'flooded', OutOfAllJars: 'out_of_all_jars' })
  assert.equal(constants.OutOfAllJars, 'out_of_all_jars')
  assert.ok(Object.isFrozen(constants))
})

test('A failure that the library detects itself has no evidence and asks for no wait', () => {
  assert.deepEqual(failed('flooded', 'none', 'put', 'put: water.'), {
    kind: 'failed',
    failure: 'flooded',
    effect: 'none',
    operation: 'put',
    says: 'put: water.',
    retryAfterMs: null,
    evidence: null,
  })
})
