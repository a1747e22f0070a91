import type { RecordedEvent } from '../../../../event/event.ts'
import type { Read } from '../../../../event/intent.ts'
import type { StreamPage } from '../../../../event/result.ts'
import { gives, holds, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { eventWith, fill, ids, nth } from '../../given/events.ts'

/** The largest limit of a page of events. */
const MOST = 1_000

/** The cases of the law `read`. */
export const read = eventCases('read', [
  {
    name: 'absent_stream',
    says: 'Reading a stream to which nothing was ever appended returns no_stream, from every place and in both directions.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 1)
      for (const stream of ['a-2', 'a', 'a-', 'a-11'])
        for (const direction of ['forward', 'backward'] as const)
          for (const from of ['start', 'end', 0, 7, Number.MAX_SAFE_INTEGER] as const) {
            const outcome = await context.store.read({ stream, from, direction, limit: 10 })
            same(outcome, { kind: 'no_stream' }, `${stream}, read ${direction} from ${from}`)
          }
    },
  },
  {
    name: 'forward_from_every_bound',
    says: 'Read forward, a page begins with the revision that is asked for, and is empty if that is past the head.',
    run: (context: EventContext) =>
      bounded(context, 'forward', [
        ['start', [0, 1, 2, 3, 4]],
        [0, [0, 1, 2, 3, 4]],
        [1, [1, 2, 3, 4]],
        [3, [3, 4]],
        [4, [4]],
        ['end', [4]],
        [5, []],
        [1_000_000, []],
        [Number.MAX_SAFE_INTEGER, []],
      ]),
  },
  {
    name: 'backward_from_every_bound',
    says: 'Read backward, a page begins with the revision that is asked for, or with the head if that is past the head.',
    run: (context: EventContext) =>
      bounded(context, 'backward', [
        ['end', [4, 3, 2, 1, 0]],
        [4, [4, 3, 2, 1, 0]],
        [3, [3, 2, 1, 0]],
        [1, [1, 0]],
        [0, [0]],
        ['start', [0]],
        [5, [4, 3, 2, 1, 0]],
        [1_000_000, [4, 3, 2, 1, 0]],
        [Number.MAX_SAFE_INTEGER, [4, 3, 2, 1, 0]],
      ]),
  },
  {
    name: 'goes_on_forward',
    says: 'Reading on from next, forward, gives every event of a stream once and in order, whatever the limit is.',
    run: async (context: EventContext) => {
      const made = await fill(context, 'a-1', 12)
      await fill(context, 'a-10', 2)
      for (const limit of [1, 2, 5, 11, 12, 13, MOST])
        same(ids(await chain(context, 'a-1', 'forward', limit)), ids(made), `the ids of all pages of ${limit}`)
    },
  },
  {
    name: 'goes_on_backward',
    says: 'Reading on from next, backward, gives every event of a stream once and in reverse order, whatever the limit is.',
    run: async (context: EventContext) => {
      const made = await fill(context, 'a-1', 12)
      await fill(context, 'a-10', 2)
      for (const limit of [1, 2, 5, 11, 12, 13, MOST])
        same(
          ids(await chain(context, 'a-1', 'backward', limit)),
          ids(made).toReversed(),
          `the ids of all pages of ${limit}`,
        )
    },
  },
  {
    name: 'more_than_a_page_can_hold',
    says: 'A stream of more events than the largest page can hold is read completely, in both directions.',
    run: async (context: EventContext) => {
      const made = await fill(context, 'a-1', MOST + 1)
      same(ids(await chain(context, 'a-1', 'forward', MOST)), ids(made), 'the ids of all pages forward')
      same(ids(await chain(context, 'a-1', 'backward', MOST)), ids(made).toReversed(), 'the ids of all pages backward')
    },
  },
  {
    name: 'large_events',
    says: 'A stream of the largest events, which one page cannot hold, is read completely, in both directions.',
    run: async (context: EventContext) => {
      // The quotes and the empty metadata take four bytes.
      const large = 'x'.repeat(Math.min(context.limits.max_event_bytes, 1_000_000) - 4)
      const made = Array.from({ length: context.rounds(2, 10) }, () => eventWith(context, large, 'Happened'))
      for (const one of made) {
        const outcome = await context.store.append({ stream: 'a-1', expectedRevision: 'any', events: [one] })
        gives(outcome, 'appended', `an event of ${large.length} bytes`)
      }
      same(ids(await chain(context, 'a-1', 'forward', MOST)), ids(made), 'the ids of all pages forward')
      same(ids(await chain(context, 'a-1', 'backward', MOST)), ids(made).toReversed(), 'the ids of all pages backward')
    },
  },
  {
    name: 'goes_on_when_more_is_appended',
    says: 'A page past the head is empty, and then holds what is appended next.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 2)
      const tail = { stream: 'a-1', from: 2, direction: 'forward', limit: 10 } as const
      const empty = { kind: 'page', events: [], next: 'done', head: 1 }
      same(await context.store.read(tail), empty, 'a page past the head')
      const made = await fill(context, 'a-1', 1)
      const page = gives(await context.store.read(tail), 'page', 'the same page, later')
      same([ids(page.events), page.next, page.head], [ids(made), 'done', 2], 'what it holds')
    },
  },
  {
    name: 'only_its_own_stream',
    says: 'A page holds events of the stream that is asked for and of no other, however similar their names are.',
    run: async (context: EventContext) => {
      const streams = ['a', 'a-1', 'a-1-1', 'a-10', 'b-1']
      for (const turn of [0, 1])
        for (const stream of turn === 0 ? streams : streams.toReversed()) await fill(context, stream, 1)
      for (const stream of streams)
        for (const [direction, revisions] of [
          ['forward', [0, 1]],
          ['backward', [1, 0]],
        ] as const) {
          const found = (await chain(context, stream, direction, MOST)).map((one) => ({
            stream: one.stream,
            revision: one.revision,
          }))
          const wanted = revisions.map((revision) => ({ stream, revision }))
          same(found, wanted, `the events of ${stream}, read ${direction}`)
        }
    },
  },
  {
    name: 'sees_what_was_answered',
    says: 'A read that begins after an append has returned sees it, and so does every later read.',
    run: async (context: EventContext) => {
      for (let n = 0; n < 10; n += 1) {
        const [made] = await fill(context, 'a-1', 1)
        const page = await pageOf(context, { stream: 'a-1', from: 'end', direction: 'backward', limit: 1 })
        same([ids(page.events), page.head], [[made?.id], n], 'the last event and the head')
        const again = await pageOf(context, { stream: 'a-1', from: n, direction: 'forward', limit: 1 })
        same(again.events, page.events, 'the same event, read forward')
      }
    },
  },
])

