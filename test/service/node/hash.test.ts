import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { canonicalHash } from '../../../src/service/node/hash.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

test('the hash is that of the JSON without white space and with sorted keys', () => {
  const value = { b: [1, { d: null, c: 'é' }], a: true, '10': 0, '9': -0 }
  assert.equal(canonicalHash(value), sha256('{"10":0,"9":0,"a":true,"b":[1,{"c":"é","d":null}]}'))
})

test('the order of keys does not change the hash, the order of items does', () => {
  assert.equal(canonicalHash({ a: 1, b: 2 }), canonicalHash({ b: 2, a: 1 }))
  assert.notEqual(canonicalHash([1, 2]), canonicalHash([2, 1]))
})

test('an object is hashed as its JSON: without the keys that are undefined', () => {
  assert.equal(canonicalHash({ a: undefined, b: 1 }), sha256('{"b":1}'))
  assert.equal(canonicalHash([undefined]), sha256('[null]'))
})
