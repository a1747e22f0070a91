import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import type { Capability } from '../../../src/domain/capability/capability.ts'
import { capability } from '../../../src/domain/capability/declaration.ts'
import type { Ladder } from '../../../src/domain/capability/guarantee.ts'
import { declared, Pantry } from '../../service/binding/toy.ts'

const { operations, failures, guarantees, limits } = declared

/** Returns the lines of the error of `capability` for the pantry's declaration with this change. */
const mistakes = (change: Partial<Capability>): string[] => {
  try {
    capability<Capability>({ ...declared, ...change })
    return []
  } catch (thrown) {
    assert.ok(thrown instanceof TypeError)
    return thrown.message.split('\n')
  }
}

const LOW: Ladder = ['low']

const withRule = (rule: { readonly guarantee: string; readonly rung: string }): Partial<Capability> => ({
  operations: { ...operations, put: { ...operations.put, asks: [{ when: z.unknown(), ...rule }] } },
})

describe('A declaration', () => {
  test('without contradictions is returned', () => {
    assert.deepEqual(mistakes({}), [])
  })

  test('that asks for an undeclared guarantee is refused', () => {
    assert.deepEqual(mistakes(withRule({ guarantee: 'warmth', rung: 'mild' })), [
      'The capability pantry contradicts itself:',
      '- operations.put.asks[0]: the guarantee warmth is not declared.',
    ])
  })

  test('that asks for an undeclared rung is refused, and the message lists the rungs', () => {
    assert.deepEqual(mistakes(withRule({ guarantee: 'remembers', rung: 'for_ages' })).slice(1), [
      '- operations.put.asks[0]: remembers has no rung for_ages; it has nothing < a_while < always.',
    ])
  })

  test('whose repeatable rule names an undeclared guarantee or rung is refused', () => {
    const repeatable = [
      { when: z.unknown(), guarantee: 'warmth', rung: 'mild' },
      { when: z.unknown(), guarantee: 'together', rung: 'house' },
    ]
    assert.deepEqual(mistakes({ operations: { put: { ...operations.put, repeatable } }, limits: {} }).slice(1), [
      '- operations.put.repeatable[0]: the guarantee warmth is not declared.',
      '- operations.put.repeatable[1]: together has no rung house; it has jar < shelf.',
    ])
  })

  test('that leaves out a failure that the library itself returns is refused', () => {
    const { timeout: _timeout, closed: _closed, ...others } = failures
    // The compiler refuses it too. A JavaScript user gets this error.
    const incomplete = others as unknown as Capability['failures']
    assert.deepEqual(mistakes({ failures: incomplete }).slice(1), [
      '- failures: timeout is missing; the library itself fails with it.',
      '- failures: closed is missing; the library itself fails with it.',
    ])
  })

  test('with a name that is not in snake_case is refused, whatever it names', () => {
    assert.deepEqual(
      mistakes({
        name: 'Pantry',
        operations: { ...operations, 'put-back': operations.put },
        failures: { ...failures, doorJammed: failures.door_jammed },
        guarantees: { ...guarantees, '2nd': ['low'] },
        limits: { ...limits, '': limits.most_jars },
      }),
      [
        'The capability Pantry contradicts itself:',
        '- name: "Pantry" is not in snake_case.',
        '- operations: "put-back" is not in snake_case.',
        '- failures: "doorJammed" is not in snake_case.',
        '- guarantees: "2nd" is not in snake_case.',
        '- limits: "" is not in snake_case.',
      ],
    )
  })

  test('whose version is not a whole number of at least 1 is refused', () => {
    for (const version of [0, -1, 1.5, NaN]) {
      assert.deepEqual(mistakes({ version }).slice(1), [`- version: ${version} is not a whole number of at least 1.`])
    }
  })

  test('with an operation named open or close is refused: every binding has its own', () => {
    assert.deepEqual(
      mistakes({ operations: { ...operations, open: operations.get, close: operations.get } }).slice(1),
      ['open', 'close'].map(
        (name) => `- operations.${name}: every binding has an ${name}() of its own; choose another name.`,
      ),
    )
  })

  test('with an operation named then is refused: await would call it', () => {
    for (const name of ['then'])
      assert.deepEqual(mistakes({ operations: { ...operations, [name]: operations.get } }).slice(1), [
        '- operations.then: JavaScript takes a store with a then() for a promise; choose another name.',
      ])
  })

  test('with a limit of an undeclared operation is refused', () => {
    assert.deepEqual(mistakes({ limits: { most_jars: { ...limits.most_jars, operation: 'pour' } } }).slice(1), [
      '- limits.most_jars: the operation pour is not declared.',
    ])
  })

  test('with a duration of an undeclared guarantee or rung is refused', () => {
    assert.deepEqual(
      mistakes({
        limits: {
          warm_ms: { ...limits.remembers_ms, guarantee: 'warmth' },
          ages_ms: { ...limits.remembers_ms, rung: 'ages' },
        },
      }).slice(1),
      [
        '- limits.warm_ms: the guarantee warmth is not declared.',
        '- limits.ages_ms: remembers has no rung ages; it has nothing < a_while < always.',
      ],
    )
  })

  test('with a guarantee and a limit of the same name is refused', () => {
    assert.deepEqual(mistakes({ limits: { ...limits, together: limits.most_jars } }).slice(1), [
      '- limits.together: a guarantee has the same name, and a need states both in one record.',
    ])
  })

  test('with one rung twice on a ladder is refused', () => {
    assert.deepEqual(mistakes({ guarantees: { ...guarantees, order: ['low', 'high', 'low'] } }).slice(1), [
      '- guarantees.order: a rung is on the ladder twice.',
    ])
  })

  test('that uses the name of a property of every JavaScript object is checked like any other', () => {
    assert.deepEqual(mistakes({ guarantees: { ...guarantees, ['constructor']: LOW } }), [])
    assert.deepEqual(mistakes({ limits: { most_jars: { ...limits.most_jars, operation: 'constructor' } } }).slice(1), [
      '- limits.most_jars: the operation constructor is not declared.',
    ])
    assert.deepEqual(mistakes(withRule({ guarantee: 'constructor', rung: 'low' })).slice(1), [
      '- operations.put.asks[0]: the guarantee constructor is not declared.',
    ])
  })

  test('lists every mistake at once', () => {
    assert.equal(mistakes({ name: 'A', version: 0, guarantees: {} }).length, 6)
  })
})

