import type { Event } from '../event/event.ts'
import { writeJson } from '../data/json.ts'
import { placeOf } from '../capability/schema.ts'
import type { Revision } from '../event/stream.ts'
import type { Decider, DeciderParts } from './decider.ts'
import { defect, isPromise } from './defect.ts'
import type { DecidedEventOf, DeciderDefect, NothingDecided, Rejected } from './handled.ts'
import type { DerivedIds } from './ids.ts'

/** Events to append, each with the form in which `evolve` will get it. */
export interface ToAppend<P extends DeciderParts> {
  readonly kind: 'append'
  readonly events: readonly Event[]
  readonly decided: readonly DecidedEventOf<P>[]
}

/** Where and for which command something is decided. */
export interface Deciding<P extends DeciderParts> {
  readonly stream: string
  readonly command: P['command']
  readonly metadata: object
  readonly ids: DerivedIds
}

/** Has a decider decide about a command, and checks what it decided. Never throws. */
export const decided = <P extends DeciderParts>(
  decider: Decider<P>,
  { stream, command, metadata, ids }: Deciding<P>,
  state: P['state'],
  head: Revision | 'no_stream',
): ToAppend<P> | NothingDecided | Rejected<P> | DeciderDefect => {
  const where = `decide of the decider ${decider.name}, at ${head === 'no_stream' ? 'the start' : `revision ${head}`} of ${stream},`
  const bad = (what: string, ...thrown: readonly unknown[]) => defect(stream, head, `${where} ${what}`, ...thrown)
  try {
    const decision: unknown = decider.decide(command, state)
    if (isPromise(decision)) return bad('returned a promise')
    if (typeof decision !== 'object' || decision === null) return bad('returned neither { events } nor { rejected }')
    const rejects = 'rejected' in decision
    if (rejects === 'events' in decision) return bad(`returned ${rejects ? 'both' : 'neither'} events and rejected`)
    if (rejects) return { kind: 'rejected', reason: decision.rejected }
    const { events: chosen }: { readonly events?: unknown } = decision
    if (!Array.isArray(chosen)) return bad('returned events that are not a list')
    if (chosen.length === 0) return { kind: 'nothing' }
    const first = head === 'no_stream' ? 0 : head + 1
    const events: Event[] = []
    const all: DecidedEventOf<P>[] = []
    for (const [i, each] of (chosen as readonly unknown[]).entries()) {
      const { type, data }: { readonly type?: unknown; readonly data?: unknown } = Object(each)
      if (typeof type !== 'string') return bad(`returned events[${i}], which has no type`)
      const checked = decider.events.write(type, data as never)
      if (checked.kind === 'unfit') return bad(`returned events[${i}], which does not fit: ${checked.says}`)
      const json = writeJson(data)
      if ('flaw' in json)
        return bad(`returned events[${i}], whose ${placeOf(['data', ...json.flaw.path])} ${json.flaw.says}`)
      const event = {
        id: ids(i),
        type,
        data: JSON.parse(json.text),
        metadata: { ...metadata, schema: checked.schema },
      }
      // What is stored is JSON, and a schema may not accept the JSON of what it accepts: the stream could not be read.
      const place = { stream, revision: first + i, position: 1, recordedAt: 0 }
      const read = decider.events.read({ ...event, ...place })
      if (read.kind === 'unreadable') return bad(`returned events[${i}], which could not be read again: ${read.says}`)
      events.push(event)
      all.push({ type, data: read.event.data, id: event.id, stream, revision: place.revision } as DecidedEventOf<P>)
    }
    return { kind: 'append', events, decided: all }
  } catch (thrown) {
    return bad('threw', thrown)
  }
}
