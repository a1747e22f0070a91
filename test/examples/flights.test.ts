import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { npmStart } from './flights.ts'

const DOMAIN = fileURLToPath(new URL('../../examples/flights/domain/', import.meta.url))

npmStart(2_000, 6_000)

describe("the example's domain", () => {
  test('imports nothing but tenon, zod and itself', async () => {
    const files = await readdir(DOMAIN, { recursive: true })
    assert.ok(files.length > 0)
    for (const file of files) {
      const source = await readFile(join(DOMAIN, file), 'utf8')
      for (const [, from] of source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g))
        assert.match(from ?? '', /^(?:tenon|zod|\.\/[a-z-]+\.ts)$/, file)
    }
  })
})
