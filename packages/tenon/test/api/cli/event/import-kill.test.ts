import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killImports } from './import-kill.ts'

test('an import that is killed repeatedly completes when it is run again, and stores nothing twice', async (t) => {
  const { lines, stored, torn, code, appended, repeated, found, wrong } = await killImports(t, 5)
  const last = stored.at(-1) ?? 0
  t.diagnostic(`killed ${stored.length} times, ${last} of ${lines} stored by then`)
  assert.equal(torn, 0, 'each stream held its first lines, in order, after each kill')
  assert.deepEqual({ code, appended, repeated }, { code: 0, appended: lines - last, repeated: last })
  assert.deepEqual({ found, wrong }, { found: lines, wrong: 0 })
})
