import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describe } from '../../../src/domain/capability/describe.ts'
import { EventStore } from '../../../src/domain/event/store.ts'
import { canonicalHash } from '../../../src/service/node/hash.ts'

test('the declaration of the event store changes only on purpose', () => {
  // A change of this hash is a change of the contract. It belongs in CHANGELOG, and perhaps needs a new version of the
  // declaration.
  assert.equal(canonicalHash(describe(EventStore)), '675d7e2cdfc2570f8de124d7fff75b13fc7235a50ba5077231037ee53f555f93')
})
