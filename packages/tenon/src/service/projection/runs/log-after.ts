import type { CallOptions } from '../../../domain/capability/outcome.ts'
import type { EventStoreFailed } from '../../../domain/event/failure.ts'
import type { Filter } from '../../../domain/event/intent.ts'
import type { EventStore } from '../../../domain/event/store.ts'
import type { Position } from '../../../domain/event/stream.ts'

/** What a log has after a position. */
export interface LogAfter {
  readonly kind: 'log'
  /** The last position of the log, or `start` if it is empty. */
  readonly head: Position | 'start'
  /** When the first event after the position was recorded that passes the filter, or `null` if there is none. */
  readonly recordedAt: number | null
}

/** Looks for the first event after a position that passes a filter. */
export const logAfter = async (
  events: EventStore,
  position: Position | 'start',
  filter: Filter,
  options: CallOptions,
): Promise<LogAfter | EventStoreFailed> => {
  let after = position
  for (;;) {
    const page = await events.read_all({ after, filter, limit: 1 }, options)
    switch (page.kind) {
      case 'page': {
        const [first] = page.events
        if (first !== undefined) return { kind: 'log', head: page.head, recordedAt: first.recordedAt }
        if (page.caughtUp) return { kind: 'log', head: page.head, recordedAt: null }
        after = page.next
        break
      }
      case 'truncated':
        after = page.first > 1 ? page.first - 1 : 'start'
        break
      case 'ahead':
        return { kind: 'log', head: page.head, recordedAt: null }
      case 'failed':
        return page
      default:
        return page satisfies never
    }
  }
}
