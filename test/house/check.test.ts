import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { checkProject } from 'tenon-check'
import { root } from './source.ts'

describe('Our own checker', () => {
  const { findings, allowed } = checkProject(`${root}tenon.config.ts`)

  test('finds nothing in our own sources and examples', () => {
    assert.deepEqual(
      findings.map(({ path, line, rule, what }) => `${path}:${line} ${rule}: ${what}`),
      [],
    )
  })

  test('needs no exception for them', () => {
    assert.deepEqual(allowed, [])
  })
})
