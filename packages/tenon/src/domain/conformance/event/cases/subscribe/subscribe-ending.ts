import { gives, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { follow, hasEnded, type Items, nextOf, take, untilCaughtUp } from '../../given/collect.ts'
import { moment, soon } from '../../../given/waiting.ts'
import { ALL, fill, ids } from '../../given/events.ts'

const FROM_START = Object.freeze({ after: 'start', filter: ALL } as const)

/** The cases of the law `subscribe` about the end of a subscription. */
export const subscribeEnding = eventCases('subscribe', [
  {
    name: 'signal_ends_one_that_waits',
    says: 'A subscription that waits ends without an item when its signal fires, and gives no later event.',
    run: async (context: EventContext) => {
      const { items, stop } = stoppable(context)
      await untilCaughtUp(context, items)
      const waiting = items.next()
      stop.abort()
      same((await soon(context, 'a subscription ends when its signal fires', waiting)).done, true, 'that it ended')
      await fill(context, 'a-1', 1)
      await hasEnded(context, items)
    },
  },
  {
    name: 'signal_ends_one_between_items',
    says: 'A subscription gives no further item after its signal has fired, even if there are more events.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 5)
      const { items, stop } = stoppable(context)
      for (let i = 0; i < 2; i += 1) gives(await itemOf(context, items), 'event', 'an item before the signal fired')
      stop.abort()
      await hasEnded(context, items)
    },
  },
  {
    name: 'signal_that_has_fired_begins_nothing',
    says: 'A subscription whose signal fired before it began gives nothing, and does not reach the technology.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 1)
      const stop = new AbortController()
      stop.abort()
      const fields = { ...FROM_START }
      await hasEnded(context, context.store.subscribe(fields, { signal: stop.signal, deadlineMs: null }))
      same(context.attempts(fields), 0, 'attempts of a subscription whose signal fired before')
    },
  },
  {
    name: 'signal_leaves_others_alone',
    says: 'The signal of one subscription ends no other subscription and no append.',
    run: async (context: EventContext) => {
      const { items, stop } = stoppable(context)
      const other = follow(context, 'start')
      for (const each of [items, other]) await untilCaughtUp(context, each)
      stop.abort()
      const made = await fill(context, 'a-1', 1)
      same(ids(await take(context, other, 1)), ids(made), 'what came to the other one')
      await hasEnded(context, items)
      await other.return?.()
    },
  },
  {
    name: 'break_ends_it',
    says: 'A subscription that its reader leaves with `break` has ended.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 3)
      const items = follow(context, 'start')
      await soon(context, 'a subscription gives its first item, and is left', leave(items))
      await hasEnded(context, items)
    },
  },
  {
    name: 'return_ends_one_that_waits',
    says: 'return() of a subscription resolves while a reader waits, and the reader gets the end.',
    run: async (context: EventContext) => {
      const items = follow(context, 'start')
      await untilCaughtUp(context, items)
      const waiting = items.next()
      await items.return?.()
      same((await soon(context, 'a reader that waits gets the end', waiting)).done, true, 'that it ended')
      await hasEnded(context, items)
    },
  },
  {
    name: 'return_ends_one_in_the_middle',
    says: 'return() ends a subscription in the middle of the stored events, and it gives nothing more.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 5)
      const items = follow(context, 'start')
      gives(await itemOf(context, items), 'event', 'the first item')
      await items.return?.()
      await moment(context)
      await hasEnded(context, items)
    },
  },
  {
    name: 'return_before_the_first_item_begins_nothing',
    says: 'A subscription that is ended by return() before its first next() does not reach the technology.',
    run: async (context: EventContext) => {
      const fields = { ...FROM_START }
      const items = context.store.subscribe(fields)
      await items.return?.()
      await hasEnded(context, items)
      same(context.attempts(fields), 0, 'attempts of a subscription that was never read')
    },
  },
])

const stoppable = ({ store }: EventContext): { readonly items: Items; readonly stop: AbortController } => {
  const stop = new AbortController()
  return { items: store.subscribe(FROM_START, { signal: stop.signal, deadlineMs: null }), stop }
}

const leave = async (items: Items): Promise<void> => {
  for await (const item of items) {
    gives(item, 'event', 'the first item')
    break
  }
}

const itemOf = async (context: EventContext, items: Items): Promise<{ readonly kind: string }> => {
  const item = await nextOf(context, items)
  return item === 'end' ? { kind: item } : item
}
