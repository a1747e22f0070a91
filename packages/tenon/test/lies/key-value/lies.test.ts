import type { KeyValueLaw } from 'tenon/conformance'
import { testCaught } from '../../service/lab/own-laws.ts'
import { lies } from './lies.ts'

/**
 * A case that catches each lie about a law of a key-value store's own. A hostile test runs all cases, and shows that
 * each lie breaks its own law and no other.
 */
const caught: { readonly [Name in KeyValueLaw]: string } = {
  put: 'put/conflict_says_what_the_key_has',
  repeat: 'repeat/after_others_wrote_over_it',
  keys: 'keys/each_once_in_code_point_order',
  values: 'values/come_back_equal',
  reads_latest: 'reads_latest/by_the_same_store',
  revision_never_again: 'revision_never_again/over_keys_and_removals',
  expiry: 'expiry/put_again_lives_on',
  watch: 'watch/goes_from_what_is_there_to_what_comes',
  watch_resumes: 'watch_resumes/after_any_revision',
  linearisable: 'linearisable/in_one_process',
  no_false_conflict: 'no_false_conflict/under_lost_reply',
  fencing: 'fencing/in_one_process',
}

/** A case that catches each further lie about a law. */
const caughtToo = { 'watch/living': 'watch/hears_the_end_of_a_life' }

testCaught({ who: 'Key-value stores', rig: new URL('rig.ts', import.meta.url), lies }, { ...caught, ...caughtToo })
