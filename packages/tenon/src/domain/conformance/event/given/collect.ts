import type { EventStoreFailed } from '../../../event/failure.ts'
import type { RecordedEvent } from '../../../event/event.ts'
import type { Item } from '../../../event/result.ts'
import type { EventStore } from '../../../event/store.ts'
import type { Position } from '../../../event/stream.ts'
import { Broken, gives, same } from '../../expect.ts'
import { soon } from '../../given/waiting.ts'
import type { EventContext } from '../context.ts'
import { ALL } from './events.ts'

/** The items of a subscription. */
export type Items = ReturnType<EventStore['subscribe']>

/** Subscribes to the whole log after a position. */
export const follow = ({ store }: EventContext, after: Position | 'start'): Items =>
  store.subscribe({ after, filter: ALL })

/** Returns the next item of a subscription, or `end`. */
export const nextOf = async (context: EventContext, items: Items): Promise<Item | EventStoreFailed | 'end'> => {
  const { done, value } = await soon(context, 'a subscription gives its next item, or ends', items.next())
  return done === true ? 'end' : value
}

/** Claims that a subscription has ended: it gives no further item, however often `next()` is called. */
export const hasEnded = async (context: EventContext, items: Items): Promise<void> => {
  for (let asked = 0; asked < 2; asked += 1) same(await nextOf(context, items), 'end', 'a subscription that is over')
}

/** Returns the events that a subscription gives until it has caught up, and the position that it then states. */
export const untilCaughtUp = (
  context: EventContext,
  items: Items,
): Promise<{ readonly events: readonly RecordedEvent[]; readonly position: Position | 'start' }> =>
  soon(context, 'a subscription catches up', catchUp(items))

const catchUp = async (items: Items): ReturnType<typeof untilCaughtUp> => {
  const events: RecordedEvent[] = []
  for (;;) {
    const item = await itemOf(items)
    if (item.kind === 'caught_up') return { events, position: item.position }
    events.push(gives(item, 'event', 'an item of a subscription').event)
  }
}

/** Returns the next `many` events of a subscription, however often it has caught up between them. */
export const take = (context: EventContext, items: Items, many: number): Promise<readonly RecordedEvent[]> =>
  soon(context, `a subscription gives ${many} more events`, taking(items, many))

const taking = async (items: Items, many: number): Promise<readonly RecordedEvent[]> => {
  const events: RecordedEvent[] = []
  while (events.length < many) {
    const item = await itemOf(items)
    if (item.kind !== 'caught_up') events.push(gives(item, 'event', 'an item of a subscription').event)
  }
  return events
}

const itemOf = async (items: Items): Promise<Item | EventStoreFailed> => {
  const { value } = await items.next()
  if (value === undefined) throw new Broken('a subscription ended by itself')
  return value
}
