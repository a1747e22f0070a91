import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { EventStore, EventStoreFailure } from 'tenon'
import { unpromised } from '../../../../src/domain/conformance/case.ts'
import type { EventCase } from '../../../../src/domain/conformance/event/case.ts'
import { casesFor } from '../../../../src/domain/conformance/event/cases.ts'
import type { Fault } from '../../../../src/domain/conformance/fault.ts'
import { laws } from '../../../../src/domain/conformance/event/laws.ts'

const fault = (strikes: Fault['strikes'], recovery: Fault['recovery']): Fault => ({
  name: `${strikes}_${recovery}`,
  says: 'Something is wrong.',
  strikes,
  gives: ['connection_lost'],
  effects: ['none', 'unknown'],
  recovery,
  prepare: () => Promise.resolve({ kind: 'unavailable', says: 'it is only to be known of' }),
})

/** Faults of every kind: during calls and at open, with recovery by itself and by opening again. */
const faults: readonly Fault[] = [
  fault('calls', 'by_itself'),
  fault('calls', 'opened_again'),
  fault('open', 'by_itself'),
  fault('open', 'opened_again'),
]
const all = casesFor(faults, Object.values(EventStoreFailure))

const ladders: { readonly [guarantee: string]: readonly string[] } = EventStore.guarantees

/** Returns the rung of every guarantee at a place of its ladder: −1 for the strongest, 0 for the weakest. */
const rungs = (place: number): { readonly [guarantee: string]: string } =>
  Object.fromEntries(Object.entries(ladders).map(([name, ladder]) => [name, ladder.at(place) ?? '']))

const promisedBy = (granted: { readonly [guarantee: string]: string }): readonly EventCase[] =>
  all.filter((one) => unpromised(EventStore, one, granted) === undefined)

const lawsOf = (of: readonly EventCase[]): string[] => [...new Set(of.map(({ law }) => law))].toSorted()

suite('The cases', () => {
  test('belong to laws that exist', () => {
    assert.deepEqual(
      all.filter(({ law }) => !Object.hasOwn(laws, law)).map(({ id }) => id),
      [],
    )
  })

  test('have ids of their law, a slash and words in snake_case', () => {
    assert.deepEqual(
      all.filter(({ id, law }) => !new RegExp(`^${law}/[a-z0-9]+(_[a-z0-9]+)*$`).test(id)).map(({ id }) => id),
      [],
    )
  })

  test('have unique ids', () => {
    const ids = all.map(({ id }) => id)
    assert.deepEqual(
      ids.filter((id, place) => ids.indexOf(id) !== place),
      [],
    )
  })

  test('say in one sentence what must hold', () => {
    assert.deepEqual(
      all
        .filter(({ says }) => !/^(?![a-z]+ ).+[^.]\.$/.test(says) || says.includes('\n'))
        .map(({ id, says }) => [id, says]),
      [],
    )
  })

  test('need and lack rungs that exist', () => {
    const named = all.flatMap(({ id, needs, lacks }) =>
      Object.entries({ ...needs, ...lacks }).map((rung) => [id, ...rung]),
    )
    assert.deepEqual(
      named.filter(([, guarantee = '', rung = '']) => ladders[guarantee]?.includes(rung) !== true),
      [],
    )
  })

  test('are each promised by some possible binding', () => {
    const impossible = all.filter(({ needs, lacks }) =>
      Object.entries(lacks).some(([guarantee, rung]) => {
        const ladder = ladders[guarantee] ?? []
        const least = Object.entries(needs).find(([name]) => name === guarantee)?.[1] ?? ladder[0] ?? ''
        return ladder.indexOf(rung) <= ladder.indexOf(least)
      }),
    )
    assert.deepEqual(
      impossible.map(({ id }) => id),
      [],
    )
  })

  test('are frozen', () => {
    assert.ok(all.every((one) => Object.isFrozen(one)))
  })
})

suite('Every law', () => {
  test('has a case for a binding that promises everything', () => {
    assert.deepEqual(lawsOf(promisedBy(rungs(-1))), Object.keys(laws).toSorted())
  })

  test('except those about what outlives a process has a case for a binding that promises as little as possible', () => {
    assert.deepEqual(
      lawsOf(promisedBy(rungs(0))),
      Object.keys(laws)
        .filter((law) => law !== 'durability' && law !== 'reach')
        .toSorted(),
    )
  })

  test('has a case for a binding without faults, except the laws that only a fault can try', () => {
    const without = casesFor([], Object.values(EventStoreFailure))
    const lost = Object.keys(laws).filter((law) => !lawsOf(without).includes(law))
    assert.deepEqual(lost, ['total', 'works_after'])
  })
})
