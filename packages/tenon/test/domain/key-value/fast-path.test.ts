import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { check, type Schema } from '../../../src/domain/capability/schema.ts'
import { Get, Put, Remove } from '../../../src/domain/key-value/intent.ts'
import { anything, fields, ids, json, mostly, names, oddIds, oddNames, roundabout } from '../given/mostly-valid.ts'

const key = mostly(names, oddNames)
const id = mostly(ids, oddIds)
const oddNumbers = fc.oneof(fc.constantFrom(0, -1, 1.5, NaN, 2 ** 53, 1_000_000_001, '1', 'none', undefined), anything)

const SCHEMAS: readonly { readonly name: string; readonly schema: Schema; readonly stated: fc.Arbitrary<object> }[] = [
  { name: 'gets', schema: Get, stated: fields({ key }) },
  {
    name: 'puts',
    schema: Put,
    stated: fields({
      id,
      key,
      value: mostly(json, anything),
      expected: mostly(fc.constantFrom('any', 'absent', 1, 7, 2 ** 53 - 1), oddNumbers),
      lifetimeSeconds: mostly(fc.constantFrom(null, 1, 30, 1_000_000_000), oddNumbers),
    }),
  },
  {
    name: 'removals',
    schema: Remove,
    stated: fields({ id, key, expected: mostly(fc.constantFrom('any', 1, 7, 2 ** 53 - 1), oddNumbers) }),
  },
]

for (const { name, schema, stated } of SCHEMAS) {
  test(`the fast path of ${name} accepts nothing that the schema refuses, and gives the same`, () => {
    let [accepted, refused] = [0, 0]
    const some = fc.oneof({ weight: 4, arbitrary: stated }, { weight: 1, arbitrary: fc.object() })
    fc.assert(
      fc.property(some, (value) => {
        const decided = check(schema, value)
        if (decided.fits) accepted += 1
        else refused += 1
        assert.deepEqual(decided, check(schema, roundabout(value)))
      }),
      { numRuns: 3_000 },
    )
    assert.ok(accepted > 500 && refused > 500, `${accepted} accepted and ${refused} refused: the test looks at both`)
  })
}

test('a field that cannot be enumerated does not make room for a strange one', () => {
  const hidden = Object.defineProperty({ strange: 1 }, 'key', { value: 'account-1', enumerable: false })
  assert.equal(check(Get, hidden).fits, false)
})
