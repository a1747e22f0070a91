import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  buildKey,
  buildOfKey,
  documentKey,
  folderOfKey,
  folderPrefix,
  keysOf,
  lastKeyOf,
} from '../../../../src/domain/projection/documents/keys.ts'
import { byCodePoint } from '../../../../src/domain/data/names.ts'

const FOLDER = '0123456789ab'

test('The keys of a projection are pinned, because stores hold them', () => {
  const keys = keysOf('orders')
  assert.deepEqual(keys, {
    live: 'projection/6:orders/live',
    builds: 'projection/6:orders/builds/',
    folders: 'projection/6:orders/documents/',
  })
  assert.equal(buildKey(keys, { version: 2, number: 1 }), 'projection/6:orders/builds/2.1')
  assert.equal(folderPrefix(keys, FOLDER), 'projection/6:orders/documents/0123456789ab/')
  assert.deepEqual(documentKey(keys, FOLDER, 'a/b'), {
    kind: 'key',
    key: 'projection/6:orders/documents/0123456789ab/a/b',
  })
})

test('No key of one projection begins with the keys of another, whatever their names are', () => {
  const names = [
    'a',
    'a/live',
    'a/builds/1.1',
    'a/documents/',
    '1:a',
    '1:a/live',
    '/',
    '//',
    '3:a/b',
    ':',
    '😀',
    '2:😀',
  ]
  for (const one of names)
    for (const other of names)
      if (one !== other)
        for (const begin of Object.values(keysOf(one)))
          for (const key of Object.values(keysOf(other)))
            assert.ok(!key.startsWith(begin), `${key} begins with ${begin}`)
})

test('The build and the folder are found in a key again', () => {
  const keys = keysOf('a/b')
  assert.deepEqual(buildOfKey(keys, buildKey(keys, { version: 12, number: 3 })), { version: 12, number: 3 })
  for (const other of ['1', '1.', '.1', '0.1', '1.1.1', '01.1', 'x'])
    assert.equal(buildOfKey(keys, keys.builds + other), null, other)
  assert.equal(buildOfKey(keys, keysOf('a').builds + '1.1'), null)
  assert.equal(folderOfKey(keys, `${folderPrefix(keys, FOLDER)}x/y`), FOLDER)
})

test('A key of a document that is no name, or is too long together with its folder, is refused with what fits', () => {
  const keys = keysOf('orders')
  const most = 255 - folderPrefix(keys, FOLDER).length
  assert.equal(most, 212)
  const says = `must be a name of 1 to ${most} code points without control characters or lone surrogates`
  assert.equal(documentKey(keys, FOLDER, '😀'.repeat(most)).kind, 'key')
  for (const key of ['', 'a\n', '\ud800', 'x'.repeat(most + 1), '😀'.repeat(most + 1)])
    assert.deepEqual(documentKey(keys, FOLDER, key), { kind: 'unfit', says })
})

test('The last key of a folder comes after all its documents and before the next folder', () => {
  const keys = keysOf('orders')
  const last = lastKeyOf(keys, FOLDER)
  assert.equal([...last].length, 255)
  assert.ok(byCodePoint(`${folderPrefix(keys, FOLDER)}\u{10ffff}zzz`, last) < 0)
  assert.ok(byCodePoint(folderPrefix(keys, '0123456789ac'), last) > 0)
})
