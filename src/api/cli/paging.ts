import type { RecordedEvent } from '../../domain/event/event.ts'
import type { EventStoreFailed } from '../../domain/event/failure.ts'
import type { Filter } from '../../domain/event/intent.ts'
import type { Ahead, Truncated } from '../../domain/event/result.ts'
import type { EventStore } from '../../domain/event/store.ts'
import type { Position } from '../../domain/event/stream.ts'

/** The most that is asked for at once. */
export const PAGE = 1000

/** Which part of the log is wanted. */
export interface Stretch {
  readonly after: Position | 'start'
  readonly filter: Filter
  /** The most events; `Infinity` for all. */
  readonly limit: number
}

/** All that was wanted was given. */
export interface Through {
  readonly kind: 'through'
}

/** Gives a stretch of the log page by page, up to its head or the limit, and says how it ended. */
export const readLog = async (
  store: EventStore,
  { after, filter, limit }: Stretch,
  stop: AbortSignal,
  give: (events: readonly RecordedEvent[]) => Promise<void>,
): Promise<Through | Truncated | Ahead | EventStoreFailed> => {
  let place = after
  let left = limit
  while (left > 0) {
    const page = await store.read_all(
      { after: place, filter, limit: Math.min(left, PAGE) },
      { signal: stop, deadlineMs: null },
    )
    if (page.kind !== 'page') return page
    await give(page.events)
    if (page.caughtUp) break
    left -= page.events.length
    place = page.next
  }
  return { kind: 'through' }
}
