import assert from 'node:assert/strict'
import { test } from 'node:test'
import { conformance, type Judged, type Law, usual } from 'tenon/conformance'
import { loadRig } from '../../src/service/lab/rig.ts'
import { sources } from '../../../../test/house/source.ts'
import { lies } from './lies.ts'

/**
 * A case that catches each lie. A hostile test runs all cases, and shows that each lie breaks its own law and no other.
 */
const caught: { readonly [Name in Law]: string } = {
  append: 'append/conflict_on_an_absent_stream',
  repeat: 'repeat/whatever_follows',
  read: 'read/backward_from_every_bound',
  read_all: 'read_all/by_prefix_and_types',
  streams: 'streams/begins_behind_after',
  subscribe: 'subscribe/says_each_time_that_it_has_caught_up',
  names: 'names/each_is_a_type_of_its_own',
  payloads: 'payloads/proto_is_a_key_like_any_other',
  closing: 'closing/is_honest_about_what_was_in_flight',
  refusal: 'refusal/too_many_events',
  reach: 'reach/reads_what_another_process_appends',
  effect_honesty: 'effect_honesty/under_held_lock',
  no_false_conflict: 'no_false_conflict/under_lost_reply',
  total: 'total/under_lost_request',
  reachability: 'total/under_held_lock',
  works_after: 'works_after/under_held_lock',
  durability: 'durability/survives_sigkill',
  no_skipped_event: 'no_skipped_event/while_another_process_stands_still',
  linearisability: 'linearisability/in_one_process',
  one_decision: 'one_decision/in_one_process',
}

/** A case that catches each further lie about a law. */
const caughtToo = {
  'read_all/full': 'read_all/full_at_the_end',
  'subscribe/gap': 'subscribe/goes_from_history_to_live_without_gap_or_double',
  'names/folded': 'names/of_types_are_filtered_in_subscriptions',
  'closing/makes': 'closing/open_existing_makes_nothing',
  'effect_honesty/lost': 'effect_honesty/under_lost_reply',
  'effect_honesty/called_off': 'effect_honesty/called_off_at_any_moment',
  'total/rejecting': 'works_after/under_lost_request',
  'works_after/log': 'works_after/under_lost_request',
  'works_after/subscribers': 'works_after/under_lost_request',
  'durability/torn': 'durability/survives_sigkill',
  'durability/claimed': 'durability/synced_before_it_is_answered',
  'durability/full': 'durability/under_full_disk',
  'linearisability/overtaken': 'linearisability/in_one_process',
  'one_decision/forgotten': 'one_decision/in_one_process',
}

const rigOf = (search: string) => loadRig(new URL(`rig.ts?${search}`, import.meta.url).href)

for (const [lie, by] of Object.entries({ ...caught, ...caughtToo })) {
  test(`A binding that lies about ${lie} is caught by ${by}`, async (t) => {
    const [law] = lie.split('/')
    const rig = await rigOf(lie === 'durability/claimed' ? `lie=${lie}&unsynced` : `lie=${lie}`)
    const all = conformance(rig, { policy: usual, effort: 'short' })
    const verdict = await all.find(({ id }) => id === by)?.judge()
    // On some machines one cannot see what is synced, or fill a disk.
    if (['durability/claimed', 'durability/full'].includes(lie) && verdict?.kind === 'unproved')
      return t.skip(verdict.says)
    assert.equal(verdict?.kind, 'broken', JSON.stringify(verdict))
    assert.equal(verdict.law, law, verdict.says)
  })
}

test('A binding that passes everything on breaks nothing', async () => {
  const broken: (readonly [id: string, verdict: Judged])[] = []
  for (const { id, judge } of conformance(await rigOf('lie=honest&memory'), { policy: usual, effort: 'plain' })) {
    const verdict = await judge()
    if (verdict.kind !== 'kept') broken.push([id, verdict])
  }
  assert.deepEqual(broken, [])
})

test('There is a lie about each law, and one binding that does not lie', () => {
  assert.deepEqual(
    Object.keys(lies).toSorted(),
    [...Object.keys(caught), ...Object.keys(caughtToo), 'honest'].toSorted(),
  )
})

test('Lies know nothing of the kit', () => {
  const among = sources('packages/tenon/test/lies').filter(({ path }) => !/\.(test|hostile)\.ts$|\/rig\.ts$/.test(path))
  assert.ok(among.length > Object.keys(caught).length)
  const known = /^(?:tenon|tenon\/bind|node:[a-z/]+|\.\.?\/[a-z-]+\.ts)$/
  assert.deepEqual(
    among.flatMap(({ path, imports }) => imports.filter((to) => !known.test(to)).map((to) => `${path} imports ${to}`)),
    [],
  )
})
