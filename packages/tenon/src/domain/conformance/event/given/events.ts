import type { Event, RecordedEvent } from '../../../event/event.ts'
import type { Append, Filter } from '../../../event/intent.ts'
import type { Json } from '../../../data/json.ts'
import type { EventStore } from '../../../event/store.ts'
import { Broken, gives, holds, text, Unproved } from '../../expect.ts'
import type { EventContext, EventTaskContext } from '../context.ts'

/** What a failed call means that only prepares a case. */
const SEED = 'the case could not be set up'

/** The filter that every event passes. */
export const ALL: Filter = Object.freeze({ streams: 'all', types: 'all' })

/** The type of events in cases that do not test types. */
const HAPPENED = 'Happened'

/** Makes an event with a new id. */
export const event = (context: EventTaskContext): Event & { readonly data: Json } => eventWith(context, null, HAPPENED)

/** Makes an event of a type, with data and a new id. */
export const eventWith = (context: EventTaskContext, data: Json, type: string): Event & { readonly data: Json } => ({
  id: context.id(),
  type,
  data,
  metadata: {},
})

/** Makes `many` events, each with its number as data. */
export const events = (context: EventTaskContext, many: number): Event[] => eventsOf(context, many, HAPPENED)

const eventsOf = (context: EventTaskContext, many: number, type: string): Event[] =>
  Array.from({ length: many }, (_, n) => eventWith(context, { n }, type))

/** Makes `many` events for one append, or as many as one append may have. */
export const few = (context: EventContext, many: number): Event[] => events(context, Math.min(many, batch(context)))

/** Appends `many` events to a stream, whatever it holds, and one by one if batches are not granted. */
export const fill = (context: EventContext, stream: string, many: number): Promise<Event[]> =>
  fillWith(context, stream, many, HAPPENED)

/** Does the same as `fill`, with events of a type. */
export const fillWith = async (context: EventContext, stream: string, many: number, type: string): Promise<Event[]> => {
  const made = eventsOf(context, many, type)
  const most = batch(context)
  for (let i = 0; i < many; i += most) {
    const some = made.slice(i, i + most)
    gives(await context.store.append({ stream, expectedRevision: 'any', events: some }), 'appended', SEED)
  }
  return made
}

/**
 * Returns whether an append states the place of its events, so that the same append is recognised if it is made again.
 */
export const statesPlace = ({ expectedRevision }: Append): boolean =>
  expectedRevision === 'no_stream' || typeof expectedRevision === 'number'

/** Returns the most events that a case puts into one append if it does not test that limit. */
export const batch = ({ grants, limits }: EventContext): number =>
  grants.atomicity === 'stream' ? Math.min(limits.max_events_per_append, 1_000) : 1

/** Returns the most events of one append. Throws `Unproved` if that is more than the kit tries. */
export const mostEvents = ({ limits }: EventContext): number =>
  tried(limits.max_events_per_append, 10_000, 'events per append')

/** Returns the most bytes of one event. Throws `Unproved` if that is more than the kit tries. */
export const mostBytes = ({ limits }: EventContext): number =>
  tried(limits.max_event_bytes, 64 * 1024 * 1024, 'bytes per event')

const tried = (granted: number, most: number, what: string): number => {
  if (granted > most) throw new Unproved(`${granted} ${what} are granted, and at most ${most} are tried`)
  return granted
}

/** Returns the fields to read a stream from its first event on. */
export const wholeOf = (stream: string) => ({ stream, from: 'start', direction: 'forward', limit: 1_000 }) as const

/**
 * Returns every event of a stream, in order, and none if it is absent. Throws `Broken` if the stream cannot be read.
 */
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

/** Returns every event of the log, in order. Throws `Broken` if the log cannot be read. */
export const logOf = (store: EventStore): Promise<readonly RecordedEvent[]> => filteredLogOf(store, ALL)

/** Returns every event of the log that passes a filter, in order. Throws `Broken` if the log cannot be read. */
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

/** Returns the log when it holds `many` events. Appends through another store may become visible late. */
export const grownLog = async (context: EventContext, many: number): Promise<readonly RecordedEvent[]> => {
  let log: readonly RecordedEvent[] = []
  await context.until(`the log holds the ${many} events that were appended`, async () => {
    log = await logOf(context.store)
    return log.length >= many
  })
  return log
}

/** Returns the ids of events, in their order. */
export const ids = (of: readonly { readonly id: string }[]): string[] => of.map(({ id }) => id)

/** Returns the item of a list at a place; a negative place counts from the end. Throws `Broken` if there is none. */
export const nth = <Item>(items: readonly Item[], place: number): Item => {
  const item = items.at(place)
  if (item === undefined) throw new Broken(`an item at ${place} was expected, and there are ${items.length}`)
  return item
}
