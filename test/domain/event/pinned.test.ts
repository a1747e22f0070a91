import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describe } from '../../../src/domain/capability/describe.ts'
import { EventStore } from '../../../src/domain/event/store.ts'
import { canonicalHash } from '../../../src/service/node/hash.ts'

test('the declaration of the event store changes only on purpose', () => {
  // A change of this hash is a change of the contract: it belongs in CHANGELOG, and perhaps in the declaration's version.
  assert.equal(canonicalHash(describe(EventStore)), 'fce8f73a4544779080fbb6f2ee3fb151d786d1278762801bb27f7e409d8ddfd9')
})
