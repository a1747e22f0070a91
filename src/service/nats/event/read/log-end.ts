import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Position } from '../../../../domain/event/stream.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import { leaderless } from '../../connection/leader.ts'
import type { EventApi } from '../message/event-api.ts'
import { foreign, type Operation } from '../message/failures.ts'
import { positionOf } from '../message/message.ts'
import type { SeenPosition } from '../message/seen-position.ts'

/** Where the log ends, and where the last event stands that may pass a filter. */
export interface Ends {
  readonly kind: 'ends'
  readonly head: Position | 'start'
  readonly target: Position | 0
}

/** What a reader wants of the log. */
interface Wanted {
  readonly subject: string
  /** Whether every message in the JetStream stream is wanted. */
  readonly all: boolean
  /** The position behind which its next event comes. */
  readonly behind: Position | 0
}

/**
 * Asks the leader where the log ends, and then where what is wanted of it ends: asked for in this order, whatever is wanted and stands before
 * the end of the log is known. Fails with `unavailable` if the answers may come from a server that leads no more.
 */
export const endsOf = async (
  { api, config }: { readonly api: EventApi; readonly config: NatsStreamConfig },
  seen: SeenPosition,
  { subject, all, behind }: Wanted,
  operation: Operation,
): Promise<Ends | EventStoreFailed> => {
  const { subjectPrefix, subjects } = config
  // The server finds the very last message of all without looking for it.
  const whole = subjects.length === 1 ? '>' : `${subjectPrefix}.>`
  const last = await endOf(api, whole, operation)
  if (last.kind === 'failed') return last
  const doubted = api.replicas > 1 && (!all || last.position < Math.max(behind, seen.highest))
  const [wanted, led] = await Promise.all([
    all && !doubted ? last : endOf(api, subject, operation),
    doubted ? api.led(operation) : true,
  ])
  if (wanted.kind === 'failed') return wanted
  // A server that leads no more and does not know it lacks what came since.
  if (led !== true) return led === false ? leaderless(api.place, operation) : led
  const target = wanted.position
  // What is wanted may have come after the other answer was given.
  const head = Math.max(last.position, target)
  if (head > 0) seen.saw(head)
  return { kind: 'ends', head: head === 0 ? 'start' : head, target }
}

const endOf = async (
  api: EventApi,
  subject: string,
  operation: Operation,
): Promise<{ readonly kind: 'end'; readonly position: number } | EventStoreFailed> => {
  const last = await api.last(subject, operation)
  if (last.kind === 'failed') return last
  if (last.kind === 'absent') return { kind: 'end', position: 0 }
  const { heading } = last
  return heading === undefined
    ? foreign(last, operation)
    : { kind: 'end', position: positionOf(last.sequence, heading.count - 1) }
}
