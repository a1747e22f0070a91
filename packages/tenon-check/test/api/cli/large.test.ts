import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ended, start } from './tenon-check.ts'
import { slow } from './large.ts'
import { shop } from './shop.ts'

/**
 * About 20,000 of each. If the time grew with the square of that, it would take half a minute or more. It takes a few
 * seconds on a busy machine.
 */
const LENGTH = 600_000
const MOST_MS = 20_000

describe('A check of a large file ends soon', () => {
  for (const { name, text } of slow)
    test(`over a file of ${name}`, async (t) => {
      const child = start(await shop(t, { 'src/domain/large.ts': text(LENGTH) }), '--format', 'json')
      const timer = setTimeout(() => child.kill('SIGKILL'), MOST_MS)
      t.after(() => clearTimeout(timer))
      const { code, stderr } = await ended(child)
      assert.ok(code === 0 || code === 1 || code === 2, `${code} ${stderr}`)
      assert.doesNotMatch(stderr, /defect of tenon-check/)
    })
})
