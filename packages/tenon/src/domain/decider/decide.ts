import { placeOf } from '../capability/schema.ts'
import { writeJson } from '../data/json.ts'
import { messageOf } from '../data/message-of.ts'
import type { Event, RecordedEvent } from '../event/event.ts'
import type { Revision } from '../event/stream.ts'
import type { Decider, DeciderParts } from './decider.ts'
import { defect, isPromise } from './defect.ts'
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
  const { stream } = command
  const place = head === 'no_stream' ? 'the start' : `revision ${head}`
  const bad = (what: string): DeciderDefect =>
    defect(stream, head, `At ${place} of ${stream}, decide of ${decider.name} ${what}.`)
  try {
    const decision: unknown = decider.decide(command.command, state)
    if (isPromise(decision)) return bad('returned a promise instead of a decision')
    const given: { readonly events?: unknown; readonly rejected?: unknown } = Object(decision)
    if ('events' in given && 'rejected' in given) return bad('returned both events and rejected')
    if ('rejected' in given) return { kind: 'rejected', reason: given.rejected }
    if (!('events' in given)) return bad('returned neither events nor rejected')
    const { events } = given
    if (!Array.isArray(events)) return bad('returned events that are not a list')
    return events.length === 0 ? { kind: 'nothing' } : toAppend(decider, command, events, head, bad)
  } catch (thrown) {
    return bad(`threw "${messageOf(thrown)}"`)
  }
}

const toAppend = <P extends DeciderParts>(
  decider: Decider<P>,
  { stream, metadata, ids }: Command<P>,
  chosen: readonly unknown[],
  head: Revision | 'no_stream',
  bad: (what: string) => DeciderDefect,
): ToAppend<P> | DeciderDefect => {
  const first = head === 'no_stream' ? 0 : head + 1
  const events: Event[] = []
  const decidedEvents: DecidedEventOf<P>[] = []
  for (const [i, each] of chosen.entries()) {
    const place = { id: ids(i), stream, revision: first + i }
    const checked = storable(decider, each, { ...place, metadata })
    if ('flaw' in checked) return bad(`returned events[${i}], which ${checked.flaw}`)
    events.push(checked.event)
    // The type and the data are those of one declared type, which the compiler cannot follow through the generic type.
    decidedEvents.push({ ...checked.read, ...place } as DecidedEventOf<P>)
  }
  return { kind: 'append', events, decided: decidedEvents }
}

/** An event that can be stored and read again. */
interface Storable {
  readonly event: Event
  readonly read: { readonly type: string; readonly data: unknown }
}

/** Checks one event that a decider decided. */
const storable = <P extends DeciderParts>(
  decider: Decider<P>,
  decidedEvent: unknown,
  place: Pick<RecordedEvent, 'id' | 'stream' | 'revision'> & { readonly metadata: object },
): Storable | { readonly flaw: string } => {
  const { type, data }: { readonly type?: unknown; readonly data?: unknown } = Object(decidedEvent)
  if (typeof type !== 'string') return { flaw: 'has no type' }
  const checked = decider.events.write(type, data as never)
  if (checked.kind === 'unfit') return { flaw: `does not fit its type: ${withoutDot(checked.says)}` }
  const json = writeJson(data)
  if ('flaw' in json) return { flaw: `is not JSON: its ${placeOf(['data', ...json.flaw.path])} ${json.flaw.says}` }
  const event = {
    id: place.id,
    type,
    data: JSON.parse(json.text),
    metadata: { ...place.metadata, schema: checked.schema },
  }
  // A schema may refuse the JSON of what it accepts. The stream could not be read again if such an event were stored.
  const read = decider.events.read({ ...place, ...event, position: 1, recordedAt: 0 })
  if (read.kind === 'unreadable') return { flaw: `could not be read again: ${withoutDot(read.says)}` }
  return { event, read: { type, data: read.event.data } }
}

const withoutDot = (sentence: string): string => sentence.replace(/\.$/, '')
