import type { EventStoreFailed } from './failure.ts'
import type { Filter, ReadAll, Subscribe } from './intent.ts'
import type { Item, ReadAllResult } from './result.ts'
import type { Position } from './stream.ts'

/** Tells when a log has grown. */
export interface Growing {
  /** How often it has been seen to grow. */
  readonly growths: number
  /** Resolves as soon as it has been seen to grow more often than so often, and when the signal fires. It never rejects. */
  grown(than: number, signal: AbortSignal): Promise<void>
}

/**
 * Follows a log by reading page after page: any binding that can page can give its subscriptions with it.
 * It is pulled: for a reader that does not come, one page is held and nothing is read.
 */
export async function* follow(
  { after, filter }: Subscribe,
  readAll: (intent: ReadAll) => Promise<ReadAllResult | EventStoreFailed>,
  growing: Growing,
  signal: AbortSignal,
): AsyncGenerator<Item | EventStoreFailed, undefined, undefined> {
  let place: Position | 'start' = after
  let told: Position | 'start' | undefined
  while (!signal.aborted) {
    // Counted before the page is read, so that nothing can come between the two unseen.
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
    if (told !== place) yield { kind: 'caught_up', position: place }
    told = place
    await growing.grown(growths, signal)
  }
}

const PAGE = 500

/** Whether an event of this stream and type passes a filter. */
export const passes = ({ streams, types }: Filter, { stream, type }: { stream: string; type: string }): boolean =>
  (streams === 'all' || stream.startsWith(streams.prefix)) && (types === 'all' || types.includes(type))
