import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killRounds } from './kill.ts'

test('a process that is killed while it appends loses no answered append and tears no batch, 50 times', async (t) => {
  const { acknowledged, found, missing, torn } = await killRounds(t, 50)
  t.diagnostic(`acknowledged ${acknowledged}, found ${found}, torn ${torn}`)
  assert.deepEqual({ missing, torn }, { missing: 0, torn: 0 })
  assert.ok(found >= acknowledged)
})
