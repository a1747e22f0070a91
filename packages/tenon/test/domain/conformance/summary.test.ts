import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Judged } from '../../../src/domain/conformance/case.ts'
import type { Law } from '../../../src/domain/conformance/event/laws.ts'
import { merged, type Settled, verdictOnLaw } from '../../../src/domain/conformance/summary.ts'

const says = 'It was so.'
const kept: Judged = { kind: 'kept' }
const unproved: Judged = { kind: 'unproved', says }
const notPromised: Judged = { kind: 'not_promised', says }
const exempt: Judged = { kind: 'exempt', says }
const broke = (law: Law): Judged => ({ kind: 'broken', law, says })

const settled = (law: Law, ...verdicts: readonly Judged[]): Settled[] =>
  verdicts.map((verdict, i) => ({ id: `${law}/${i}`, law, says: 'It holds.', verdict }))

const kindOf = (...verdicts: readonly Judged[]): string =>
  verdictOnLaw({ cases: settled('append', ...verdicts) }, 'append').kind

test('A law is broken by one case, unproved before it is kept, and kept before it is not promised', () => {
  assert.equal(kindOf(kept, unproved, broke('append'), notPromised), 'broken')
  assert.equal(kindOf(kept, unproved, notPromised, exempt), 'unproved')
  assert.equal(kindOf(notPromised, kept, exempt), 'kept')
  assert.equal(kindOf(notPromised, exempt), 'not_promised')
})

test('A law of which no case was tried is unproved', () => {
  assert.equal(kindOf(), 'unproved')
  assert.equal(kindOf(exempt), 'unproved')
})

test('A case that breaks another law counts as broken there, and is not judged in its own', () => {
  const cases = [...settled('append', kept, broke('total')), ...settled('total', kept)]
  const [own, other, third] = (['append', 'total', 'read'] as const).map((law) => verdictOnLaw({ cases }, law))
  assert.equal(own?.kind, 'kept')
  assert.deepEqual([own.broken, own.unproved, own.unjudged], [[], [], [cases[1]]])
  assert.deepEqual(own.counts, { kept: 1, broken: 0, unproved: 0, not_promised: 0, exempt: 0 })
  assert.equal(other?.kind, 'broken')
  assert.deepEqual([other.broken, other.unjudged], [[cases[1]], []])
  assert.deepEqual(other.counts, { kept: 1, broken: 1, unproved: 0, not_promised: 0, exempt: 0 })
  assert.equal(third?.kind, 'unproved')
})

test('A law of which no case was judged is unproved', () => {
  assert.equal(kindOf(broke('total'), notPromised), 'unproved')
})

test('Exempt cases of a law are listed', () => {
  const cases = settled('append', kept, exempt)
  assert.deepEqual(verdictOnLaw({ cases }, 'append').exempt, [cases[1]])
})

test('Of several runs, one that broke a case counts most, and one that proved it counts more than one that could not try it', () => {
  const first = settled('append', kept, unproved, kept, notPromised, unproved)
  const second = settled('append', broke('total'), kept, unproved, notPromised, unproved)
  assert.deepEqual(
    merged([first, second]).map(({ id, verdict }) => [id, verdict.kind]),
    [
      ['append/0', 'broken'],
      ['append/1', 'kept'],
      ['append/2', 'kept'],
      ['append/3', 'not_promised'],
      ['append/4', 'unproved'],
    ],
  )
})
