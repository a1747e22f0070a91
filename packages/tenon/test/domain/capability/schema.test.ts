import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { z } from 'zod'
import { check, fits, placeOf } from '../../../src/domain/capability/schema.ts'

const Jar = z.strictObject({ label: z.string('must be a string'), sizes: z.array(z.int('must be a whole number')) })

describe('A schema', () => {
  test('returns its own output for a value that fits', () => {
    assert.deepEqual(check(z.string().transform(Number), '7'), { fits: true, value: 7 })
    assert.equal(fits(Jar, { label: 'plum', sizes: [] }), true)
  })

  test('names the first place that does not fit, and says how many more there are', () => {
    assert.deepEqual(check(Jar, { label: 'plum', sizes: [1, 'x'] }), {
      fits: false,
      says: 'sizes[1] must be a whole number',
    })
    assert.deepEqual(check(Jar, { label: 7, sizes: [1, 'x', 'y'] }), {
      fits: false,
      says: 'label must be a string (and 2 more)',
    })
  })

  test('gives only its message if the whole value does not fit', () => {
    assert.deepEqual(check(z.string('must be a string'), 7), { fits: false, says: 'must be a string' })
  })

  test('may have messages that are sentences of their own, or that begin with the place', () => {
    for (const [message, says] of [
      ['Expected a string.', 'label: Expected a string'],
      ['label must be a string', 'label must be a string'],
      ['labels are texts', 'label labels are texts'],
      ['and so on...', 'label and so on...'],
    ] as const)
      assert.deepEqual(check(z.object({ label: z.string(message) }), { label: 7 }), { fits: false, says })
  })

  test('that returns a promise accepts nothing, and a sentence says why', () => {
    const later = z.string().refine(() => Promise.resolve(true))
    assert.deepEqual(check(later, 'x'), {
      fits: false,
      says: 'cannot be checked at once: reading it threw, or its schema returned a promise',
    })
  })
})

describe('A place', () => {
  test('is written as a person would write it', () => {
    assert.equal(placeOf(['jars', 2, 'data', 'lines', 0, 'at']), 'jars[2].data.lines[0].at')
    assert.equal(placeOf([]), '')
    assert.equal(placeOf([0]), '[0]')
    assert.equal(placeOf(['a b', 'c-d', '', 'é']), '["a b"]["c-d"][""]["é"]')
    assert.equal(placeOf([{ key: 'jars' }, { key: 1 }]), 'jars[1]')
  })

  test('can be read back, whatever its keys are', () => {
    const key = fc.oneof(fc.string({ unit: 'binary' }), fc.nat(), fc.constantFrom('a', 'b1', '$', '_x', '__proto__'))
    fc.assert(
      fc.property(fc.array(key), (path) => {
        assert.deepEqual(keysOf(placeOf(path)), path)
      }),
    )
  })
})

/** Reads a place back into its keys. */
const keysOf = (place: string): (string | number)[] =>
  [...place.matchAll(/\[(\d+|"(?:[^"\\]|\\.)*")\]|\.?([A-Za-z_$][\w$]*)/gy)].map(([, bracketed, name]) =>
    bracketed === undefined ? String(name) : JSON.parse(bracketed),
  )
