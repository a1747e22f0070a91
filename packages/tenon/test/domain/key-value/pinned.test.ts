import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describe } from '../../../src/domain/capability/describe.ts'
import { KeyValue } from '../../../src/domain/key-value/store.ts'
import { canonicalHash } from '../../../src/service/node/hash.ts'

test('the declaration of the key-value store changes only on purpose', () => {
  // A change of this hash is a change of the contract. It belongs in CHANGELOG, and perhaps needs a new version of the
  // declaration.
  assert.equal(canonicalHash(describe(KeyValue)), '641c3f75efe2cd0d52814974cdfb8097978dc4dd0d7a726ab6afb71401373aac')
})
