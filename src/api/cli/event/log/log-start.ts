import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Filter } from '../../../../domain/event/intent.ts'
import type { Ahead, LogPage, Truncated } from '../../../../domain/event/result.ts'
import type { EventStore } from '../../../../domain/event/store.ts'
import type { Position } from '../../../../domain/event/stream.ts'
import { ALL, PAGE, readLog } from './log-pages.ts'

/** A place in the log, behind which events are wanted. */
interface Place {
  readonly kind: 'place'
  readonly after: Position | 'start'
}

/** What came of looking for a place. */
export type Found = Place | Truncated | Ahead | EventStoreFailed

/** Finds the end of the log. */
export const endOf = async (store: EventStore, stop: AbortSignal): Promise<Found> => {
  const end = await lookBehind(store, 0, stop)
  return end.kind === 'page' ? { kind: 'place', after: end.head } : end
}

/**
 * Finds the place behind which stand the last `many` events that pass a filter: all of them, where there are fewer. No store reads its log
 * backward, so a stretch before the end is read that doubles until it holds enough; in all, no more than twice what would do. Only `many`
 * positions are held.
 */
export const lastOf = async (store: EventStore, filter: Filter, many: number, stop: AbortSignal): Promise<Found> => {
  const end = await lookBehind(store, 0, stop)
  if (end.kind !== 'page') return end
  if (end.head === 'start') return { kind: 'place', after: 'start' }
  // Every event has a position of its own, so there are no more than that.
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
    // What the store has removed meanwhile is looked for no more.
    if (ended.kind === 'truncated') return lastOf(store, filter, many, stop)
    if (ended.kind !== 'through') return ended
    if (last.first !== undefined) return { kind: 'place', after: placeAt(last.first - 1) }
    if (from === end.from || stop.aborted) return { kind: 'place', after: placeAt(from) }
  }
}

/** The last positions of those that come. */
class Last {
  readonly #many: number
  readonly #ring: Position[] = []
  #count = 0

  constructor(many: number) {
    this.#many = many
  }

  /** The first of the last positions, once there are enough. */
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
 * Finds the place behind which the store's clock had come to a time. It is found by halving, which takes some fifty looks at most, and so
 * takes the clock for one that goes forward: around a moment at which it was set back, the place is one of those where it passed that time.
 */
export const sinceOf = async (store: EventStore, time: number, stop: AbortSignal): Promise<Found> => {
  const end = await lookBehind(store, 0, stop)
  if (end.kind !== 'page') return end
  // Events up to `low` are from before that time; those behind `high` are not.
  let low = end.from
  let high = end.head === 'start' ? low : end.head
  while (low < high && !stop.aborted) {
    const middle = low + Math.floor((high - low) / 2)
    const page = await lookBehind(store, middle, stop)
    if (page.kind !== 'page') return page
    const [next] = page.events
    if (page.from > middle) low = Math.min(page.from, high)
    else if (next === undefined || next.recordedAt >= time) high = middle
    else low = Math.min(next.position, high)
  }
  return { kind: 'place', after: placeAt(low) }
}

/** A page of the first event behind a place, and which place that was: a later one where the store has removed what stood there. */
type Look = (LogPage & { readonly from: number }) | Truncated | Ahead | EventStoreFailed

const lookBehind = async (store: EventStore, place: number, stop: AbortSignal): Promise<Look> => {
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
