import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { EventStore, type EventStoreCapability } from 'tenon'
import { casesOf, type Rungs as RungsOf, unpromised, verdictOn } from '../../../src/domain/conformance/case.ts'
import { Broken, BrokenLaw, Unproved } from '../../../src/domain/conformance/expect.ts'
import { nth } from '../../service/semantics/stores.ts'

type Rungs = RungsOf<EventStoreCapability>

const granted = { atomicity: 'stream', dedupe: 'window', durability: 'none', retention: 'until_consumed' }

const caseOf = (needs: Rungs, lacks: Rungs) =>
  nth(
    casesOf<EventStoreCapability>('append', [
      { name: 'one', says: 'It holds.', needs, lacks, run: () => Promise.resolve() },
    ]),
    0,
  )

suite('A case is promised', () => {
  for (const [title, needs, lacks, wanted] of [
    ['if it needs nothing', {}, {}, undefined],
    ['if exactly the rung is granted', { dedupe: 'window' }, {}, undefined],
    ['if a higher rung is granted', { dedupe: 'expected', atomicity: 'event' }, {}, undefined],
    ['not if a lower rung is granted', { dedupe: 'forever' }, {}, 'it needs dedupe forever, and window is granted'],
    [
      'not if one of several is lower',
      { atomicity: 'stream', durability: 'process_crash' },
      {},
      'it needs durability process_crash, and none is granted',
    ],
    [
      'not if the granted rung is not on the ladder',
      { retention: 'bounded' },
      {},
      'it needs retention bounded, and until_consumed is granted',
    ],
    [
      'not if the binding does not state the guarantee',
      { reach: 'process' },
      {},
      'it needs reach process, and undefined is granted',
    ],
    ['if the rung that it lacks is above the granted one', {}, { dedupe: 'forever' }, undefined],
    [
      'not if exactly the rung that it lacks is granted',
      {},
      { dedupe: 'window' },
      'it is for bindings below dedupe window',
    ],
    [
      'not if a higher rung than the one that it lacks is granted',
      {},
      { atomicity: 'event' },
      'it is for bindings below atomicity event',
    ],
    [
      'not if one of several rungs that it lacks is granted',
      { atomicity: 'stream' },
      { dedupe: 'forever', durability: 'none' },
      'it is for bindings below durability none',
    ],
    ['if it needs the granted rung and lacks the next', { dedupe: 'window' }, { dedupe: 'forever' }, undefined],
  ] as const satisfies readonly (readonly [string, Rungs, Rungs, string | undefined])[]) {
    test(title, () => assert.equal(unpromised(EventStore, caseOf(needs, lacks), granted), wanted))
  }

  test('not if it needs a guarantee that no event store has', () => {
    // A case written without types.
    const needs = { kindness: 'much' } as object as Rungs
    assert.match(
      unpromised(EventStore, caseOf(needs, {}), { ...granted, kindness: 'much' }) ?? '',
      /it needs kindness much/,
    )
  })
})

suite('The verdict', () => {
  test('on a claim that did not hold is broken, for the law of the case', () => {
    assert.deepEqual(verdictOn('read', new Broken('It was not so.')), {
      kind: 'broken',
      law: 'read',
      says: 'It was not so.',
    })
  })

  test('on a claim that names another law is broken, for that law', () => {
    const thrown = new BrokenLaw('It hung.', 'total')
    assert.deepEqual(verdictOn('read', thrown), { kind: 'broken', law: 'total', says: 'It hung.' })
  })

  test('on a case that could not be tried is unproved', () => {
    assert.deepEqual(verdictOn('read', new Unproved('no strace')), { kind: 'unproved', says: 'no strace' })
  })

  for (const thrown of [new TypeError('x is not a function'), 'a word', undefined, null, { kind: 'failed' }]) {
    test(`on anything else that is thrown, such as ${String(thrown)}, is broken, as a defect of the kit or the rig`, () => {
      const verdict = verdictOn('read', thrown)
      assert.ok(verdict.kind === 'broken' && verdict.law === 'read')
      assert.match(verdict.says, /the case itself failed, which is a defect of the kit or of the rig: /)
      if (thrown instanceof Error) assert.match(verdict.says, /x is not a function[^]*case\.test\.ts/)
    })
  }
})

test('Cases of a law are frozen, named by it, and need and lack nothing unless they say so', () => {
  const made = casesOf('streams', [{ name: 'one', says: 'It holds.', run: () => Promise.resolve() }])
  const one = nth(made, 0)
  assert.deepEqual([one.needs, one.lacks], [{}, {}])
  assert.deepEqual(
    [one.id, one.law, Object.keys(one).toSorted()],
    ['streams/one', 'streams', ['id', 'lacks', 'law', 'needs', 'run', 'says']],
  )
  assert.ok(Object.isFrozen(made) && Object.isFrozen(one))
})
