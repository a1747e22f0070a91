import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describe } from '../../../src/domain/capability/describe.ts'
import { Runs } from '../../../src/domain/runs/store.ts'
import { canonicalHash } from '../../../src/service/node/hash.ts'

test('the declaration of runs changes only on purpose', () => {
  // A change of this hash is a change of the contract. It belongs in CHANGELOG, and perhaps needs a new version of the
  // declaration.
  assert.equal(canonicalHash(describe(Runs)), '1c02c4359d45113f1ea55ca2570b574f17185a444fdde00d7c65cb75ece2a54e')
})