const pageOf = async (context: EventContext, asked: Read): Promise<StreamPage> => {
  const says = `${asked.stream}, read ${asked.direction} from ${asked.from}`
  const page = gives(await context.store.read(asked), 'page', says)
  const many = page.events.length
  holds(many <= asked.limit, `a page of at most ${asked.limit} holds ${many} events`)
  holds(many > 0 || page.next === 'done', 'a page without events is the last one')
  return page
}

/**
 * Reads a stream of five events from many places, each with many limits. A page may hold fewer events than its limit;
 * then `next` says where it goes on.
 */
const bounded = async (
  context: EventContext,
  direction: Read['direction'],
  bounds: readonly (readonly [from: Read['from'], revisions: readonly number[]])[],
): Promise<void> => {
  const made = await fill(context, 'a-1', 5)
  await fill(context, 'a-10', 2)
  for (const [from, revisions] of bounds)
    for (const limit of [1, 2, 5, MOST]) {
      const page = await pageOf(context, { stream: 'a-1', from, direction, limit })
      const wanted = revisions.slice(0, page.events.length)
      const says = `a page of ${limit} ${direction} from ${from}`
      same(
        page.events.map(({ id, revision }) => ({ id, revision })),
        wanted.map((revision) => ({ id: nth(made, revision).id, revision })),
        `the events of ${says}`,
      )
      same([page.next, page.head], [revisions[wanted.length] ?? 'done', 4], `next and head of ${says}`)
    }
}

/** Returns every event of a stream, page after page. Claims that each page begins where the one before said. */
const chain = async (
  context: EventContext,
  stream: string,
  direction: Read['direction'],
  limit: number,
): Promise<readonly RecordedEvent[]> => {
  const found: RecordedEvent[] = []
  const step = direction === 'forward' ? 1 : -1
  let next: Read['from'] | 'done' = direction === 'forward' ? 'start' : 'end'
  while (next !== 'done') {
    const page: StreamPage = await pageOf(context, { stream, from: next, direction, limit })
    const [first, last]: [RecordedEvent, RecordedEvent] = [nth(page.events, 0), nth(page.events, -1)]
    if (typeof next === 'number') same(first.revision, next, 'where a page begins that the one before said')
    const end = direction === 'forward' ? page.head : 0
    same(page.next, last.revision === end ? 'done' : last.revision + step, `next after revision ${last.revision}`)
    found.push(...page.events)
    next = page.next
  }
  return found
}
