import type { Filter } from '../../../../event/intent.ts'
import type { LogPage } from '../../../../event/result.ts'
import { passes } from '../../../../event/subscription.ts'
import { gives, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { ALL, eventWith, fill, fillWith, ids, logOf, nth, streamOf } from '../../given/events.ts'
import { chain, pages } from '../../given/pages.ts'

/** The largest limit of a page of events. */
const MOST = 1_000

/** The cases of the law `read_all`. */
export const readAll = eventCases('read_all', [
  {
    name: 'nothing_is_removed',
    says: 'If events are kept for ever, the first is still there after many others.',
    needs: { retention: 'forever' },
    run: async (context) => {
      const made = [...(await fill(context, 'a-1', 2)), ...(await fill(context, 'b-1', context.rounds(1_500, 20_000)))]
      same(ids(await logOf(context.store)), ids(made), 'the ids of the whole log')
      same((await streamOf(context.store, 'a-1')).length, 2, 'how many events the oldest stream has')
    },
  },
  {
    name: 'empty_log',
    says: 'A page of an empty log is empty and has caught up, whatever the filter, and reading after any position returns `ahead`.',
    run: async (context: EventContext) => {
      for (const filter of [ALL, { streams: { prefix: 'a' }, types: ['Happened'] }] as const) {
        const page = await context.store.read_all({ after: 'start', filter, limit: 10 })
        const empty = { kind: 'page', events: [], next: 'start', head: 'start', caughtUp: true }
        same(page, empty, 'a page of an empty log')
        for (const after of [1, Number.MAX_SAFE_INTEGER]) {
          const outcome = await context.store.read_all({ after, filter, limit: 10 })
          same(outcome, { kind: 'ahead', head: 'start' }, `after position ${after} of an empty log`)
        }
      }
    },
  },
  {
    name: 'every_event_once',
    says: 'Reading on from next gives every event of every stream once, in the order of positions, whatever the limit is.',
    run: async (context: EventContext) => {
      const made = await three(context)
      for (const limit of [1, 2, 3, 6, 7, 8, MOST]) {
        const found = await chain(context, 'start', ALL, limit)
        same(ids(found).toSorted(), ids(made).toSorted(), `the ids of all pages of ${limit}, sorted`)
      }
    },
  },
  {
    name: 'in_order_within_a_stream',
    says: 'The log has the events of each stream in the order of their revisions, and the same events as the stream.',
    run: async (context: EventContext) => {
      await three(context)
      const log = await chain(context, 'start', ALL, MOST)
      for (const stream of ['a-1', 'b-1', 'c-1']) {
        const found = log.filter((one) => one.stream === stream)
        same(found, await streamOf(context.store, stream), `the events of ${stream} in the log`)
        for (const [place, { revision }] of found.entries()) same(revision, place, `a revision of ${stream} in the log`)
      }
    },
  },
  {
    name: 'in_the_order_of_appends',
    says: 'The log has the events of all streams in the order in which they were appended.',
    needs: { order: 'global' },
    run: async (context: EventContext) => {
      const made = await three(context)
      for (const limit of [2, MOST]) {
        const found = await chain(context, 'start', ALL, limit)
        same(ids(found), ids(made), `the ids of all pages of ${limit}`)
      }
    },
  },
  {
    name: 'begins_behind_after',
    says: 'A page begins after the position that is asked for, and does not include it.',
    run: async (context: EventContext) => {
      await three(context)
      const log = await logOf(context.store)
      for (const [place, { position }] of log.entries())
        for (const limit of [1, 3, MOST]) {
          const found = await chain(context, position, ALL, limit)
          same(ids(found), ids(log.slice(place + 1)), `the ids after event ${place}, in pages of ${limit}`)
        }
    },
  },
  {
    name: 'says_the_head',
    says: 'Every page states the last position of the log, and a page has caught up if it has reached that position, and not before.',
    run: async (context: EventContext) => {
      await three(context)
      const last = nth(await logOf(context.store), -1).position
      for (const filter of [
        ALL,
        { streams: { prefix: 'b' }, types: 'all' },
        { streams: 'all', types: ['No'] },
      ] as const)
        for (const limit of [1, 3, MOST])
          for (const page of await pages(context, 'start', filter, limit)) {
            same(page.head, last, 'the head that a page says')
            same(page.caughtUp, page.next === last, `whether a page has caught up whose next is ${page.next}`)
          }
    },
  },
  {
    name: 'full_at_the_end',
    says: 'A page that is exactly full has caught up if no further event up to the head passes the filter.',
    run: async (context: EventContext) => {
      await fillWith(context, 'a-1', 2, 'Other')
      const made = await fillWith(context, 'rare-1', 4, 'Rare')
      await endsThere(context, nth(ids(made), -1))
      await fillWith(context, 'rare-1', 2, 'Other')
      await endsThere(context, nth(ids(made), -1))
      await fillWith(context, 'a-1', 3, 'Other')
      await endsThere(context, nth(ids(made), -1))
    },
  },
  {
    name: 'ahead',
    says: 'A read after a position beyond the head returns `ahead` with the head, and a read after the head itself returns a page.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 3)
      const head = nth(await streamOf(context.store, 'a-1'), -1).position
      for (const filter of [ALL, { streams: { prefix: 'none' }, types: ['None'] }] as const) {
        for (const after of [head + 1, head + 1_000, Number.MAX_SAFE_INTEGER]) {
          const outcome = await context.store.read_all({ after, filter, limit: 10 })
          same(outcome, { kind: 'ahead', head }, `after position ${after} of a log that ends at ${head}`)
        }
        const page = await context.store.read_all({ after: head, filter, limit: 10 })
        same(page, { kind: 'page', events: [], next: head, head, caughtUp: true }, 'after the head itself')
      }
    },
  },
  {
    name: 'by_prefix',
    says: 'A filter with a prefix gives only events of streams whose names begin with it, character for character.',
    run: async (context: EventContext) => {
      await various(context)
      for (const prefix of [
        '',
        'o',
        'order',
        'order-',
        'order-1',
        'order-12',
        'ord*',
        'ord%',
        'or_',
        'O',
        '😀',
        'x',
        '%',
      ])
        await filtered(context, { streams: { prefix }, types: 'all' })
    },
  },
  {
    name: 'by_types',
    says: 'A filter with a list of types gives only events of exactly these types.',
    run: async (context: EventContext) => {
      await various(context)
      for (const types of [['Placed'], ['Paid', 'Placed'], ['Pa'], ['%'], ['Pa"id'], ['😀', 'No'], ['No']])
        await filtered(context, { streams: 'all', types })
    },
  },
  {
    name: 'by_prefix_and_types',
    says: 'A filter with both gives only events that pass both.',
    run: async (context: EventContext) => {
      await various(context)
      for (const prefix of ['', 'order', 'ord%', '😀'])
        for (const types of [['Placed'], ['Paid', 'placed'], ['%'], ['No']])
          await filtered(context, { streams: { prefix }, types })
    },
  },
  {
    name: 'fits_little',
    says: 'A filter that few events pass is followed to the head of a long log, and gives the events that pass.',
    run: async (context: EventContext) => {
      const before = await fill(context, 'rare-1', 1)
      await fill(context, 'common-1', context.rounds(100, 12_000))
      const behind = await fill(context, 'rare-1', 1)
      await fill(context, 'common-1', context.rounds(10, 500))
      const rare = await chain(context, 'start', { streams: { prefix: 'rare' }, types: 'all' }, 100)
      same(ids(rare), ids([...before, ...behind]), 'the ids of the events that pass')
      same(
        await chain(context, 'start', { streams: 'all', types: ['Nothing'] }, 10),
        [],
        'what fits a filter for nothing',
      )
    },
  },
  {
    name: 'sees_what_was_answered',
    says: 'A page that is read after an append has returned holds its event, and so does every later page.',
    run: async (context: EventContext) => {
      let after: LogPage['next'] = 'start'
      for (let n = 0; n < 10; n += 1) {
        const made = await fill(context, 'a-1', 1)
        const read: readonly LogPage[] = await pages(context, after, ALL, 10)
        same(ids(read.flatMap(({ events }) => events)), ids(made), 'the ids after the earlier head')
        after = nth(read, -1).next
      }
    },
  },
])

