import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { need } from '../../../src/domain/capability/need.ts'
import { binder } from '../../../src/service/binding/bind.ts'
import { backoff, checkedPolicy, type Policy } from '../../../src/service/binding/policy.ts'
import { StoppedClock } from './stopped-clock.ts'
import { modest, Pantry, PantryExecutor, patient, well } from './toy.ts'

describe('A policy', () => {
  test('has every field, in whole numbers', () => {
    assert.deepEqual(checkedPolicy(patient), patient)
    for (const name of Object.keys(patient)) {
      for (const value of [undefined, null, -1, 0.5, NaN, Infinity, '3']) {
        // The compiler refuses these. A JavaScript user can pass them.
        const policy = { ...patient, [name]: value } as Policy
        assert.throws(() => checkedPolicy(policy), {
          name: 'TypeError',
          message: new RegExp(`^policy\\.${name} must be`),
        })
      }
    }
  })

  test('has at least one attempt, one place and one millisecond', () => {
    for (const name of ['attempts', 'attemptMs', 'deadlineMs', 'concurrency']) {
      assert.throws(() => checkedPolicy({ ...patient, [name]: 0 }), /must be a whole number of at least 1, not 0\.$/)
    }
    assert.deepEqual(checkedPolicy({ ...patient, backoffMs: 0, maxBackoffMs: 0 }).backoffMs, 0)
  })

  test('has no other fields', () => {
    for (const name of ['retries', 'constructor']) {
      assert.throws(() => checkedPolicy({ ...patient, [name]: 3 } as Policy), {
        name: 'TypeError',
        message: new RegExp(`^policy\\.${name} is not a field of a policy`),
      })
    }
  })

  test('is a copy: later changes by the caller have no effect', () => {
    const policy = { ...patient }
    const checked = checkedPolicy(policy)
    policy.attempts = 99
    assert.equal(checked.attempts, 3)
    assert.ok(Object.isFrozen(checked))
  })

  test('is checked when it is bound', () => {
    const bind = binder(new StoppedClock())
    assert.throws(() => bind(need(Pantry, modest), new PantryExecutor(well), { ...patient, attempts: 0 }), TypeError)
  })
})

test('The wait before an attempt doubles up to its maximum, times a random number', () => {
  const bounds = [1, 2, 3, 4, 5, 2_000].map((made) => backoff(patient, made, 1))
  assert.deepEqual(bounds, [100, 200, 400, 400, 400, 400])
  assert.equal(backoff(patient, 2, 0.25), 50)
  assert.equal(backoff(patient, 2, 0), 0)
})
