import { found, type NatsFailed } from '../failure.ts'

/**
 * A follower heard of longer ago than this many nanoseconds does not count. A follower is heard of every second, and
 * follows another server only after 4 s of silence.
 */
const RECENT_NS = 2_500_000_000

/**
 * Returns whether the server that answered `STREAM.INFO` was the leader of a JetStream stream of `replicas` servers at
 * that moment: whether a majority had followed it just before. A server that was cut off or paused takes itself for the
 * leader until it hears of the next one.
 */
export const leads = ({ cluster }: { readonly [field: string]: unknown }, replicas: number): boolean => {
  if (replicas === 1) return true
  // These come from the server; each is checked.
  const { leader, replicas: others }: Partial<Record<string, unknown>> = Object(cluster)
  if (typeof leader !== 'string' || leader === '' || !Array.isArray(others)) return false
  const following = others.filter((other: unknown) => {
    const { active, offline }: Partial<Record<string, unknown>> = Object(other)
    // `active` is 0 for a server that was never heard of.
    return offline !== true && typeof active === 'number' && active > 0 && active < RECENT_NS
  })
  return following.length >= Math.floor(replicas / 2)
}

/** The failure of a request that only a leader can answer. */
export const leaderless = <Operation extends string>(place: string, operation: Operation): NatsFailed<Operation> =>
  found('unavailable', operation, `${place} has no leader at the moment. Try again.`, {
    technology: 'nats',
    code: '503',
    message: 'no responders',
  })
