import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { check } from '../../../src/domain/capability/schema.ts'
import { Append } from '../../../src/domain/event/intent.ts'
import { writtenIfPlain } from '../../../src/domain/event/append-fast-path.ts'

/** The same fields on an object without a prototype. The fast path does not accept it, so the schema decides. */
const roundabout = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Object.assign(Object.create(null), value) : value

/** An id that is drawn often, so that it sometimes occurs twice. */
const SAME = '0b7f2c1e-6a38-4c2e-9a55-0c3c7e6d5f10'

const anything = fc.anything({ withDate: true, withMap: true, withBigInt: true, withSparseArray: true })

/** Mostly valid values, so that a whole append is often valid, and sometimes one part of it is not. */
const mostly = <T>(good: fc.Arbitrary<T>, odd: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 24, arbitrary: good }, { weight: 1, arbitrary: odd })

const names = fc.oneof(
  fc.constantFrom('account-1', 'x'.repeat(255), '😀'.repeat(255)),
  fc.stringMatching(/^[a-z]{1,20}$/),
)
const oddNames = fc.oneof(
  fc.constantFrom('x'.repeat(256), '', 'a\nb', '\ud800', '😀'.repeat(256)),
  fc.string({ unit: 'binary' }),
  anything,
)
const ids = fc.oneof({ weight: 9, arbitrary: fc.uuid() }, { weight: 1, arbitrary: fc.constant(SAME) })
const oddIds = fc.oneof(fc.constantFrom('0B7F2C1E-6A38-4C2E-9A55-0C3C7E6D5F10', 'x', ''), anything)
const json = fc.json().map((text): unknown => JSON.parse(text))
const objects = fc.dictionary(fc.string(), json, { noNullPrototype: true })

/** An object with these fields, and sometimes with one more. */
const fields = (parts: { readonly [name: string]: fc.Arbitrary<unknown> }): fc.Arbitrary<object> =>
  fc
    .tuple(fc.record(parts, { noNullPrototype: true }), fc.nat(24))
    .map(([record, chance]) => (chance === 0 ? { ...record, strange: 1 } : record))

const event = fields({
  id: mostly(ids, oddIds),
  type: mostly(names, oddNames),
  data: mostly(json, anything),
  metadata: mostly(objects, anything),
})
const append = fields({
  stream: mostly(names, oddNames),
  expectedRevision: mostly(
    fc.constantFrom('any', 'no_stream', 'stream_exists', 0, 7),
    fc.oneof(fc.constantFrom(-1, 1.5, 2 ** 53), anything),
  ),
  events: mostly(fc.array(event, { minLength: 1, maxLength: 4 }), fc.oneof(fc.constant([]), anything)),
})

test('the fast path accepts exactly the plain appends that the schema accepts, and writes the same', () => {
  let [taken, refused] = [0, 0]
  fc.assert(
    fc.property(fc.oneof(append, anything), (value) => {
      const decided = check(Append, roundabout(value))
      const written = writtenIfPlain(value)
      if (written === undefined) refused += 1
      else taken += 1
      if (written !== undefined) assert.deepEqual(decided, { fits: true, value: written })
      // Only the schema accepts objects with another prototype or none. It never accepts a plain object that the fast
      // path refuses.
      else if (decided.fits) assert.ok(holdsUnusual(value))
    }),
    { numRuns: 3_000 },
  )
  assert.ok(taken > 500 && refused > 500, `${taken} taken and ${refused} refused: the test looks at both`)
})

/** Returns whether an append or one of its events is not a plain object. */
const holdsUnusual = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true
  const events: unknown = Reflect.get(value, 'events')
  return [value, ...(Array.isArray(events) ? events : [])].some(
    (part: unknown) => typeof part === 'object' && part !== null && Object.getPrototypeOf(part) !== Object.prototype,
  )
}
