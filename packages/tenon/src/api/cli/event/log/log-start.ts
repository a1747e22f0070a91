import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Filter } from '../../../../domain/event/intent.ts'
import type { Ahead, LogPage, Truncated } from '../../../../domain/event/result.ts'
import type { EventStore } from '../../../../domain/event/store.ts'
import type { Position } from '../../../../domain/event/stream.ts'
import { ALL, PAGE, readLog } from './log-pages.ts'

/** The place in the log after which the output begins. */
interface Place {
  readonly kind: 'place'
  readonly after: Position | 'start'
}

/** The result of looking for a place. */
export type Found = Place | Truncated | Ahead | EventStoreFailed

/** Finds the end of the log. */
export const endOf = async (store: EventStore, stop: AbortSignal): Promise<Found> => {
  const end = await lookAfter(store, 0, stop)
  return end.kind === 'page' ? { kind: 'place', after: end.head } : end
}

/**
 * Finds the place after which the last `many` events begin that pass a filter; if there are fewer, all of them. No
 * store can read its log backward, so this reads a stretch before the end, and doubles it until it has enough events.
 * In all it reads at most twice as much as needed. It holds only `many` positions.
 */
export const startOfLast = async (
  store: EventStore,
  filter: Filter,
  many: number,
  stop: AbortSignal,
): Promise<Found> => {
  const end = await lookAfter(store, 0, stop)
  if (end.kind !== 'page') return end
  if (end.head === 'start') return { kind: 'place', after: 'start' }
  // Every event has its own position, so there are at most this many events.
  if (end.head - end.from <= many) return { kind: 'place', after: placeAt(end.from) }
  for (let stretch = Math.max(many, PAGE); ; stretch *= 2) {
    const from = Math.max(end.head - stretch, end.from)
    const last = new Last(many)
    const ended = await readLog(
      store,
      { after: placeAt(from), filter, limit: Number.POSITIVE_INFINITY },
      stop,
      last.add,
    )
    // The store has removed events meanwhile, so the search starts again.
    if (ended.kind === 'truncated') return startOfLast(store, filter, many, stop)
    if (ended.kind !== 'through') return ended
    if (last.first !== undefined) return { kind: 'place', after: placeAt(last.first - 1) }
    if (from === end.from || stop.aborted) return { kind: 'place', after: placeAt(from) }
  }
}

/** Remembers the last positions it was given, at most `many`. */
class Last {
  readonly #many: number
  readonly #ring: Position[] = []
  #count = 0

  constructor(many: number) {
    this.#many = many
  }

  /** The first of the last `many` positions, or `undefined` until there are enough. */
  get first(): Position | undefined {
    return this.#count < this.#many ? undefined : this.#ring[this.#count % this.#many]
  }

  readonly add = (events: readonly { readonly position: Position }[]): Promise<void> => {
    for (const { position } of events) {
      this.#ring[this.#count % this.#many] = position
      this.#count += 1
    }
    return Promise.resolve()
  }
}

/**
 * Finds the place at which the store's clock reached a time, in Unix milliseconds. Uses a binary search of at most some
 * fifty reads, which assumes that the clock never goes back. If the clock was set back near that time, the place is one
 * of those at which it passed the time.
 */
export const startSince = async (store: EventStore, time: number, stop: AbortSignal): Promise<Found> => {
  const end = await lookAfter(store, 0, stop)
  if (end.kind !== 'page') return end
  // Events up to `low` are from before that time; events after `high` are not.
  let low = end.from
  let high = end.head === 'start' ? low : end.head
  while (low < high && !stop.aborted) {
    const middle = low + Math.floor((high - low) / 2)
    const page = await lookAfter(store, middle, stop)
    if (page.kind !== 'page') return page
    const [next] = page.events
    if (page.from > middle) low = Math.min(page.from, high)
    else if (next === undefined || next.recordedAt >= time) high = middle
    else low = Math.min(next.position, high)
  }
  return { kind: 'place', after: placeAt(low) }
}

/**
 * A page with the first event after a place, and that place. It is a later one if the store has removed the events
 * there.
 */
type Look = (LogPage & { readonly from: number }) | Truncated | Ahead | EventStoreFailed

const lookAfter = async (store: EventStore, place: number, stop: AbortSignal): Promise<Look> => {
  const look = (after: Position | 'start') =>
    store.read_all({ after, filter: ALL, limit: 1 }, { signal: stop, deadlineMs: null })
  const page = await look(placeAt(place))
  if (page.kind === 'page') return { ...page, from: place }
  if (page.kind !== 'truncated') return page
  const from = page.first - 1
  const left = await look(placeAt(from))
  return left.kind === 'page' ? { ...left, from } : left
}

const placeAt = (place: number): Position | 'start' => (place < 1 ? 'start' : place)
