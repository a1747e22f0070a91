import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describe as say } from '../../../src/domain/capability/describe.ts'
import { EventStore } from '../../../src/domain/event/store.ts'
import { Pantry } from '../../service/binding/toy.ts'

describe('The description of a capability', () => {
  test('is plain JSON: it is equal after a round trip', () => {
    for (const declared of [Pantry, EventStore]) {
      const said = say(declared)
      assert.deepEqual(JSON.parse(JSON.stringify(said)), said)
    }
  })

  test('is the same text each time', () => {
    assert.equal(JSON.stringify(say(EventStore)), JSON.stringify(say(EventStore)))
  })

  test('leaves out nothing that was declared, and describes schemas as JSON Schema', () => {
    const { name, version, operations, failures, guarantees, limits } = say(Pantry)
    assert.deepEqual([name, version], ['pantry', 1])
    assert.deepEqual([failures, guarantees, limits], [Pantry.failures, Pantry.guarantees, Pantry.limits])
    assert.deepEqual(Object.keys(operations), ['put', 'get', 'watch'])
    const draft = 'https://json-schema.org/draft/2020-12/schema'
    assert.partialDeepStrictEqual(operations, {
      put: {
        says: 'Put jars on a shelf.',
        touches: 'write',
        gives: 'one',
        asks: [{ when: { $schema: draft }, guarantee: 'together', rung: 'shelf' }],
        repeatable: [{ when: { properties: { tag: { type: 'string' } } }, guarantee: 'remembers', rung: 'a_while' }],
        intent: { $schema: draft, type: 'object', required: ['shelf', 'tag', 'jars'], additionalProperties: false },
        result: { $schema: draft },
      },
      get: { repeatable: 'always', asks: [] },
      watch: { gives: 'many', resume: { items: ['jar.number', 'upTo'], intent: 'behind' } },
    })
    assert.equal('resume' in Object(operations['put']), false)
  })
})
