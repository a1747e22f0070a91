import type { Filter } from '../../../../event/intent.ts'
import { gives, holds, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { follow, hasEnded, type Items, nextOf, take, untilCaughtUp } from '../../given/collect.ts'
import { moment, soon } from '../../../given/waiting.ts'
import { ALL, batch, event, events, fill, fillWith, ids, logOf, nth } from '../../given/events.ts'

/** The cases of the law `subscribe`. */
export const subscribe = eventCases('subscribe', [
  {
    name: 'gives_what_is_there',
    says: 'A subscription from the start gives every stored event, as it was recorded, before it says that it has caught up.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 3)
      await fill(context, 'b-1', 2)
      const items = follow(context, 'start')
      same((await untilCaughtUp(context, items)).events, await logOf(context.store), 'the events of a subscription')
      await items.return?.()
    },
  },
  {
    name: 'gives_what_comes',
    says: 'A subscription that waits gives each new event.',
    run: async (context: EventContext) => {
      const items = follow(context, 'start')
      await untilCaughtUp(context, items)
      for (let i = 0; i < 3; i += 1) {
        const waiting = take(context, items, 1)
        const made = await fill(context, `a-${i}`, 1)
        same(ids(await waiting), ids(made), 'what came')
      }
      await items.return?.()
    },
  },
  {
    name: 'begins_behind_a_position',
    says: 'A subscription gives exactly the events after the position at which it begins.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 4)
      const log = await logOf(context.store)
      for (const [i, { position }] of log.entries()) {
        const items = follow(context, position)
        same((await untilCaughtUp(context, items)).events, log.slice(i + 1), `the events after event ${i}`)
        await items.return?.()
      }
    },
  },
  {
    name: 'begins_at_the_end',
    says: 'A subscription from the head has caught up at once, and then gives only new events.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 3)
      const head = nth(await logOf(context.store), -1).position
      const items = follow(context, head)
      same((await untilCaughtUp(context, items)).events, [], 'the events after the head')
      const made = await fill(context, 'a-1', 2)
      same(ids(await take(context, items, 2)), ids(made), 'what came')
      await items.return?.()
    },
  },
  {
    name: 'empty_log_has_caught_up_at_start',
    says: "A subscription to an empty log says at once that it has caught up at 'start'.",
    run: async (context: EventContext) => {
      const items = follow(context, 'start')
      same(await nextOf(context, items), { kind: 'caught_up', position: 'start' }, 'the first item of an empty log')
      await items.return?.()
    },
  },
  {
    name: 'says_each_time_that_it_has_caught_up',
    says: 'Each time a subscription has given all events, it says so, with a position after which there are none.',
    run: async (context: EventContext) => {
      const items = follow(context, 'start')
      await untilCaughtUp(context, items)
      for (const many of [2, 1, 3]) {
        await fill(context, 'a-1', many)
        const last = nth(await take(context, items, many), -1).position
        const { events: more, position } = await untilCaughtUp(context, items)
        same(more, [], 'events that were never appended')
        holds(position !== 'start' && position >= last, `it caught up at ${position}, before the event at ${last}`)
        const page = await context.store.read_all({ after: position, filter: ALL, limit: 1 })
        same(gives(page, 'page', 'a read after it').events, [], 'events after where it has caught up')
      }
      await items.return?.()
    },
  },
  {
    name: 'says_once_that_it_has_caught_up',
    says: 'A subscription that has caught up gives nothing more until a new event is stored.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 1)
      const items = follow(context, 'start')
      await untilCaughtUp(context, items)
      const next = items.next()
      await moment(context)
      const made = await fill(context, 'a-1', 1)
      const { value } = await soon(context, 'a subscription that waits gives what comes', next)
      same(value?.kind === 'event' ? value.event.id : value, nth(made, 0).id, 'what came after it had caught up')
      await items.return?.()
    },
  },
  {
    name: 'after_beyond_the_head_is_ahead',
    says: 'A subscription from beyond the head gives `ahead` with the head, and ends.',
    run: async (context: EventContext) => {
      const early = follow(context, 1)
      same(await nextOf(context, early), { kind: 'ahead', head: 'start' }, 'from beyond the head of an empty log')
      await hasEnded(context, early)
      await fill(context, 'a-1', 2)
      const { head } = gives(await context.store.read_all({ after: 'start', filter: ALL, limit: 1 }), 'page', 'a read')
      const late = follow(context, Number(head) + 1)
      same(await nextOf(context, late), { kind: 'ahead', head }, 'from beyond the head')
      await hasEnded(context, late)
    },
  },
  {
    name: 'filters_what_is_there_and_what_comes',
    says: 'A subscription with a filter gives exactly the events that pass it, before and after it has caught up.',
    run: async (context: EventContext) => {
      const there = await payments(context)
      const items = context.store.subscribe({ after: 'start', filter: PAYMENTS })
      same(ids((await untilCaughtUp(context, items)).events), there, 'what was there and passes the filter')
      const come = await payments(context)
      same(ids(await take(context, items, come.length)), come, 'what came and passes the filter')
      await items.return?.()
    },
  },
  {
    name: 'goes_through_a_long_stretch_that_nobody_wants',
    says: 'A subscription finds the events that pass its filter after thousands of events that do not pass.',
    run: async (context: EventContext) => {
      await fill(context, 'common-1', 11 * batch(context))
      const made = await fill(context, 'rare-1', 1)
      const filter: Filter = { streams: { prefix: 'rare' }, types: 'all' }
      const items = context.store.subscribe({ after: 'start', filter })
      same(ids((await untilCaughtUp(context, items)).events), ids(made), 'the rare events')
      await items.return?.()
    },
  },
  {
    name: 'goes_from_history_to_live_without_gap_or_double',
    says: 'Events that are appended while a subscription reads older ones are given once, and in order.',
    run: async (context: EventContext) => {
      const readers: { readonly items: Items; readonly first: readonly Id[]; readonly rest: Promise<readonly Id[]> }[] =
        []
      let there = 0
      for (let round = 0; round < context.rounds(6, 60); round += 1) {
        there += (await fill(context, 'a-1', 2)).length
        const items = follow(context, 'start')
        // Each round appends at another moment: after none, one, two or three of the stored events were read.
        const first = await take(context, items, round % 4)
        const appends = [...Array(3).keys()].map((lane) => fill(context, `b-${lane}`, 1))
        readers.push({ items, first, rest: take(context, items, there + 3 - first.length) })
        await Promise.all(appends)
        there += 3
      }
      const log = ids(await logOf(context.store))
      for (const { items, first, rest } of readers) {
        const found = [...first, ...(await rest)]
        same(ids(found), log.slice(0, found.length), 'what was read')
        await items.return?.()
      }
    },
  },
  {
    name: 'keeps_order_beside_many_appends',
    says: 'Subscriptions that read a long history while others append give the whole log once, in order.',
    run: async (context: EventContext) => {
      const size = Math.min(batch(context), 4)
      await fill(context, 'a-0', 600)
      const appends = Array.from({ length: context.rounds(40, 400) }, (_, i) => ({
        stream: `a-${i % 5}`,
        expectedRevision: 'any' as const,
        events: events(context, 1 + (i % size)),
      }))
      const many = 600 + appends.reduce((sum, { events: some }) => sum + some.length, 0)
      const all = Array.from({ length: 3 }, () => follow(context, 'start'))
      const readers = all.map((items) => take(context, items, many))
      for (let i = 0; i < appends.length; i += 8) {
        const answers = await Promise.all(appends.slice(i, i + 8).map((append) => context.store.append(append)))
        for (const answer of answers) gives(answer, 'appended', 'an append beside subscriptions')
      }
      const log = ids(await logOf(context.store))
      same(log.length, many, 'the events of the log')
      for (const found of await Promise.all(readers)) same(ids(found), log, 'what a subscription gave')
      for (const items of all) await items.return?.()
    },
  },
  {
    name: 'wakes_everybody_who_waits',
    says: 'A new event is given by every subscription that waits.',
    run: async (context: EventContext) => {
      const all = Array.from({ length: 10 }, () => follow(context, 'start'))
      for (const items of all) await untilCaughtUp(context, items)
      const waiting = all.map((items) => take(context, items, 1))
      const made = await fill(context, 'a-1', 1)
      for (const found of await Promise.all(waiting)) same(ids(found), ids(made), 'what came')
      for (const items of all) await items.return?.()
    },
  },
  {
    name: 'does_not_hinder_appends_when_nobody_reads',
    says: 'A subscription that is not read does not hinder appends, and goes on where it was when it is read again.',
    run: async (context: EventContext) => {
      const most = batch(context)
      await fill(context, 'a-1', 2)
      const items = follow(context, 'start')
      const [first] = await take(context, items, 1)
      for (let i = 0; i < 5; i += 1) {
        const append = { stream: 'a-1', expectedRevision: 'any', events: events(context, Math.min(most, 300)) } as const
        gives(await context.store.append(append), 'appended', 'an append beside a subscription that is not read')
      }
      const log = ids(await logOf(context.store))
      const rest = await take(context, items, log.length - 1)
      same([first?.id, ...ids(rest)], log, 'what the reader found')
      await items.return?.()
    },
  },
  {
    name: 'is_independent_of_others',
    says: 'Two subscriptions of one store do not disturb each other, neither by their positions nor by their ends.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 4)
      const [one, other] = [follow(context, 'start'), follow(context, 'start')]
      const log = ids(await logOf(context.store))
      same(ids(await take(context, one, 3)), log.slice(0, 3), 'what one gave')
      same(ids(await take(context, other, 1)), log.slice(0, 1), 'what the other gave')
      await one.return?.()
      const made = event(context)
      const append = { stream: 'b-1', expectedRevision: 'any', events: [made] } as const
      gives(await context.store.append(append), 'appended', 'an append')
      same(
        ids(await take(context, other, 4)),
        [...log.slice(1), made.id],
        'what the other gave after the one had ended',
      )
      await hasEnded(context, one)
      await other.return?.()
    },
  },
])

interface Id {
  readonly id: string
}

const PAYMENTS: Filter = { streams: { prefix: 'order-' }, types: ['Paid', 'Refunded'] }

/**
 * Appends events that pass the filter, and events that fail one or both parts of it. Returns the ids of those that
 * pass.
 */
const payments = async (context: EventContext): Promise<readonly string[]> => {
  const wanted = await fillWith(context, 'order-1', 1, 'Paid')
  await fillWith(context, 'order-1', 1, 'Placed')
  await fillWith(context, 'other-1', 1, 'Paid')
  await fillWith(context, 'other-order-1', 1, 'Placed')
  return ids([...wanted, ...(await fillWith(context, 'order-2', 1, 'Refunded'))])
}
