import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { reaches } from '../../../src/domain/capability/guarantee.ts'
import { gaps, need, type Requires } from '../../../src/domain/capability/need.ts'
import { modest, Pantry, type PantryCapability } from '../../service/binding/toy.ts'

/**
 * Returns the lines of the error of `need` for a record that the compiler refuses. A JavaScript user gets this error.
 */
const mistakes = (requires: object): string[] => {
  try {
    need(Pantry, requires as Requires<PantryCapability>)
    return []
  } catch (thrown) {
    assert.ok(thrown instanceof TypeError)
    return thrown.message.split('\n')
  }
}

describe('A need', () => {
  test('that states everything is returned frozen, with its capability', () => {
    const stated = need(Pantry, modest)
    assert.equal(stated.capability, Pantry)
    assert.deepEqual(stated.requires, modest)
    assert.ok(Object.isFrozen(stated))
    assert.ok(Object.isFrozen(stated.requires))
  })

  test('that leaves out a guarantee is refused, and the message lists the rungs', () => {
    const { remembers: _remembers, ...others } = modest
    assert.deepEqual(mistakes(others), [
      'This need of pantry is not valid:',
      '- remembers: state the least you can work with, one of nothing < a_while < always.',
    ])
  })

  test('with an unknown rung is refused, and the message lists the rungs', () => {
    for (const rung of ['ages', 7, null]) {
      assert.deepEqual(mistakes({ ...modest, remembers: rung }).slice(1), [
        `- remembers: ${JSON.stringify(rung)} is not one of nothing < a_while < always.`,
      ])
    }
  })

  test('with a field that is neither a guarantee nor a limit is refused', () => {
    assert.deepEqual(mistakes({ ...modest, warmth: 'mild' }).slice(1), [
      '- warmth: pantry has no guarantee or limit of that name.',
    ])
    assert.deepEqual(mistakes({ ...modest, constructor: 'mild' }).slice(1), [
      '- constructor: pantry has no guarantee or limit of that name.',
    ])
  })

  test('whose limit is missing or not a whole number of at least 0 is refused', () => {
    for (const least of [undefined, -1, 1.5, NaN, Infinity, '10']) {
      assert.deepEqual(mistakes({ ...modest, most_jars: least }).slice(1), [
        '- most_jars: state the least you can work with, a whole number of at least 0.',
      ])
    }
  })

  test('lists every mistake at once', () => {
    assert.equal(mistakes({}).length, 6)
  })
})

describe('Needs and grants are compared', () => {
  const required = need(Pantry, {
    together: 'shelf',
    remembers: 'a_while',
    most_jars: 5,
    most_jar_bytes: 100,
    remembers_ms: 0,
  })
  const enough = {
    grants: { together: 'shelf', remembers: 'a_while' },
    limits: { most_jars: 5, most_jar_bytes: 100, remembers_ms: 0 },
  }

  test('and a grant that equals the requirement leaves no gap', () => {
    assert.deepEqual(gaps(required, enough), [])
  })

  test('and a grant above the requirement leaves no gap', () => {
    const more = { grants: { together: 'shelf', remembers: 'always' }, limits: { ...enough.limits, most_jars: 6 } }
    assert.deepEqual(gaps(required, more), [])
  })

  test('and each guarantee and limit that falls short is a gap', () => {
    const less = { grants: { together: 'jar', remembers: 'nothing' }, limits: { ...enough.limits, most_jars: 4 } }
    assert.deepEqual(gaps(required, less), [
      { guarantee: 'together', required: 'shelf', granted: 'jar' },
      { guarantee: 'remembers', required: 'a_while', granted: 'nothing' },
      { guarantee: 'most_jars', required: 5, granted: 4 },
    ])
  })

  test('and a guarantee or limit that is not granted is a gap', () => {
    assert.deepEqual(gaps(required, { grants: {}, limits: {} }), [
      { guarantee: 'together', required: 'shelf', granted: 'nothing' },
      { guarantee: 'remembers', required: 'a_while', granted: 'nothing' },
      { guarantee: 'most_jars', required: 5, granted: 0 },
      { guarantee: 'most_jar_bytes', required: 100, granted: 0 },
    ])
  })

  test('and a rung below the ladder falls short of every need', () => {
    const below = { ...enough, grants: { together: 'until_consumed', remembers: 'a_while' } }
    assert.deepEqual(gaps(need(Pantry, modest), below), [
      { guarantee: 'together', required: 'jar', granted: 'until_consumed' },
    ])
  })

  test('and the result is frozen', () => {
    const found = gaps(required, { grants: {}, limits: {} })
    assert.ok(Object.isFrozen(found) && found.every((gap) => Object.isFrozen(gap)))
  })
})

test('A rung reaches itself and every rung below it, and none above it', () => {
  const ladder = ['low', 'middle', 'high'] as const
  for (const [granted, reached] of [
    ['low', ['low']],
    ['middle', ['low', 'middle']],
    ['high', ['low', 'middle', 'high']],
    ['until_consumed', []],
  ] as const) {
    assert.deepEqual(
      ladder.filter((rung) => reaches(ladder, granted, rung)),
      reached,
      granted,
    )
  }
})
