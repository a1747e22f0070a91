import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { conformance, prove, usual } from 'tenon/conformance'
import { derivedLaws } from '../../../../src/domain/conformance/derived/laws.ts'
import { loadRig } from '../../../../src/service/lab/rig.ts'
import { lies } from './lies.ts'

/**
 * A case that catches each lie. A hostile test runs all cases, and shows that each lie breaks its own law and no other.
 */
const caught: { readonly [Name in keyof typeof derivedLaws]: string } = {
  states: 'states/put',
  closing: 'closing/open_twice_is_one_store',
  refusal: 'refusal/above_most_jars',
  reach: 'reach/sees_what_another_process_writes',
  effect_honesty: 'effect_honesty/called_off_at_any_moment',
  no_lost_own_write: 'no_lost_own_write/under_lost_reply',
  total: 'total/get_of_samples',
  reachability: 'total/under_wet_floor',
  works_after: 'works_after/under_wet_floor',
  durability: 'durability/survives_sigkill',
}

/** A case that catches each further lie about a law. */
const caughtToo = {
  'closing/makes': 'closing/open_existing_makes_nothing',
  'refusal/unsupported': 'refusal/put_asks_together_shelf',
  'reach/unseen': 'reach/another_process_sees_what_is_written_here',
  'effect_honesty/forgotten': 'effect_honesty/at_the_same_time',
  'effect_honesty/lost': 'effect_honesty/under_lost_reply',
  'no_lost_own_write/twice': 'no_lost_own_write/under_lost_reply',
  'total/items': 'total/items_of_watch',
  'total/puts': 'reach/sees_what_another_process_writes',
  'works_after/gone': 'works_after/under_wet_floor',
  'closing/forgets': 'closing/loses_nothing',
  'durability/claimed': 'durability/synced_before_it_is_answered',
}

const rigOf = (search: string) => loadRig(new URL(`rig.ts?${search}`, import.meta.url).href)

suite('A pantry', () => {
  for (const [lie, by] of Object.entries({ ...caught, ...caughtToo }))
    test(`that lies about ${lie} is caught by ${by}`, async (t) => {
      const [law] = lie.split('/')
      const rig = await rigOf(`lie=${lie}${lie === 'refusal/unsupported' ? '&weak' : ''}`)
      const all = conformance(rig, { policy: usual, effort: 'short' })
      const verdict = await all.find(({ id }) => id === by)?.judge()
      // On some machines one cannot see what is synced.
      if (lie === 'durability/claimed' && verdict?.kind === 'unproved') return t.skip(verdict.says)
      assert.equal(verdict?.kind, 'broken', JSON.stringify(verdict))
      assert.equal(verdict.law, law, verdict.says)
    })

  test('that grants as little as it can breaks nothing, and is not held to more', async () => {
    const { cases } = await prove(await rigOf('weak'), { policy: usual, effort: 'plain' }, () => undefined)
    assert.deepEqual(
      cases.filter(({ verdict: { kind } }) => kind !== 'kept').map(({ id, verdict: { kind } }) => [id, kind]),
      [
        ['closing/open_existing_makes_nothing', 'not_promised'],
        ['closing/loses_nothing', 'not_promised'],
      ],
    )
  })
})

test('There is a lie about each law that the kit derives, and one pantry that does not lie', () => {
  assert.deepEqual(
    Object.keys(lies).toSorted(),
    [...Object.keys(caught), ...Object.keys(caughtToo), 'honest'].toSorted(),
  )
  assert.deepEqual(Object.keys(caught).toSorted(), Object.keys(derivedLaws).toSorted())
})
