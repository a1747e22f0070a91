import type { Growing } from '../vocabulary/growing.ts'
import type { EventStoreFailed } from './failure.ts'
import type { Filter, ReadAll, Subscribe } from './intent.ts'
import type { Item, ReadAllResult } from './result.ts'
import type { Position } from './stream.ts'

/**
 * Follows a log by reading one page after the other. A binding that can read pages can use it for its subscriptions.
 * The reader pulls: while it does not ask, one page is held and nothing is read.
 */
export async function* follow(
  { after, filter }: Subscribe,
  readAll: (intent: ReadAll) => Promise<ReadAllResult | EventStoreFailed>,
  growing: Growing,
  signal: AbortSignal,
): AsyncGenerator<Item | EventStoreFailed, undefined, undefined> {
  let place: Position | 'start' = after
  let caughtUpAt: Position | 'start' | undefined
  while (!signal.aborted) {
    // It is read before the page, so that no event can be missed in between.
    const { growths } = growing
    const page = await readAll({ after: place, filter, limit: PAGE })
    if (signal.aborted) return
    if (page.kind !== 'page') {
      yield page.kind === 'failed' ? { ...page, operation: 'subscribe' } : page
      return
    }
    for (const event of page.events) {
      if (signal.aborted) return
      yield { kind: 'event', event }
    }
    place = page.next
    if (!page.caughtUp) continue
    if (caughtUpAt !== place) yield { kind: 'caught_up', position: place }
    caughtUpAt = place
    await growing.grown(growths, signal)
  }
}

const PAGE = 500

/** Returns whether an event of this stream and type passes a filter. */
export const passes = ({ streams, types }: Filter, { stream, type }: { stream: string; type: string }): boolean =>
  (streams === 'all' || stream.startsWith(streams.prefix)) && (types === 'all' || types.includes(type))
