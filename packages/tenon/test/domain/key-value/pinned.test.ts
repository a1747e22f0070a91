import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describe } from '../../../src/domain/capability/describe.ts'
import { KeyValue } from '../../../src/domain/key-value/store.ts'
import { canonicalHash } from '../../../src/service/node/hash.ts'

test('the declaration of the key-value store changes only on purpose', () => {
  // A change of this hash is a change of the contract. It belongs in CHANGELOG, and perhaps needs a new version of the
  // declaration.
  assert.equal(canonicalHash(describe(KeyValue)), 'efa703570057db01194c6eaeffce8c16132ae9f8eed283d6d7671a708a4c1e41')
})
