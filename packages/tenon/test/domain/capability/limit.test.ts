import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { valueAt } from '../../../src/domain/capability/value-at.ts'
import { type Limit, measureOf } from '../../../src/domain/capability/limit.ts'
import { Pantry } from '../../service/binding/toy.ts'

const jars: Limit = Pantry.limits.most_jars
const bytes: Limit = Pantry.limits.most_jar_bytes

const holding = (...recipes: string[]): object => ({ jars: recipes.map((recipe) => ({ label: '', recipe })) })

describe('A limit of items', () => {
  test('allows exactly its number of items, and not one more', () => {
    assert.equal(measureOf(jars, 2)(holding('a', 'b')), undefined)
    assert.deepEqual(measureOf(jars, 2)(holding('a', 'b', 'c')), { place: 'jars', found: 3 })
  })

  test('allows an intent that has nothing to count', () => {
    for (const intent of [{}, { jars: 'many' }, null, 7]) assert.equal(measureOf(jars, 0)(intent), undefined)
  })
})

describe('A limit of bytes', () => {
  for (const [what, character, size] of [
    ['ASCII', 'a', 1],
    ['two-byte characters', 'é', 2],
    ['three-byte characters', '한', 3],
    ['surrogate pairs', '🫙', 4],
  ] as const) {
    test(`allows exactly its number of bytes of ${what}, and not one more`, () => {
      const text = character.repeat(30)
      const most = 30 * size
      assert.equal(measureOf(bytes, most)(holding(text)), undefined)
      assert.deepEqual(measureOf(bytes, most - 1)(holding(text)), { place: 'jars[0]', found: most })
      assert.deepEqual(measureOf(bytes, most)(holding(`${text}a`)), { place: 'jars[0]', found: most + 1 })
    })
  }

  test('adds up the fields it names, item by item, and names the first item that exceeds it', () => {
    const intent = {
      jars: [
        { label: 'ab', recipe: 'c' },
        { label: 'ab', recipe: 'cd' },
        { label: 'abc', recipe: 'def' },
      ],
    }
    assert.equal(measureOf(bytes, 6)(intent), undefined)
    assert.deepEqual(measureOf(bytes, 3)(intent), { place: 'jars[1]', found: 4 })
  })

  test('measures the place itself if the path does not name a list', () => {
    const limit: Limit = { ...Pantry.limits.most_jar_bytes, path: 'jar', of: ['label'] }
    assert.deepEqual(measureOf(limit, 3)({ jar: { label: 'plum' } }), { place: 'jar', found: 4 })
  })

  test('counts the same bytes as a buffer of the texts', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 4 }), (texts) => {
        const written = texts.map((text) => JSON.stringify(text))
        const size = written.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
        const fields = written.map((_, i) => `field${i}`)
        const limit: Limit = { ...Pantry.limits.most_jar_bytes, path: 'jar', of: fields }
        const intent = { jar: Object.fromEntries(written.map((text, i) => [`field${i}`, text])) }
        assert.equal(measureOf(limit, size)(intent), undefined)
        if (size > 0) assert.deepEqual(measureOf(limit, size - 1)(intent), { place: 'jar', found: size })
      }),
    )
  })
})

test('A limit of duration is never exceeded by an intent', () => {
  assert.equal(measureOf(Pantry.limits.remembers_ms, 0)(holding('a')), undefined)
})

test('A path with dots leads to its value, and a path that leads nowhere to undefined', () => {
  assert.equal(valueAt({ jar: { number: 7 } }, 'jar.number'), 7)
  assert.equal(valueAt({ jar: { number: 7 } }, 'jar.label'), undefined)
  assert.equal(valueAt({ jar: 7 }, 'jar.number.more'), undefined)
  assert.equal(valueAt(null, 'jar'), undefined)
})