/** Appends to three streams in turn, and returns the events in the order in which they were appended. */
const three = async (context: EventContext): Promise<readonly { readonly id: string }[]> => [
  ...(await fill(context, 'b-1', 2)),
  ...(await fill(context, 'a-1', 2)),
  ...(await fill(context, 'c-1', 1)),
  ...(await fill(context, 'b-1', 2)),
]

/**
 * Claims that a page has caught up if it is full and ends with the last event of a type. A store may give smaller
 * pages.
 */
const endsThere = async (context: EventContext, last: string): Promise<void> => {
  for (const streams of ['all', { prefix: 'rare-' }] as const)
    for (const limit of [1, 2, 4]) {
      const found = await pages(context, 'start', { streams, types: ['Rare'] }, limit)
      const full = found.find(({ events }) => events.length === limit && events.at(-1)?.id === last)
      if (full === undefined) continue
      const { caughtUp, next, head } = full
      same(
        { caughtUp, next },
        { caughtUp: true, next: head },
        `the end of a page of ${limit} with the last event that passes`,
      )
    }
}

/** Events whose streams and types resemble one another, and resemble patterns. */
const VARIOUS = [
  { stream: 'order-1', type: 'Placed' },
  { stream: 'order-1', type: 'Paid' },
  { stream: 'Order-1', type: 'Placed' },
  { stream: 'order', type: 'placed' },
  { stream: 'ord*-1', type: 'Placed' },
  { stream: 'ord%er', type: '%' },
  { stream: 'or_er-1', type: 'Pa"id' },
  { stream: '😀-1', type: 'Paid' },
  { stream: '😁-1', type: '😀' },
]

const various = async (context: EventContext): Promise<void> => {
  await Promise.all(
    VARIOUS.map(async ({ stream, type }, place) => {
      const events = [eventWith(context, place, type)]
      gives(
        await context.store.append({ stream, expectedRevision: 'any', events }),
        'appended',
        'the case could be set up',
      )
    }),
  )
}

/** Claims that exactly the events that pass a filter are given, in large pages and in small ones. */
const filtered = async (context: EventContext, filter: Filter): Promise<void> => {
  const wanted = VARIOUS.flatMap((one, place) => (passes(filter, one) ? [place] : []))
  for (const limit of [MOST, 2, 1]) {
    const found = (await chain(context, 'start', filter, limit)).map(({ data }) => Number(data))
    same(
      found.toSorted((one, other) => one - other),
      wanted,
      `which of the various events pass ${JSON.stringify(filter)}, in pages of ${limit}`,
    )
  }
}
