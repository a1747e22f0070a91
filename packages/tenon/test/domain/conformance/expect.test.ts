import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Broken, equal, gives, holds, same, text } from '../../../src/domain/conformance/expect.ts'
import { holdsAs } from '../../../src/domain/conformance/event/case.ts'

/** Returns what a claim threw, which must be `Broken`. */
const brokenBy = (claim: () => void): Broken => {
  try {
    claim()
  } catch (thrown) {
    if (thrown instanceof Broken) return thrown
    throw thrown
  }
  return assert.fail('nothing was broken')
}

type Answer = { readonly kind: 'appended' } | { readonly kind: 'conflict'; readonly actual: number }

suite('Two values are equal as JSON is', () => {
  for (const [title, a, b, wanted] of [
    ['when they are the same value', 'a', 'a', true],
    ['whatever the order of keys', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, true],
    ['in the order of items', [1, 2], [2, 1], false],
    ['only with as many items', [1, 2], [1, 2, 3], false],
    ['only with as many keys', { a: 1 }, { a: 1, b: 2 }, false],
    ['only under the same keys', { a: 1, b: 2 }, { a: 1, c: 2 }, false],
    ['whether a field is absent or undefined', { a: 1, b: undefined }, { a: 1 }, true],
    ['not if an item is absent', [undefined], [], false],
    ['only at the same time', new Date(0), new Date(1), false],
    ['at the same time', new Date(1), new Date(1), true],
    ['only with the same address', new URL('http://a.example'), new URL('http://b.example'), false],
    ['only with the same in a map', new Map([['a', 1]]), new Map([['a', 2]]), false],
    ['only with the same in a set', new Set(['a']), new Set(['b']), false],
    ['not across types', 1, '1', false],
    ['not if only one is a list', [], {}, false],
    ['not if one is null', null, {}, false],
    ['not by a key that one of them inherits', { toString: 1 }, { constructor: 1 }, false],
    ['with a key __proto__ like any other', JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":1}'), true],
    ['not with another __proto__', JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":2}'), false],
    ['deep down', { a: [{ b: [1, { c: 2 }] }] }, { a: [{ b: [1, { c: 3 }] }] }, false],
  ] as const) {
    test(title, () => {
      assert.equal(equal(a, b), wanted)
      assert.equal(equal(b, a), wanted)
    })
  }
})

suite('A value is written for a person', () => {
  test('whole if it is short', () => {
    assert.equal(text({ kind: 'conflict', actual: 3 }), '{"kind":"conflict","actual":3}')
    assert.equal(text('x'.repeat(398)), `"${'x'.repeat(398)}"`)
  })

  test('cut, with its length, if it is long', () => {
    assert.equal(text('x'.repeat(399)), `"${'x'.repeat(399)}… (401 characters)`)
  })

  test('whatever it is', () => {
    const cycle: { self?: object } = {}
    cycle.self = cycle
    assert.equal(text(undefined), 'undefined')
    assert.equal(text({ position: 5n }), '{"position":"5n"}')
    assert.equal(text(cycle), '[object Object]')
    assert.match(
      text(() => 'a function'),
      /a function/,
    )
  })
})

suite('A claim', () => {
  test('that holds does not throw', () => {
    holds(true, 'it holds')
    same({ a: [1] }, { a: [1] }, 'two things')
    assert.equal(gives<Answer, 'conflict'>({ kind: 'conflict', actual: 3 }, 'conflict', 'it').actual, 3)
  })

  test('that does not hold says what was expected and what came', () => {
    assert.equal(brokenBy(() => holds(false, 'it holds')).message, 'it holds')
    assert.equal(brokenBy(() => same(1, 2, 'a number')).message, 'a number: 2 was expected, and this came: 1.')
    assert.equal(
      brokenBy(() => gives<Answer, 'appended'>({ kind: 'conflict', actual: 3 }, 'appended', 'it')).message,
      'it: appended was expected, and this came: {"kind":"conflict","actual":3}.',
    )
  })

  test('breaks the law of its case if no other law is named', () => {
    assert.equal(brokenBy(() => holds(false, 'it holds')).law, null)
    assert.equal(brokenBy(() => holdsAs(false, 'it holds', 'total')).law, 'total')
    assert.equal(brokenBy(() => same(1, 2, 'a number')).law, null)
  })

  test('throws an error with its own name, so that a defect of a case is not taken for a broken law', () => {
    const thrown = brokenBy(() => holds(false, 'it holds'))
    assert.equal(thrown.name, 'Broken')
    assert.ok(thrown.stack?.includes('expect.test.ts'))
  })
})
