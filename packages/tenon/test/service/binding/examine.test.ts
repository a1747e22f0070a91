import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { failed } from '../../../src/domain/capability/failure.ts'
import { need } from '../../../src/domain/capability/need.ts'
import { binder } from '../../../src/service/binding/bind.ts'
import type { Binding } from '../../../src/service/binding/binding.ts'
import type { Attempt, Examining } from '../../../src/service/binding/executor.ts'
import { rest, StoppedClock } from './stopped-clock.ts'
import { bound, jammed, modest, Pantry, PantryExecutor, type PantryCapability, patient, told, well } from './toy.ts'

type Examine = Examining<PantryCapability>['examine']

const GRANTED = { level: 'well', says: 'It grants all that its need requires.' }
const dusty = { level: 'wrong', says: 'The shelf is dusty.' } as const

const looks: Examine = () => Promise.resolve({ kind: 'examined', findings: [dusty] })

/** Binds a pantry that can be examined. */
const examined = (
  examine: Examine,
): { clock: StoppedClock; executor: PantryExecutor; binding: Binding<PantryCapability> } => {
  const clock = new StoppedClock()
  const executor = Object.assign(new PantryExecutor(well), { examine })
  return { clock, executor, binding: binder(clock)(need(Pantry, modest), executor, patient) }
}

const falls = (gap: string) => ({ level: 'wrong', says: `It falls short of its need, and is not opened: ${gap}.` })

describe('examine()', () => {
  test('of an executor that cannot examine reports the grants alone, and does not call the executor', async () => {
    const { binding, executor, clock } = bound()
    const says = 'The binding of wood cannot be examined: what it grants is its own word.'
    const findings = [GRANTED, { level: 'claimed', says }]
    assert.deepEqual(await binding.examine(), { kind: 'examined', findings })
    assert.deepEqual([executor.calls, clock.ticking], [0, 0])
  })

  test('reports each gap, and examines the store nevertheless', async () => {
    const demanding = need(Pantry, { ...modest, together: 'shelf', most_jars: 99 })
    const weak = new PantryExecutor({ ...well, grants: { together: 'jar', remembers: 'always' } })
    const binding = binder(new StoppedClock())(demanding, Object.assign(weak, { examine: looks }), patient)
    assert.deepEqual(await binding.examine(), {
      kind: 'examined',
      findings: [falls('together: needs shelf, has jar'), falls('most_jars: needs 99, has 10'), dusty],
    })
    assert.equal(weak.calls, 0)
  })

  test('examines a store that was never opened, is open or is closed, opens nothing and leaves no timer', async () => {
    const { binding, executor, clock } = examined(looks)
    const found = { kind: 'examined', findings: [GRANTED, dusty] }
    assert.deepEqual(await binding.examine(), found)
    assert.deepEqual([executor.calls, clock.ticking], [0, 0])
    await binding.open()
    assert.deepEqual(await binding.examine(), found)
    await binding.close()
    assert.deepEqual(await binding.examine(), found)
    assert.deepEqual([executor.opens, executor.closes, clock.ticking], [1, 1, 0])
  })

  test('continues while the store closes', async () => {
    const looking = Promise.withResolvers<Awaited<ReturnType<Examine>>>()
    const { binding } = examined(() => looking.promise)
    await binding.open()
    const examining = binding.examine()
    assert.deepEqual(await binding.close(), { kind: 'closed' })
    looking.resolve({ kind: 'examined', findings: [] })
    assert.deepEqual(await examining, { kind: 'examined', findings: [GRANTED] })
  })

  test('fails as the executor does, after as many attempts as the policy allows', async () => {
    const flood = failed('flooded', 'none', 'open', 'open: water on the floor.')
    assert.deepEqual(await examined(() => Promise.resolve(flood)).binding.examine(), flood)
    let looked = 0
    const { binding, clock } = examined(() => {
      looked += 1
      return Promise.resolve(jammed('none'))
    })
    const examining = binding.examine()
    await clock.pass(10_000)
    assert.equal(told(await examining), 'door_jammed none')
    assert.equal(looked, 3)
  })

  test('ends at its deadline, and aborts the attempt', async () => {
    const attempts: Attempt[] = []
    const { binding, clock } = examined((attempt) => {
      attempts.push(attempt)
      return new Promise(() => undefined)
    })
    const examining = binding.examine()
    await rest()
    await clock.pass(10_000)
    assert.partialDeepStrictEqual(await examining, { failure: 'timeout', effect: 'none', operation: 'open' })
    assert.deepEqual(
      attempts.map(({ aborted }) => aborted),
      [true, true, true],
    )
    assert.equal(clock.ticking, 0)
  })

  test('of an executor that throws or returns something else is a defect of the binding', async () => {
    const wrong: readonly Examine[] = [
      () => {
        throw new Error('splinters')
      },
      () => Promise.reject(new Error('splinters')),
      // The compiler does not let an executor return these.
      () => Promise.resolve({ kind: 'ready' } as never),
      () => Promise.resolve({ kind: 'examined' } as never),
      () => Promise.resolve(undefined as never),
    ]
    for (const examine of wrong) {
      const { binding } = examined(examine)
      assert.partialDeepStrictEqual(await binding.examine(), { failure: 'unclassified', operation: 'open' })
    }
  })
})
