import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conformance, type RunsLaw, usual } from 'tenon/conformance'
import { loadRig } from '../../../src/service/lab/rig.ts'
import { lies } from './lies.ts'

/**
 * A case that catches each lie about a law of runs' own. A hostile test runs all cases, and shows that each lie breaks its
 * own law and no other.
 */
const caught: { readonly [Name in RunsLaw]: string } = {
  list: 'list/each_once_in_code_point_order',
  state: 'state/counts_what_was_passed_over',
  waiting: 'waiting/not_for_what_does_not_pass',
  pause: 'pause/adds_no_event_until_resumed',
  drop: 'drop/is_gone_with_its_build',
}

/** A case that catches each further lie about a law. */
const caughtToo = { 'waiting/last': 'waiting/as_long_as_the_oldest' }

for (const [lie, by] of Object.entries({ ...caught, ...caughtToo })) {
  test(`Runs that lie about ${lie} are caught by ${by}`, async () => {
    const [law] = lie.split('/')
    const rig = await loadRig(new URL(`rig.ts?lie=${lie}`, import.meta.url).href)
    const all = conformance(rig, { policy: usual, effort: 'short' })
    const verdict = await all.find(({ id }) => id === by)?.judge()
    assert.equal(verdict?.kind, 'broken', JSON.stringify(verdict))
    assert.equal(verdict.law, law, verdict.says)
  })
}

test('There is a lie about each law of runs, and one binding that does not lie', () => {
  assert.deepEqual(
    Object.keys(lies).toSorted(),
    [...Object.keys(caught), ...Object.keys(caughtToo), 'honest'].toSorted(),
  )
})
