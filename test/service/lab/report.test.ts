import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MemoryEventExecutor } from 'tenon/memory'
import { bind, type Policy } from 'tenon/bind'
import { type Place, prove, type Rig, type Settled, usual, verdictOnLaw } from 'tenon/conformance'
import { leastNeed } from '../semantics/stores.ts'

const EXEMPT = { id: 'streams/empty_store', reason: 'It is tried here.' }

const rig: Rig = {
  url: import.meta.url,
  name: 'mine',
  binding: (_place: Place, policy: Policy) => bind(leastNeed, new MemoryEventExecutor(), policy),
  faults: [],
  exemptions: [EXEMPT],
  sources: [],
  versions: {},
}

const TRIAL = { policy: usual, effort: 'short' } as const

const never = new AbortController().signal

test('A proof tells of each case as it ends, and reports all of them with what the binding says of itself', async () => {
  const told: Settled[] = []
  const bounds = { laws: ['streams', 'reach'], stop: never } as const
  const report = await prove(
    rig,
    TRIAL,
    (settled, of) => {
      told.push(settled)
      assert.ok(told.length <= of)
    },
    bounds,
  )
  assert.deepEqual(report.cases, told)
  assert.deepEqual([...new Set(told.map(({ law }) => law))].toSorted(), ['reach', 'streams'])
  assert.deepEqual([report.name, report.technology.name, report.grants['reach']], ['mine', 'memory', 'process'])
  assert.deepEqual([report.trial, report.limits['max_events_per_append']], [TRIAL, 1_000])
  assert.ok(report.failures.includes('closed'))
  assert.ok(Object.isFrozen(report) && Object.isFrozen(report.cases[0]?.verdict))
  const { kind, exempt } = verdictOnLaw(report, 'streams')
  assert.deepEqual([kind, exempt[0]?.verdict], ['kept', { kind: 'exempt', says: EXEMPT.reason }])
  assert.equal(verdictOnLaw(report, 'reach').kind, 'not_promised')
})

test('A proof that is stopped begins no other case, and says nothing of the one that ran', async () => {
  const stop = new AbortController()
  let ended = 0
  const stopping: Rig = {
    ...rig,
    binding: (place, policy) => {
      // A case makes its binding when it begins.
      if (ended === 2) stop.abort()
      return rig.binding(place, policy)
    },
  }
  const bounds = { laws: 'all', stop: stop.signal } as const
  const report = await prove(stopping, TRIAL, () => void (ended += 1), bounds)
  assert.equal(report.cases.length, 2)
})
