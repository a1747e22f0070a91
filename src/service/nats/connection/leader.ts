import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import { found, type Operation } from '../failure.ts'

/** The most nanoseconds since a server that follows was heard of last. Each is heard of every second, and takes four of silence to follow another. */
const RECENT_NS = 2_500_000_000

/**
 * Whether the server that answered `STREAM.INFO` led a JetStream stream of so many replicas at that moment: whether most of them had followed it
 * just before. One that was cut off from the others, or stood still, takes itself for the leader until it hears of the next.
 */
export const leads = ({ cluster }: { readonly [field: string]: unknown }, replicas: number): boolean => {
  if (replicas === 1) return true
  // The server's own words; each is looked at.
  const { leader, replicas: others }: Partial<Record<string, unknown>> = Object(cluster)
  if (typeof leader !== 'string' || leader === '' || !Array.isArray(others)) return false
  const following = others.filter((other: unknown) => {
    const { active, offline }: Partial<Record<string, unknown>> = Object(other)
    // Of one that was never heard of it says 0.
    return offline !== true && typeof active === 'number' && active > 0 && active < RECENT_NS
  })
  return following.length >= Math.floor(replicas / 2)
}

/** The failure of what only a leader can answer. */
export const leaderless = (place: string, operation: Operation): EventStoreFailed =>
  found('unavailable', operation, `${place} has no leader at the moment. Try again.`, {
    technology: 'nats',
    code: '503',
    message: 'no responders',
  })
