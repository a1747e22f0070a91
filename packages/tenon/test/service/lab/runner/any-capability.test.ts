import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { certificateOf, flawsOf, prove, usual, verdictOnLaw } from 'tenon/conformance'
import { loadRig } from '../../../../src/service/lab/rig.ts'
import { rig as tide } from './tide.ts'

const TRIAL = { policy: usual, effort: 'short' } as const

const rigOf = (lie: string) => loadRig(new URL(`../pantry/rig.ts${lie}`, import.meta.url).href)

suite('A capability that is not an event store is proved by its own specification', () => {
  test('and an honest binding keeps every law that is derived from its declaration, and its own', async (t) => {
    const { cases } = await prove(await rigOf(''), TRIAL, () => undefined)
    const beside = cases.filter(({ verdict: { kind } }) => kind !== 'kept')
    // On some machines one cannot see what is synced.
    const unseen = beside.find(({ id, verdict }) => id.startsWith('durability/synced') && verdict.kind === 'unproved')
    if (unseen !== undefined) t.diagnostic(unseen.id)
    assert.deepEqual(
      beside.filter((each) => each !== unseen).map(({ id, verdict: { kind } }) => [id, kind]),
      [
        ['refusal/put_asks_together_shelf', 'not_promised'],
        ['reach/over_a_network', 'not_promised'],
        ['reachability/unsupported', 'not_promised'],
      ],
    )
    const laws = [...new Set(cases.map(({ law }) => law))]
    assert.deepEqual(
      laws.filter((law) => verdictOnLaw({ cases }, law).kind !== 'kept'),
      unseen === undefined ? [] : ['durability'],
    )
  })

  test('and a subject with a wrong done() breaks one law, and the sentence says that the specification may be wrong', async () => {
    const rig = await rigOf('')
    const [put, ...others] = rig.specification.subjects
    assert.ok(put !== undefined && others.length === 0)
    const specification = { ...rig.specification, subjects: [{ ...put, done: () => false }] }
    const { cases } = await prove({ ...rig, specification }, { policy: usual, effort: 'plain' }, () => undefined)
    const broken = cases.flatMap(({ verdict }) => (verdict.kind === 'broken' ? [verdict] : []))
    assert.deepEqual([...new Set(broken.map(({ law }) => law))], ['total'])
    for (const { says } of broken)
      assert.match(says, /^put of .* by done\(\) it has not: correct the subject, or the result$/)
  })

  test('and a certificate names the capability and its laws', async () => {
    const rig = await rigOf('')
    const bounds = { cases: ['states/'], stop: new AbortController().signal, begins: () => undefined }
    const report = await prove(rig, TRIAL, () => undefined, bounds)
    const certificate = await certificateOf(rig, [report], { policies: ['usual'], times: 1, on: '2026-01-31' })
    assert.deepEqual([certificate.capability.name, certificate.capability.version], ['pantry', 1])
    assert.deepEqual(
      Object.entries(certificate.laws).map(([law, { verdict }]) => `${law} ${verdict}`),
      [
        'states kept',
        'closing unproved',
        'refusal unproved',
        'reach unproved',
        'effect_honesty unproved',
        'no_lost_own_write unproved',
        'total unproved',
        'reachability unproved',
        'works_after unproved',
        'durability unproved',
        'watched unproved',
      ],
    )
    assert.deepEqual(await flawsOf(certificate, rig), [])
  })
})

test('An honest binding keeps every law, though only calls of many read, and a write needs no field and changes its form', async () => {
  const { cases } = await prove(tide, TRIAL, () => undefined)
  assert.ok(cases.some(({ id }) => id === 'refusal/above_max_words'))
  assert.deepEqual(
    cases.filter(({ verdict: { kind } }) => kind !== 'kept'),
    [],
  )
})
