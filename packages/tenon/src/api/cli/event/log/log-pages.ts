import type { RecordedEvent } from '../../../../domain/event/event.ts'
import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Filter } from '../../../../domain/event/intent.ts'
import type { Ahead, Truncated } from '../../../../domain/event/result.ts'
import type { EventStore } from '../../../../domain/event/store.ts'
import type { Position } from '../../../../domain/event/stream.ts'
import { isCancelled } from '../../session/print-failure.ts'

/** At most this many items are requested at once. */
export const PAGE = 1000

/** Every event of the log. */
export const ALL: Filter = Object.freeze({ streams: 'all', types: 'all' })

/** A part of the log to read. */
export interface Stretch {
  readonly after: Position | 'start'
  readonly filter: Filter
  /** At most this many events; `Infinity` for all. */
  readonly limit: number
}

/** The stretch was read to its end, or the signal fired. */
interface Through {
  readonly kind: 'through'
  readonly events: number
  /** Where to continue. */
  readonly after: Position | 'start'
}

type Ended = Through | Truncated | Ahead | EventStoreFailed
type Give = (events: readonly RecordedEvent[]) => Promise<void>

/** Reads a stretch of the log, up to its head or the limit, and gives it page by page. Returns how that ended. */
export const readLog = async (
  store: EventStore,
  { after: from, filter, limit }: Stretch,
  stop: AbortSignal,
  give: Give,
): Promise<Ended> => {
  let [after, events] = [from, 0]
  while (events < limit && !stop.aborted) {
    const page = await store.read_all(
      { after, filter, limit: Math.min(limit - events, PAGE) },
      { signal: stop, deadlineMs: null },
    )
    if (isCancelled(page, stop)) break
    if (page.kind !== 'page') return page
    await give(page.events)
    events += page.events.length
    after = page.next
    if (page.caughtUp) break
  }
  return { kind: 'through', events, after }
}

/** Gives the events after a place, and then new ones as they arrive, until the limit or the signal. */
export const followLog = async (
  store: EventStore,
  { after: from, filter, limit }: Stretch,
  stop: AbortSignal,
  give: Give,
): Promise<Ended> => {
  let [after, events] = [from, 0]
  const through = (): Through => ({ kind: 'through', events, after })
  if (limit === 0 || stop.aborted) return through()
  for await (const item of store.subscribe({ after, filter }, { signal: stop, deadlineMs: null })) {
    if (isCancelled(item, stop)) break
    switch (item.kind) {
      case 'caught_up':
        after = item.position
        break
      case 'event':
        await give([item.event])
        events += 1
        after = item.event.position
        if (events === limit) return through()
        break
      default:
        return item
    }
  }
  return through()
}
