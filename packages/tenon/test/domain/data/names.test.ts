import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { byCodePoint } from '../../../src/domain/data/names.ts'

const text = fc.string({ unit: 'binary', maxLength: 6 })

suite('names', () => {
  test('are ordered by code points, which is the order of their bytes in UTF-8', () => {
    fc.assert(
      fc.property(text, text, fc.string({ unit: 'binary', maxLength: 2 }), (a, b, start) => {
        for (const [x, y] of [
          [a, b],
          [start + a, start + b],
          [a, a + b],
        ] as const) {
          assert.equal(Math.sign(byCodePoint(x, y)), Buffer.compare(Buffer.from(x), Buffer.from(y)))
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('with characters above U+FFFF come after all others', () => {
    assert.deepEqual(['\u{10FFFF}', '\uFFFF', '😀', '\uE000', '\uD7FF', 'a', ''].toSorted(byCodePoint), [
      '',
      'a',
      '\uD7FF',
      '\uE000',
      '\uFFFF',
      '😀',
      '\u{10FFFF}',
    ])
    assert.equal(byCodePoint('😀', '😀'), 0)
  })
})
