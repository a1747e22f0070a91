import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { check } from '../../../src/domain/capability/schema.ts'
import { Append } from '../../../src/domain/event/intent.ts'
import { writtenIfPlain } from '../../../src/domain/event/append-fast-path.ts'
import {
  anything,
  fields,
  ids,
  json,
  mostly,
  names,
  oddIds,
  oddNames,
  roundabout,
  SAME,
} from '../given/mostly-valid.ts'

const objects = fc.dictionary(fc.string(), json, { noNullPrototype: true })

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

test('a field that cannot be enumerated does not make room for a strange one', () => {
  const stated = { strange: 1, stream: 'account-1', expectedRevision: 'any' }
  const opened = { id: SAME, type: 'Opened', data: null, metadata: {} }
  const hidden = Object.defineProperty(stated, 'events', { value: [opened], enumerable: false })
  assert.equal(writtenIfPlain(hidden), undefined)
  assert.equal(check(Append, hidden).fits, false)
})
