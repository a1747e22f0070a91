import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { z } from 'zod'
import type { Capability } from '../../../src/domain/capability/capability.ts'
import { capability } from '../../../src/domain/capability/declaration.ts'
import { isRepeatSafe, mayRetry } from '../../../src/domain/capability/retry.ts'
import { EventStore } from '../../../src/domain/event/store.ts'
import { declared, Pantry, plain, tagged } from '../../service/binding/toy.ts'

/** Returns which of the eight cases of one failure are tried again, as `touches effect repeat-safe`. */
const tried = (declaration: Capability, failure: string): string[] => {
  const cases = (['read', 'write'] as const).flatMap((touches) =>
    (['none', 'unknown'] as const).flatMap((effect) => [true, false].map((safe) => ({ touches, effect, safe }))),
  )
  return cases
    .filter(({ touches, effect, safe }) => mayRetry(declaration, touches, { failure, effect }, () => safe))
    .map(({ touches, effect, safe }) => `${touches} ${effect} ${safe ? 'safe' : 'unsafe'}`)
}

const whatPasses = [
  'read none safe',
  'read none unsafe',
  'read unknown safe',
  'read unknown unsafe',
  'write none safe',
  'write none unsafe',
  'write unknown safe',
]

describe('The retry rule', () => {
  for (const declaration of [Pantry, EventStore]) {
    for (const [failure, { passes }] of Object.entries<Capability['failures'][string]>(declaration.failures)) {
      const rule = passes ? 'tries again unless a write of unknown effect may not be repeated' : 'never tries again'
      test(`${rule} after ${failure} of ${declaration.name}`, () => {
        assert.deepEqual(tried(declaration, failure), passes ? whatPasses : [])
      })
    }
  }

  test('never retries after a failure word that is not declared', () => {
    assert.deepEqual(tried(Pantry, 'haunted'), [])
    assert.deepEqual(tried(Pantry, 'constructor'), [])
  })

  test('does not examine the intent if the effect is none or the operation is a read', () => {
    assert.ok(mayRetry(Pantry, 'write', { failure: 'door_jammed', effect: 'none' }, refuse))
    assert.ok(mayRetry(Pantry, 'read', { failure: 'door_jammed', effect: 'unknown' }, refuse))
  })
})

describe('An intent is repeat-safe', () => {
  test('if it fits a rule whose rung is granted', () => {
    assert.equal(safe(tagged, 'always', 0, 10_000), true)
  })

  test('not if it fits no rule', () => {
    assert.equal(safe(plain, 'always', 0, 10_000), false)
  })

  test('not if the rung is not granted, nothing is granted, or the granted rung is below the ladder', () => {
    assert.equal(safe(tagged, 'nothing', 99_999, 10_000), false)
    assert.equal(safe(tagged, 'until_consumed', 99_999, 10_000), false)
    assert.equal(isRepeatSafe(Pantry, Pantry.operations.put, tagged, { grants: {}, limits: {} }, 1), false)
  })

  test('if the granted rung lasts longer than the deadline, and not if it lasts as long or shorter', () => {
    assert.equal(safe(tagged, 'a_while', 10_001, 10_000), true)
    assert.equal(safe(tagged, 'a_while', 10_000, 10_000), false)
    assert.equal(safe(tagged, 'a_while', 9_999, 10_000), false)
  })

  test('always, if its operation says so', () => {
    assert.equal(isRepeatSafe(Pantry, Pantry.operations.get, {}, { grants: {}, limits: {} }, 1), true)
  })

  test('not by the lowest rung of a ladder if that rung ends before the deadline', () => {
    const brief = capability<Capability>({
      ...declared,
      operations: {
        put: {
          ...declared.operations.put,
          asks: [],
          repeatable: [{ when: z.unknown(), guarantee: 'remembers', rung: 'a_while' }],
        },
      },
      guarantees: { remembers: ['a_while', 'always'] },
      limits: { remembers_ms: declared.limits.remembers_ms },
    })
    const { put } = brief.operations
    assert.ok(put !== undefined)
    const lasting = (ms: number): boolean =>
      isRepeatSafe(brief, put, tagged, { grants: { remembers: 'a_while' }, limits: { remembers_ms: ms } }, 1_000)
    assert.deepEqual([lasting(1_001), lasting(1_000)], [true, false])
  })
})

const refuse = (): boolean => assert.fail('looked')

const offer = (
  remembers: string,
  remembersMs: number,
): { grants: Record<string, string>; limits: Record<string, number> } => ({
  grants: { together: 'shelf', remembers },
  limits: { most_jars: 1, most_jar_bytes: 1, remembers_ms: remembersMs },
})

const safe = (fields: unknown, remembers: string, remembersMs: number, deadlineMs: number): boolean =>
  isRepeatSafe(Pantry, Pantry.operations.put, fields, offer(remembers, remembersMs), deadlineMs)
