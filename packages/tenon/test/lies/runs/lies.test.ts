import type { RunsLaw } from 'tenon/conformance'
import { testCaught } from '../../service/lab/own-laws.ts'
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

testCaught({ who: 'Runs', rig: new URL('rig.ts', import.meta.url), lies }, { ...caught, ...caughtToo })
