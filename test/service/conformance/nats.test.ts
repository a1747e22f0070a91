import { conformance, usual } from 'tenon/conformance'
import * as rig from '../nats/rig-2-10.ts'
import { provedOnNats } from './nats.ts'

const PLAIN = conformance(rig, { policy: usual, effort: 'plain' }).map(({ id }) => id)

/** Of what is hostile, each kind once. The hostile tests do all of it, and on the other servers too. */
const HOSTILE = [
  'reachability/not_found',
  'reachability/permission_denied',
  'reachability/unauthenticated',
  'reachability/unavailable',
  'reachability/full',
  'reachability/misconfigured',
  'reachability/corrupted',
  'durability/survives_sigkill',
  'effect_honesty/under_cut_before_reply',
  'no_false_conflict/under_server_killed',
  'total/under_server_paused',
]

const chosen = new Set([...PLAIN, ...HOSTILE])

await provedOnNats('2.10', rig, { policy: usual, effort: 'short' }, (id) => chosen.has(id))
