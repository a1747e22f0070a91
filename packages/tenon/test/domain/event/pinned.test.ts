import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describe } from '../../../src/domain/capability/describe.ts'
import { EventStore } from '../../../src/domain/event/store.ts'
import { canonicalHash } from '../../../src/service/node/hash.ts'

test('the declaration of the event store changes only on purpose', () => {
  // A change of this hash is a change of the contract. It belongs in CHANGELOG, and perhaps needs a new version of the
  // declaration.
  assert.equal(canonicalHash(describe(EventStore)), 'cd7bbde5b51a27c9a7f110553445f05fd1daac7e0f034463715679b39b5e71a7')
})
