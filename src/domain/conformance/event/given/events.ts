import type { Event, RecordedEvent } from '../../../event/event.ts'
import type { Append, Filter } from '../../../event/intent.ts'
import type { Json } from '../../../event/json.ts'
import type { EventStore } from '../../../event/store.ts'
import { Broken, gives, holds, text, Unproved } from '../../expect.ts'
import type { EventContext, EventTaskContext } from '../context.ts'

/** A call that must have gone well for a case to go on. */
const SEED = 'the case could not be set up'

/** The filter that lets everything pass. */
export const ALL: Filter = Object.freeze({ streams: 'all', types: 'all' })

/** The type of events where a case is not about types. */
const HAPPENED = 'Happened'

/** An event with an id of its own. */
export const event = (site: EventTaskContext): Event & { readonly data: Json } => eventWith(site, null, HAPPENED)

/** An event of a type, with data and an id of its own. */
export const eventWith = (site: EventTaskContext, data: Json, type: string): Event & { readonly data: Json } => ({
  id: site.id(),
  type,
  data,
  metadata: {},
})

/** So many events, each with its number as data. */
export const events = (site: EventTaskContext, many: number): Event[] => eventsOf(site, many, HAPPENED)

const eventsOf = (site: EventTaskContext, many: number, type: string): Event[] =>
  Array.from({ length: many }, (_, n) => eventWith(site, { n }, type))

/** So many events for one append, or as many as one may have. */
export const few = (context: EventContext, many: number): Event[] => events(context, Math.min(many, batch(context)))

/** Appends so many events to a stream, whatever it holds: one by one where batches are not granted. */
export const fill = (context: EventContext, stream: string, many: number): Promise<Event[]> =>
  fillWith(context, stream, many, HAPPENED)

/** As `fill`, with events of a type. */
export const fillWith = async (context: EventContext, stream: string, many: number, type: string): Promise<Event[]> => {
  const made = eventsOf(context, many, type)
  const most = batch(context)
  for (let i = 0; i < many; i += most) {
    const some = made.slice(i, i + most)
    gives(await context.store.append({ stream, expectedRevision: 'any', events: some }), 'appended', SEED)
  }
  return made
}

/** Whether an append says where its events are to stand, so that the same one can be told when it is made again. */
export const statesPlace = ({ expectedRevision }: Append): boolean =>
  expectedRevision === 'no_stream' || typeof expectedRevision === 'number'

/** The most events that a case puts into one append where it is not about that limit. */
export const batch = ({ grants, limits }: EventContext): number =>
  grants.atomicity === 'stream' ? Math.min(limits.max_events_per_append, 1_000) : 1

/** The most events of one append. Throws `Unproved` where that is more than is tried. */
export const mostEvents = ({ limits }: EventContext): number =>
  tried(limits.max_events_per_append, 10_000, 'events per append')

/** The most bytes of one event. Throws `Unproved` where that is more than is tried. */
export const mostBytes = ({ limits }: EventContext): number =>
  tried(limits.max_event_bytes, 64 * 1024 * 1024, 'bytes per event')

const tried = (granted: number, most: number, what: string): number => {
  if (granted > most) throw new Unproved(`${granted} ${what} are granted, and at most ${most} are tried`)
  return granted
}

/** What reads a stream from its first event on. */
export const wholeOf = (stream: string) => ({ stream, from: 'start', direction: 'forward', limit: 1_000 }) as const

/** Every event of a stream, in order; none where it is absent. Throws `Broken` when it cannot be read. */
export const streamOf = async (store: EventStore, stream: string): Promise<readonly RecordedEvent[]> => {
  const found: RecordedEvent[] = []
  let from: number | 'start' = 'start'
  for (;;) {
    const page = await store.read({ ...wholeOf(stream), from })
    if (page.kind === 'no_stream') return found
    if (page.kind !== 'page') throw new Broken(`stream ${stream} could not be read: ${text(page)}.`)
    found.push(...page.events)
    if (page.next === 'done') return found
    holds(from === 'start' || page.next > from, 'a page of a stream that is not the last must say a later `next`')
    from = page.next
  }
}

/** Every event of the log, in order. Throws `Broken` when it cannot be read. */
export const logOf = (store: EventStore): Promise<readonly RecordedEvent[]> => filteredLogOf(store, ALL)

/** Every event of the log that passes a filter, in order. Throws `Broken` when it cannot be read. */
export const filteredLogOf = async (store: EventStore, filter: Filter): Promise<readonly RecordedEvent[]> => {
  const found: RecordedEvent[] = []
  let after: number | 'start' = 'start'
  for (;;) {
    const page = await store.read_all({ after, filter, limit: 1_000 })
    if (page.kind !== 'page') throw new Broken(`the log could not be read: ${text(page)}.`)
    found.push(...page.events)
    if (page.caughtUp) return found
    holds(page.next !== after, 'a page of the log that has not caught up must say a later `next`')
    after = page.next
  }
}

/** The log as soon as it holds so many events: what was answered through another store may be seen late. */
export const grownLog = async (context: EventContext, many: number): Promise<readonly RecordedEvent[]> => {
  let log: readonly RecordedEvent[] = []
  await context.until(`the log holds the ${many} events that were appended`, async () => {
    log = await logOf(context.store)
    return log.length >= many
  })
  return log
}

/** The ids of events, in their order. */
export const ids = (of: readonly { readonly id: string }[]): string[] => of.map(({ id }) => id)

/** The item of a list at a place, counted from its end where negative. Throws `Broken` when there is none. */
export const nth = <Item>(items: readonly Item[], place: number): Item => {
  const item = items.at(place)
  if (item === undefined) throw new Broken(`an item at ${place} was expected, and there are ${items.length}`)
  return item
}
