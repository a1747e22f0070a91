import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EventStoreCapability } from 'tenon'
import { MemoryEventExecutor } from 'tenon/memory'
import { bind, type Policy } from 'tenon/bind'
import { eventSpecification, type Place, prove, type Rig, type Settled, usual, verdictOnLaw } from 'tenon/conformance'
import { chosenFrom } from '../../../../src/service/lab/runner/report.ts'
import { leastNeed } from '../../semantics/stores.ts'

const EXEMPT = { id: 'streams/empty_store', reason: 'It is tried here.' }

const rig: Rig<EventStoreCapability> = {
  url: import.meta.url,
  specification: eventSpecification,
  name: 'mine',
  binding: (_place: Place, policy: Policy) => bind(leastNeed, new MemoryEventExecutor(), policy),
  faults: [],
  exemptions: [EXEMPT],
  sources: [],
  versions: {},
}

const TRIAL = { policy: usual, effort: 'short' } as const

const bounds = { cases: 'all', stop: new AbortController().signal, begins: () => undefined } as const

test('A proof calls back with each case as it ends, and reports all of them with what the binding promises', async () => {
  const told: Settled[] = []
  const begun: string[] = []
  const report = await prove(
    rig,
    TRIAL,
    (settled, of) => {
      told.push(settled)
      assert.ok(told.length <= of)
    },
    { ...bounds, cases: ['streams/', 'reach/'], begins: (id) => begun.push(id) },
  )
  assert.deepEqual(report.cases, told)
  assert.deepEqual(
    begun,
    told.map(({ id }) => id),
  )
  assert.deepEqual([...new Set(told.map(({ law }) => law))].toSorted(), ['reach', 'streams'])
  assert.deepEqual([report.name, report.technology.name, report.grants['reach']], ['mine', 'memory', 'process'])
  assert.deepEqual([report.trial, report.limits['max_events_per_append']], [TRIAL, 1_000])
  assert.ok(report.failures.includes('closed'))
  assert.ok(Object.isFrozen(report) && Object.isFrozen(report.cases[0]?.verdict))
  const { kind, exempt } = verdictOnLaw(report, 'streams')
  assert.deepEqual([kind, exempt[0]?.verdict], ['kept', { kind: 'exempt', says: EXEMPT.reason }])
  assert.equal(verdictOnLaw(report, 'reach').kind, 'not_promised')
})

test('A proof that is stopped begins no other case, and does not report the one that ran', async () => {
  const stop = new AbortController()
  let ended = 0
  const stopping: Rig<EventStoreCapability> = {
    ...rig,
    binding: (place, policy) => {
      // A case makes its binding when it begins.
      if (ended === 2) stop.abort()
      return rig.binding(place, policy)
    },
  }
  const report = await prove(stopping, TRIAL, () => void (ended += 1), { ...bounds, stop: stop.signal })
  assert.equal(report.cases.length, 2)
})

test('A proof that is stopped does not wait for the case that runs, and hands over a promise of its end', async () => {
  const stop = new AbortController()
  const held = Promise.withResolvers<undefined>()
  class Holding extends MemoryEventExecutor {
    override async execute(...given: Parameters<MemoryEventExecutor['execute']>) {
      stop.abort()
      await held.promise
      return super.execute(...given)
    }
  }
  const holding: Rig<EventStoreCapability> = {
    ...rig,
    binding: (_place, policy) => bind(leastNeed, new Holding(), policy),
  }
  const running: Promise<unknown>[] = []
  const begins = (_id: string, ended: Promise<unknown>): void => void running.push(ended)
  const report = await prove(holding, TRIAL, () => undefined, { ...bounds, stop: stop.signal, begins })
  assert.deepEqual(report.cases, [])
  held.resolve(undefined)
  assert.deepEqual(await Promise.all(running), [{ kind: 'kept' }])
})

const idsOf = async (...cases: readonly string[]): Promise<readonly string[]> =>
  (await prove(rig, TRIAL, () => undefined, { ...bounds, cases })).cases.map(({ id }) => id)

test('A case is chosen by its id, and several by what their ids begin with', async () => {
  const all = await idsOf('streams/')
  assert.ok(all.length > 1 && all.every((id) => id.startsWith('streams/')))
  assert.deepEqual(await idsOf(EXEMPT.id), [EXEMPT.id])
  assert.deepEqual(await idsOf('streams/empty'), [EXEMPT.id])
  assert.deepEqual(chosenFrom([{ id: 'read/a' }, { id: 'read/a_b' }], ['read/a']), [{ id: 'read/a' }])
  assert.deepEqual(await idsOf('gravity/'), [])
})