/** Returns every object in a value that is not a schema, with its place. */
const objectsIn = (value: unknown, place: string): (readonly [place: string, object: object])[] => {
  if (typeof value !== 'object' || value === null || '~standard' in value) return []
  return [[place, value], ...Object.entries(value).flatMap(([key, part]) => objectsIn(part, `${place}.${key}`))]
}

describe('A declared capability', () => {
  test('is frozen in depth', () => {
    const loose = objectsIn(Pantry, 'pantry').filter(([, object]) => !Object.isFrozen(object))
    assert.deepEqual(loose, [])
    assert.ok(objectsIn(Pantry, 'pantry').length > 20)
  })

  test('is frozen in depth even if a part of it was frozen before', () => {
    const says = { says: 'Jams.', effects: ['none'], passes: true, acts: 'nobody' } as const
    const given: Capability = capability<Capability>({
      ...declared,
      failures: Object.freeze({ ...failures, stuck: { ...says, effects: ['none'] } }),
    })
    const loose = objectsIn(given, 'pantry').filter(([, object]) => !Object.isFrozen(object))
    assert.deepEqual(
      loose.map(([place]) => place),
      [],
    )
  })

  test('does not freeze schemas, because a validator may keep state', () => {
    const intent = z.strictObject({ shelf: z.string() })
    const given = capability({ ...declared, operations: { ...operations, get: { ...operations.get, intent } } })
    assert.equal(given.operations.get.intent, intent)
    assert.equal(Object.isFrozen(intent), false)
  })
})
