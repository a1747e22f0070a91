import type { RecordedEvent } from '../../../event/event.ts'
import type { Filter, ReadAll } from '../../../event/intent.ts'
import type { LogPage } from '../../../event/result.ts'
import { gives, holds } from '../../expect.ts'
import type { EventContext } from '../context.ts'

/**
 * Reads page after page until one has caught up. Claims that each page goes on where the one before ended, and holds
 * nothing beyond its limits.
 */
export const pages = async (
  context: EventContext,
  after: ReadAll['after'],
  filter: Filter,
  limit: number,
): Promise<readonly LogPage[]> => {
  const found: LogPage[] = []
  for (let place = after; ;) {
    const page: LogPage = gives(await context.store.read_all({ after: place, filter, limit }), 'page', `after ${place}`)
    holds(page.events.length <= limit, `a page of at most ${limit} holds ${page.events.length} events`)
    let before = number(place)
    for (const { position } of page.events) {
      holds(position > before, `positions rise, and ${position} is given after ${before}`)
      before = position
    }
    holds(number(page.next) >= before, `a page whose last event is at ${before} says next ${page.next}`)
    found.push(page)
    if (page.caughtUp) return found
    holds(number(page.next) > number(place), `a page that has not caught up says a later next than ${place}`)
    place = page.next
  }
}

/** Returns every event after a position that passes a filter, page after page. */
export const chain = async (
  context: EventContext,
  after: ReadAll['after'],
  filter: Filter,
  limit: number,
): Promise<readonly RecordedEvent[]> => (await pages(context, after, filter, limit)).flatMap(({ events }) => events)

const number = (place: LogPage['next']): number => (place === 'start' ? 0 : place)
