import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { difference } from './fold.ts'
import { Killed, kills } from './kills.ts'

suite('model_equals_fold', () => {
  test('holds after a kill at each point of a step', (t) => kills(t, 1))

  test('catches a read model that stores its checkpoint apart from its rows', async (t) => {
    const killed = await Killed.in(t)
    await killed.grow()
    await killed.killAt('after commit', 2, 'apart')
    assert.match(difference(killed.path, killed.log) ?? '', /accounts_v1_1 at \d+ is .* and not /)
  })
})
