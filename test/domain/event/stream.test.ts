import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { category } from 'tenon'
import { byCodePoint } from '../../../src/domain/data/names.ts'
import { passes } from '../../../src/domain/event/subscription.ts'

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

  test('of streams have a category: the part before the first dash, or the whole name', () => {
    for (const [stream, expected] of [
      ['order-1', 'order'],
      ['order-1-2', 'order'],
      ['order', 'order'],
      ['-1', ''],
      ['-', ''],
      ['order-', 'order'],
      ['😀-1', '😀'],
    ] as const) {
      assert.equal(category(stream), expected)
    }
  })

  test('pass a filter if they match both of its parts', () => {
    const placed = { stream: 'order-1', type: 'Placed' }
    for (const [filter, expected] of [
      [{ streams: 'all', types: 'all' }, true],
      [{ streams: { prefix: '' }, types: 'all' }, true],
      [{ streams: { prefix: 'order-1' }, types: ['Paid', 'Placed'] }, true],
      [{ streams: { prefix: 'order-11' }, types: 'all' }, false],
      [{ streams: { prefix: 'rder' }, types: 'all' }, false],
      [{ streams: { prefix: 'Order' }, types: 'all' }, false],
      [{ streams: 'all', types: ['Paid'] }, false],
      [{ streams: 'all', types: ['placed'] }, false],
      [{ streams: { prefix: 'order' }, types: ['Paid'] }, false],
      [{ streams: { prefix: 'other' }, types: ['Placed'] }, false],
    ] as const) {
      assert.equal(passes(filter, placed), expected, JSON.stringify(filter))
    }
  })
})
