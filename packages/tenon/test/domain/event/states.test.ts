import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import type { Operation } from '../../../src/domain/capability/capability.ts'
import { type NameOfMany, type NameOfOne, type Intent, statedFields } from '../../../src/domain/capability/outcome.ts'
import { check } from '../../../src/domain/capability/schema.ts'
import { EventStore, type EventStoreCapability } from '../../../src/domain/event/store.ts'
import { Pantry } from '../../service/binding/toy.ts'

type Name = NameOfOne<EventStoreCapability> | NameOfMany<EventStoreCapability>

const name = fc
  .string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
  .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text))
const revision = fc.nat()
const position = fc.integer({ min: 1 })
const limit = fc.integer({ min: 1, max: 1_000 })
const after = fc.oneof(fc.constant('start'), position)
const filter = fc.record({
  streams: fc.oneof(fc.constant('all'), fc.record({ prefix: name })),
  types: fc.oneof(fc.constant('all'), fc.array(name, { minLength: 1, maxLength: 5 })),
})
const json = fc.jsonValue()
const event = fc.record({
  id: fc.uuid(),
  type: name,
  data: json,
  metadata: fc.dictionary(name, json),
})

/** Fields that fit each operation. */
const fields: { readonly [N in Name]: fc.Arbitrary<object> } = {
  append: fc.record({
    stream: name,
    expectedRevision: fc.oneof(fc.constantFrom('any', 'no_stream', 'stream_exists'), revision),
    events: fc.uniqueArray(event, { minLength: 1, maxLength: 5, selector: ({ id }) => id }),
  }),
  read: fc.record({
    stream: name,
    from: fc.oneof(fc.constantFrom('start', 'end'), revision),
    direction: fc.constantFrom('forward', 'backward'),
    limit,
  }),
  read_all: fc.record({ after, filter, limit }),
  streams: fc.record({ prefix: fc.oneof(fc.constant(''), name), after: fc.oneof(fc.constant(null), name), limit }),
  subscribe: fc.record({ after, filter }),
}

describe('The schema gives an equal intent for the fields that state an intent', () => {
  for (const [operation, arbitrary] of Object.entries(fields)) {
    test(`of ${operation}`, () => {
      assert.ok(operation in EventStore.operations)
      const { intent: schema }: Operation = EventStore.operations[operation as Name]
      const parse = (stated: unknown): Intent<EventStoreCapability, Name> => {
        const checked = check(schema, stated)
        if (!checked.fits) assert.fail(checked.says)
        return Object.assign({ kind: operation }, checked.value) as Intent<EventStoreCapability, Name>
      }
      fc.assert(
        fc.property(arbitrary, (drawn) => {
          const given: unknown = JSON.parse(JSON.stringify(drawn))
          const intent = parse(given)
          const stated = statedFields(EventStore, intent)
          assert.deepEqual(parse(stated), intent)
          assert.deepEqual(stated, given)
        }),
      )
    })
  }

  test('and every operation of an event store is tried', () => {
    assert.deepEqual(Object.keys(fields), Object.keys(EventStore.operations))
  })
})

test('The fields that state an intent are those of the intent without its kind, if the declaration says so', () => {
  assert.deepEqual(statedFields(Pantry, { kind: 'get', shelf: 'top' }), { shelf: 'top' })
})

test('The fields of an intent that the capability does not have cannot be stated', () => {
  for (const kind of ['pour', 'constructor']) {
    // The compiler refuses it too. A JavaScript user gets this error.
    const intent = { kind } as unknown as { readonly kind: 'get'; readonly shelf: string }
    assert.throws(() => statedFields(Pantry, intent), {
      name: 'TypeError',
      message: `pantry has no operation "${kind}", so its fields cannot be stated.`,
    })
  }
})
