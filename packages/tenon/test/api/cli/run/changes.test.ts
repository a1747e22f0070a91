import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changesBetween } from '../../../../src/api/cli/run/state/changes.ts'

test('changes are found at every depth, and named as jq names them', () => {
  const before = { status: 'placed', lines: [{ item: 'cup', price: 3 }, { item: 'pot' }], 'a b': { c: null }, gone: [] }
  const after = { status: 'paid', lines: [{ item: 'cup', price: 4 }], 'a b': { c: 0 }, gone: [], ['né"']: true }
  assert.deepEqual(changesBetween(before, after), [
    { path: '.["a b"].c', before: null, after: 0 },
    { path: '.["né\\""]', after: true },
    { path: '.lines[0].price', before: 3, after: 4 },
    { path: '.lines[1].item', before: 'pot' },
    { path: '.status', before: 'placed', after: 'paid' },
  ])
})

test('changes of a whole value, of its kind, and of what becomes empty', () => {
  assert.deepEqual(changesBetween(1, 'one'), [{ path: '.', before: 1, after: 'one' }])
  assert.deepEqual(changesBetween([1], { a: 1 }), [
    { path: '.[0]', before: 1 },
    { path: '.a', after: 1 },
  ])
  assert.deepEqual(changesBetween({ a: [1] }, { a: [] }), [
    { path: '.a', after: [] },
    { path: '.a[0]', before: 1 },
  ])
  assert.deepEqual(changesBetween([], {}), [{ path: '.', before: [], after: {} }])
})

test('equal values have no changes, whatever the order of their keys', () => {
  assert.deepEqual(changesBetween({ a: 1, b: [{ c: 2 }] }, { b: [{ c: 2 }], a: 1 }), [])
  assert.deepEqual(changesBetween(null, null), [])
})

test('the tenth of a list comes after the second', () => {
  const list = Array.from({ length: 11 }, (_, i) => i)
  assert.deepEqual(
    changesBetween([], list).map(({ path }) => path),
    ['.', ...list.map((i) => `.[${i}]`)],
  )
})
