import type { Growing } from '../vocabulary/growing.ts'
import type { EntryRevision } from './entry.ts'
import type { KeyValueFailed } from './failure.ts'
import type { Watch } from './intent.ts'
import type { RemovedItem, ValueItem, WatchAhead, WatchItem, WatchTruncated } from './result.ts'

/** The fields of a read of one page of changes, in the order of their revisions. */
export interface ReadChanges extends Watch {
  /**
   * Removals are given if their revision is above this one, and the page is `truncated` if the store has forgotten one of
   * them. `start`: no removals that are there now, because the reader has not heard of their keys.
   */
  readonly removedAfter: EntryRevision | 0 | 'start'
  /** The most items of the page. */
  readonly limit: number
}

/** A page of changes: of each key the last one, if its revision is above the one that the page begins after. */
export interface ChangesPage {
  readonly kind: 'page'
  readonly items: readonly (ValueItem | RemovedItem)[]
  /** The revision to read on after. */
  readonly next: EntryRevision | 'start'
  /** The last revision of the store when the page was read, or `start` if nothing was ever changed. */
  readonly head: EntryRevision | 'start'
  /** Whether the page reached the head. */
  readonly caughtUp: boolean
}

/**
 * Watches by reading one page of changes after the other. A binding that can read pages can use it. The reader pulls:
 * while it does not ask, one page is held and nothing is read.
 */
export async function* watchChanges(
  { prefix, after }: Watch,
  read: (changes: ReadChanges) => Promise<ChangesPage | WatchTruncated | WatchAhead | KeyValueFailed>,
  growing: Growing,
  signal: AbortSignal,
): AsyncGenerator<WatchItem | KeyValueFailed, undefined, undefined> {
  let place = after
  let removedAfter: ReadChanges['removedAfter'] = after
  let caughtUpAt: EntryRevision | 'start' | undefined
  while (!signal.aborted) {
    // It is read before the page, so that no change can be missed in between.
    const { growths } = growing
    const page = await read({ prefix, after: place, removedAfter, limit: PAGE })
    if (signal.aborted) return
    if (page.kind !== 'page') {
      yield page
      return
    }
    for (const item of page.items) {
      if (signal.aborted) return
      yield item
    }
    place = page.next
    if (removedAfter === 'start') removedAfter = page.head === 'start' ? 0 : page.head
    // The store may forget what was given.
    if (place !== 'start') removedAfter = Math.max(removedAfter, place)
    if (!page.caughtUp) continue
    if (caughtUpAt !== place) yield { kind: 'caught_up', revision: place }
    caughtUpAt = place
    await growing.grown(growths, signal)
  }
}

const PAGE = 100
