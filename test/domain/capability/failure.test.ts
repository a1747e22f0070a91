import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failed, words } from '../../../src/domain/capability/failure.ts'

test('The words of a failure table are constants in the case of constants', () => {
  const constants = words({ door_jammed: {}, flooded: {}, out_of_all_jars: {} })
  assert.deepEqual(constants, { DoorJammed: 'door_jammed', Flooded: 'flooded', OutOfAllJars: 'out_of_all_jars' })
  assert.equal(constants.OutOfAllJars, 'out_of_all_jars')
  assert.ok(Object.isFrozen(constants))
})

test('A failure that the library finds by itself carries no evidence and asks for no wait', () => {
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
