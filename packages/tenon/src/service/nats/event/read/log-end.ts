import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Position } from '../../../../domain/event/stream.ts'
import type { NatsStreamConfig } from '../../provision/stream-config.ts'
import { leaderless } from '../../connection/leader.ts'
import type { EventApi } from '../message/event-api.ts'
import { foreign, type Operation } from '../message/failures.ts'
import { positionOf } from '../message/message.ts'
import type { SeenPosition } from '../message/seen-position.ts'

/** Where the log ends, and the position of the last event that may pass a filter. */
export interface Ends {
  readonly kind: 'ends'
  readonly head: Position | 'start'
  readonly target: Position | 0
}

/** What a reader wants from the log. */
interface Wanted {
  readonly subject: string
  /** Whether every message in the JetStream stream is wanted. */
  readonly all: boolean
  /** The position after which its next event comes. */
  readonly behind: Position | 0
}

/**
 * Asks the leader where the log ends, and then where its wanted part ends. In this order, every wanted event before the
 * end of the log is known. Fails with `unavailable` if the answers may come from a former leader.
 */
export const endsOf = async (
  { api, config }: { readonly api: EventApi; readonly config: NatsStreamConfig },
  seen: SeenPosition,
  { subject, all, behind }: Wanted,
  operation: Operation,
): Promise<Ends | EventStoreFailed> => {
  const { subjectPrefix, subjects } = config
  // The server finds the last message of all without a search.
  const whole = subjects.length === 1 ? '>' : `${subjectPrefix}.>`
  const last = await endOf(api, whole, operation)
  if (last.kind === 'failed') return last
  const doubted = api.replicas > 1 && (!all || last.position < Math.max(behind, seen.highest))
  const [wanted, led] = await Promise.all([
    all && !doubted ? last : endOf(api, subject, operation),
    doubted ? api.led(operation) : true,
  ])
  if (wanted.kind === 'failed') return wanted
  // A former leader that does not know it is one lacks the messages that came since.
  if (led !== true) return led === false ? leaderless(api.place, operation) : led
  const target = wanted.position
  // The wanted event may have come after the first answer.
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
