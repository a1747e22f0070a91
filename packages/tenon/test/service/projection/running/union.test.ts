import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Filter } from 'tenon'
import { unionOf } from '../../../../src/service/projection/running/union.ts'

const of = (streams: string | null, types: Filter['types']): Filter => ({
  streams: streams === null ? 'all' : { prefix: streams },
  types,
})

const many = (from: number): readonly string[] => Array.from({ length: 600 }, (_, i) => `T${from + i}`)

describe('The union of filters', () => {
  for (const [filters, union] of [
    [[of('a-', ['A'])], of('a-', ['A'])],
    [[of(null, ['A']), of('a-', ['B', 'A'])], of(null, ['A', 'B'])],
    [[of('a-', ['A']), of('a-', 'all')], of('a-', 'all')],
    [[of('account-1', 'all'), of('account-22', 'all'), of('account-', 'all')], of('account-', 'all')],
    [[of('a', 'all'), of('b', 'all')], of(null, 'all')],
    [[of('', 'all')], of(null, 'all')],
    // Both code points begin with the same code unit, which alone is no beginning of a name.
    [[of('x\u{10000}', 'all'), of('x\u{10001}', 'all')], of('x', 'all')],
  ] as const)
    test(`of ${JSON.stringify(filters)} is ${JSON.stringify(union)}`, () => assert.deepEqual(unionOf(filters), union))

  test('of more types than a filter may list has all types', () => {
    assert.equal(unionOf([of(null, many(0)), of(null, many(500))]).types, 'all')
    assert.equal(unionOf([of(null, many(0)), of(null, many(400))]).types.length, 1_000)
  })
})
