import type { RecordedEvent } from '../../../../domain/event/event.ts'
import type { EventStoreFailed } from '../../../../domain/event/failure.ts'
import type { Filter } from '../../../../domain/event/intent.ts'
import type { Ahead, Truncated } from '../../../../domain/event/result.ts'
import type { EventStore } from '../../../../domain/event/store.ts'
import type { Position } from '../../../../domain/event/stream.ts'
import { isCancelled } from '../../session/print-failure.ts'

/** The most that is asked for at once. */
export const PAGE = 1000

/** Every event of the log. */
export const ALL: Filter = Object.freeze({ streams: 'all', types: 'all' })

/** Which part of the log is wanted. */
export interface Stretch {
  readonly after: Position | 'start'
  readonly filter: Filter
  /** The most events; `Infinity` for all. */
  readonly limit: number
}

/** All that was wanted was given, or the signal fired. */
interface Through {
  readonly kind: 'through'
  readonly events: number
  /** What to go on after. */
  readonly after: Position | 'start'
}

type Ended = Through | Truncated | Ahead | EventStoreFailed
type Give = (events: readonly RecordedEvent[]) => Promise<void>

/** Gives a stretch of the log page by page, up to its head or the limit, and says how it ended. */
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

/** Gives what stands behind a place and what comes, until the limit or the signal. */
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
