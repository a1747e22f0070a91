import { InvalidArgumentError } from 'commander'
import { UUID } from '../../../../domain/data/names.ts'
import type { RecordedEvent } from '../../../../domain/event/event.ts'
import type { EventStore } from '../../../../domain/event/store.ts'
import type { Position, Revision } from '../../../../domain/event/stream.ts'
import type { Progress } from '../../terminal/progress.ts'
import { ALL, PAGE } from '../log/log-pages.ts'
import type { Unsuccessful } from '../print-outcome.ts'

/** How an event is identified on the command line. */
export type EventAddress =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'position'; readonly position: Position }
  | { readonly kind: 'place'; readonly stream: string; readonly revision: Revision }

/**
 * Reads an id, a position, or a stream and a revision with an @ between them. It is the last @, because the name of a
 * stream may contain others.
 */
export const eventAddress = (text: string): EventAddress => {
  const id = text.toLowerCase()
  if (UUID.test(id)) return { kind: 'id', id }
  const position = numberIn(text, 1)
  if (position !== undefined) return { kind: 'position', position }
  const at = text.lastIndexOf('@')
  const revision = at < 1 ? undefined : numberIn(text.slice(at + 1), 0)
  if (revision !== undefined) return { kind: 'place', stream: text.slice(0, at), revision }
  throw new InvalidArgumentError(
    'It must be the id of an event, a position (a whole number from 1), or stream@revision such as order-7@0.',
  )
}

const numberIn = (text: string, least: number): number | undefined => {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) && number >= least ? number : undefined
}

/** The result of looking up an event. */
export type Lookup = { readonly kind: 'event'; readonly event: RecordedEvent } | NoEvent | Unsuccessful

/** No event was found at the address. */
interface NoEvent {
  readonly kind: 'no_event'
  readonly says: string
}

/** Looks up an event. No store can find one by its id, so the log is read until the event appears. */
export const lookUp = (
  store: EventStore,
  address: EventAddress,
  stop: AbortSignal,
  progress: Progress,
): Promise<Lookup> => {
  switch (address.kind) {
    case 'id':
      return byId(store, address.id, stop, progress)
    case 'position':
      return byPosition(store, address.position, stop)
    case 'place':
      return byRevision(store, address.stream, address.revision, stop)
    default:
      return address satisfies never
  }
}

const byId = async (store: EventStore, id: string, stop: AbortSignal, progress: Progress): Promise<Lookup> => {
  let after: Position | 'start' = 'start'
  let seen = 0
  for (;;) {
    const page: Awaited<ReturnType<typeof store.read_all>> = await store.read_all(
      { after, filter: ALL, limit: PAGE },
      { signal: stop, deadlineMs: null },
    )
    if (page.kind !== 'page') return page
    const event = page.events.find((each) => each.id === id)
    if (event !== undefined) return { kind: 'event', event }
    if (page.caughtUp) return { kind: 'no_event', says: `no event of this store has the id ${id}.` }
    after = page.next
    seen += page.events.length
    progress.at(seen, 'events')
  }
}

const byPosition = async (store: EventStore, position: Position, stop: AbortSignal): Promise<Lookup> => {
  const after = position === 1 ? 'start' : position - 1
  const page = await store.read_all({ after, filter: ALL, limit: 1 }, { signal: stop, deadlineMs: null })
  if (page.kind === 'failed' || page.kind === 'truncated') return page
  const [event] = page.kind === 'page' ? page.events : []
  if (event?.position === position) return { kind: 'event', event }
  const end = page.head === 'start' ? 'the log is empty' : `the log ends at ${page.head}`
  return { kind: 'no_event', says: `there is no event at position ${position}; ${end}.` }
}

const byRevision = async (
  store: EventStore,
  stream: string,
  revision: Revision,
  stop: AbortSignal,
): Promise<Lookup> => {
  const page = await store.read(
    { stream, from: revision, direction: 'forward', limit: 1 },
    { signal: stop, deadlineMs: null },
  )
  if (page.kind !== 'page') return page
  const [event] = page.events
  if (event?.revision === revision) return { kind: 'event', event }
  return { kind: 'no_event', says: `the stream ${stream} has no revision ${revision}; it ends at ${page.head}.` }
}
