import { leaderless, leads } from '../../connection/leader.ts'
import type { NatsFailed } from '../../failure.ts'
import type { EventApi } from '../message/event-api.ts'
import type { Operation } from '../message/failures.ts'
import type { Stored } from '../message/message.ts'

/** What a reader knows of the log that it reads. */
export interface Reached {
  /** The place among all messages up to which it has read. */
  readonly place: number
  /** The last message that it read, if it read any. */
  readonly latest: Stored | undefined
}

/** What the leader says of a log: whether what a reader has read still stands there. */
export interface Standing {
  readonly kind: 'stands' | 'receded'
}

/**
 * Asks the leader whether a log still holds what a reader has read of it. It has receded if it ends before the reader's place, or if another append
 * stands where the reader's last one stood, as after an older backup was restored. A message that was removed proves neither.
 * Fails with `unavailable` while no server leads beyond doubt.
 */
export const whetherReceded = async (
  api: EventApi,
  config: { readonly name: string },
  { place, latest }: Reached,
  operation: Operation,
): Promise<Standing | NatsFailed<Operation>> => {
  const there = latest === undefined ? undefined : await api.next('>', latest.sequence, operation)
  if (there?.kind === 'failed') return there
  const info = await api.ask(`STREAM.INFO.${config.name}`, {}, operation)
  if (info.kind === 'failed') return info
  const end = Number(Object(info.value.state).last_seq)
  const replaced = there?.kind === 'stored' && there.sequence === latest?.sequence && !isSame(there, latest)
  if (end >= place && !replaced) return { kind: 'stands' }
  // A server that leads no more and does not know it lacks what came since.
  return leads(info.value, api.replicas) ? { kind: 'receded' } : leaderless(api.place, operation)
}

/** Whether two messages at one place are the same. Each append has an id of its own; a message of somebody else has none. */
const isSame = (one: Stored, other: Stored): boolean =>
  one.subject === other.subject && one.heading?.append === other.heading?.append
