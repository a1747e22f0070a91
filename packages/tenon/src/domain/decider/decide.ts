import { withoutStop } from '../capability/readable.ts'
import { answerOf } from '../data/answer-of.ts'
import type { Event } from '../event/event.ts'
import type { Revision } from '../event/stream.ts'
import type { Decider, DeciderParts } from './decider.ts'
import type { DecidedEventOf, DeciderDefect, NothingDecided, Rejected } from './handled.ts'
import type { DerivedIds } from './ids.ts'

/** A command, and what its events get beside their type and data. */
export interface Command<P extends DeciderParts> {
  readonly stream: string
  readonly command: P['command']
  readonly metadata: object
  readonly ids: DerivedIds
}

/** Events to append, and the same events as `evolve` will get them. */
export interface ToAppend<P extends DeciderParts> {
  readonly kind: 'append'
  readonly events: readonly Event[]
  readonly decided: readonly DecidedEventOf<P>[]
}

/** Returns what a decider decides about a command, after `head`, in a form that can be appended. Never throws. */
export const decided = <P extends DeciderParts>(
  decider: Decider<P>,
  command: Command<P>,
  state: P['state'],
  head: Revision | 'no_stream',
): ToAppend<P> | NothingDecided | Rejected<P> | DeciderDefect => {
  const decision = decisionOf(decider, command.command, state)
  if ('rejected' in decision) return { kind: 'rejected', reason: decision.rejected }
  const checked = 'flaw' in decision ? decision : toAppend(decider, command, decision.events, head)
  if (!('flaw' in checked)) return checked.events.length === 0 ? { kind: 'nothing' } : checked
  const place = head === 'no_stream' ? 'the start' : `revision ${head}`
  const says = `At ${place} of ${command.stream}, decide of ${decider.name} ${checked.flaw}.`
  return { kind: 'defect', stream: command.stream, revision: head, says }
}

/** Why a decision cannot be used, as the end of a sentence that begins with `decide`. */
interface Flaw {
  readonly flaw: string
}

/** An event as `decide` returned it. */
interface Chosen {
  readonly type: unknown
  readonly data: unknown
}

/** What `decide` returned. */
type Returned = { readonly events: readonly Chosen[] } | { readonly rejected: unknown } | Flaw

const decisionOf = <P extends DeciderParts>(
  decider: Decider<P>,
  command: P['command'],
  state: P['state'],
): Returned => {
  const answer = answerOf<unknown>(() => decider.decide(command, state))
  if (answer.kind !== 'gave') return { flaw: answer.says }
  const read = answerOf(() => decisionIn(answer.value))
  return read.kind === 'gave' ? read.value : { flaw: `returned something that cannot be read: reading it ${read.says}` }
}

/** Reads a decision. Each event is read once, because a getter may return something else the next time. */
const decisionIn = (decision: unknown): Returned => {
  const given: { readonly events?: unknown; readonly rejected?: unknown } = Object(decision)
  if ('events' in given && 'rejected' in given) return { flaw: 'returned both events and rejected' }
  if ('rejected' in given) return { rejected: given.rejected }
  if (!('events' in given)) return { flaw: 'returned neither events nor rejected' }
  const { events } = given
  if (!Array.isArray(events)) return { flaw: 'returned events that are not a list' }
  return { events: Array.from(events, (event) => ({ type: Object(event).type, data: Object(event).data })) }
}

const toAppend = <P extends DeciderParts>(
  decider: Decider<P>,
  { stream, metadata, ids }: Command<P>,
  chosen: readonly Chosen[],
  head: Revision | 'no_stream',
): ToAppend<P> | Flaw => {
  const events: Event[] = []
  const asRead: DecidedEventOf<P>[] = []
  for (const [i, { type, data: stated }] of chosen.entries()) {
    if (typeof type !== 'string') return { flaw: `returned events[${i}], which has no type` }
    const written = decider.events.write(type, stated as never)
    if (written.kind === 'unfit')
      return { flaw: `returned events[${i}], which cannot be stored: ${withoutStop(written.says)}` }
    const { data, output, schema } = written
    const id = ids(i)
    events.push({ id, type, data, metadata: { ...metadata, schema } })
    const revision = (head === 'no_stream' ? 0 : head + 1) + i
    // The type and the data are those of one declared type, which the compiler cannot follow through the generic type.
    asRead.push({ id, stream, revision, type, data: output } as DecidedEventOf<P>)
  }
  return { kind: 'append', events, decided: asRead }
}
