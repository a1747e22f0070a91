import assert from 'node:assert/strict'
import { test } from 'node:test'
import { killImports } from './import-kill.ts'

const STORES = 10
const ROUNDS = 5

test('an import that is killed 50 times, over ten stores, completes in each, tears no stream and stores nothing twice', async (t) => {
  for (let store = 1; store <= STORES; store += 1) {
    const { lines, stored, torn, code, appended, repeated, found, wrong } = await killImports(t, ROUNDS)
    const last = stored.at(-1) ?? 0
    t.diagnostic(`store ${store}: stored ${stored.join(', ')}, found ${found} of ${lines}, torn ${torn}`)
    assert.equal(stored.length, ROUNDS)
    assert.deepEqual({ torn, wrong, found }, { torn: 0, wrong: 0, found: lines })
    assert.deepEqual({ code, appended, repeated }, { code: 0, appended: lines - last, repeated: last })
  }
})
