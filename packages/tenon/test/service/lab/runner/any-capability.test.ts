import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { certificateOf, conformance, flawsOf, type Judged, prove, usual } from 'tenon/conformance'
import { loadRig } from '../../../../src/service/lab/rig.ts'
import { cases } from '../../../../src/service/lab/runner/conformance.ts'

const TRIAL = { policy: usual, effort: 'short' } as const

const rigOf = (lie: string) => loadRig(new URL(`../pantry/rig.ts${lie}`, import.meta.url).href)

const verdictOn = async (lie: string, id: string): Promise<Judged> => {
  const one = cases(await rigOf(lie), TRIAL).find((each) => each.id === id)
  return one?.judge() ?? assert.fail(`there is no case ${id}`)
}

suite('A capability that is not an event store is proved by its own specification', () => {
  test('and an honest binding keeps every case, in other processes and under faults too', async () => {
    const rig = await rigOf('')
    const { cases: settled } = await prove(rig, TRIAL, () => undefined)
    assert.deepEqual(
      settled.map(({ id, verdict }) => [id, verdict.kind]),
      [
        'keeps/what_was_put',
        'keeps/what_another_process_put',
        'closing/keeps_what_is_remembered',
        'total/under_lost_request',
        'total/under_lost_reply',
        'total/under_some_lost_replies',
        'total/under_silence',
        'total/under_late_request',
      ].map((id) => [id, 'kept']),
    )
  })

  test('and a binding that forgets breaks the law that it breaks, with the sentence of that law', async () => {
    const verdict = await verdictOn('?forgets', 'keeps/what_was_put')
    assert.deepEqual(verdict, {
      kind: 'broken',
      law: 'keeps',
      says: 'the shelf: ["plum","pear"] was expected, and this came: ["plum"].',
    })
    const one = conformance(await rigOf('?forgets'), TRIAL).find(({ id }) => id === 'keeps/what_was_put')
    await assert.rejects(one?.run() ?? assert.fail(), { law: 'keeps', message: /^Jars that were put are on their/ })
  })

  test('and an answer that is not as its capability declares breaks the law total, in another process too', async () => {
    for (const id of ['keeps/what_was_put', 'keeps/what_another_process_put']) {
      const verdict = await verdictOn('?answers', id)
      assert.ok(verdict.kind === 'broken' && verdict.law === 'total', JSON.stringify(verdict))
      assert.match(verdict.says, /put gave what is not as declared: .*count/)
    }
  })

  test('and a binding is not held to what it does not grant', async () => {
    const verdict = await verdictOn('?brief', 'closing/keeps_what_is_remembered')
    assert.deepEqual(verdict, {
      kind: 'not_promised',
      says: 'it needs remembers always, and nothing is granted',
    })
  })

  test('and a certificate names the capability and its laws', async () => {
    const rig = await rigOf('')
    const bounds = { cases: ['keeps/what_was_put'], stop: new AbortController().signal, begins: () => undefined }
    const report = await prove(rig, TRIAL, () => undefined, bounds)
    const certificate = await certificateOf(rig, [report], { policies: ['usual'], times: 1, on: '2026-01-31' })
    assert.deepEqual([certificate.capability.name, certificate.capability.version], ['pantry', 1])
    assert.deepEqual(
      Object.entries(certificate.laws).map(([law, { verdict }]) => [law, verdict]),
      [
        ['keeps', 'kept'],
        ['closing', 'unproved'],
        ['total', 'unproved'],
      ],
    )
    assert.deepEqual(await flawsOf(certificate, rig), [])
  })
})
