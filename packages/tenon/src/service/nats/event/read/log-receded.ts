import { leaderless, leads } from '../../connection/leader.ts'
import type { NatsFailed } from '../../failure.ts'
import type { EventApi } from '../message/event-api.ts'
import type { Operation } from '../message/failures.ts'
import type { Stored } from '../message/message.ts'

/** What a reader knows about the log that it reads. */
export interface Reached {
  /** The sequence up to which it has read. */
  readonly place: number
  /** The last message that it read, if it read any. */
  readonly latest: Stored | undefined
}

/** Whether the log still holds what a reader has read. */
export interface Standing {
  readonly kind: 'intact' | 'receded'
}

/**
 * Asks the leader whether a log still holds what a reader has read. It has receded if it ends before the reader's
 * place, or if it holds another append in place of the last one that the reader read, as after an older backup was
 * restored. A removed message proves neither. Fails with `unavailable` while no server is the leader beyond doubt.
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
  if (end >= place && !replaced) return { kind: 'intact' }
  // A former leader that does not know it is one lacks the messages that came since.
  return leads(info.value, api.replicas) ? { kind: 'receded' } : leaderless(api.place, operation)
}

/**
 * Returns whether two messages at one sequence are the same. Each append has an id of its own; a foreign message has
 * none.
 */
const isSame = (one: Stored, other: Stored): boolean =>
  one.subject === other.subject && one.heading?.append === other.heading?.append
