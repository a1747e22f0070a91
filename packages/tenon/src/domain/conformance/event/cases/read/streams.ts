import type { ListStreams } from '../../../../event/intent.ts'
import type { StreamsPage } from '../../../../event/result.ts'
import { byCodePoint } from '../../../../data/names.ts'
import { gives, holds, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { event, fill } from '../../given/events.ts'

/** The largest limit of a page of streams. */
const MOST = 1_000

/** The cases of the law `streams`. */
export const streams = eventCases('streams', [
  {
    name: 'empty_store',
    says: 'The listing of a store without streams is one empty page, which is the last.',
    run: async (context: EventContext) => {
      for (const prefix of ['', 'a'])
        for (const after of [null, 'a-1'])
          same(await context.store.streams({ prefix, after, limit: 10 }), EMPTY, `prefix ${prefix}, after ${after}`)
    },
  },
  {
    name: 'each_once_with_its_last_revision',
    says: 'Each stream is listed once, with its last revision, however often it was appended to.',
    run: async (context: EventContext) => {
      for (const [stream, many] of [
        ['b-1', 3],
        ['a-1', 1],
        ['b-1', 2],
        ['a-10', 2],
      ] as const)
        await fill(context, stream, many)
      same(
        await listed(context, { prefix: '', after: null, limit: 10 }),
        [
          { stream: 'a-1', revision: 0 },
          { stream: 'a-10', revision: 1 },
          { stream: 'b-1', revision: 4 },
        ],
        'the listing of all streams',
      )
    },
  },
  {
    name: 'refused_append_makes_no_stream',
    says: 'A stream in which nothing was stored is not listed.',
    run: async (context: EventContext) => {
      await fill(context, 'a-1', 1)
      const refused = { stream: 'a-2', expectedRevision: 0, events: [event(context)] }
      gives(await context.store.append(refused), 'conflict', 'expecting revision 0 of an absent stream')
      same(await names(context, { prefix: '', after: null, limit: 10 }), ['a-1'], 'the names of all streams')
    },
  },
  {
    name: 'in_code_point_order',
    says: 'Streams are listed in the order of the code points of their names, so that those beyond the basic plane come last.',
    run: async (context: EventContext) => {
      const ordered = ['A', 'Z', 'a', 'a ', 'a!', 'a-', 'a-1', 'a-10', 'a-2', 'aa', 'b', 'é', '\u{FFFC}', '\u{FFFD}']
      ordered.push('\u{10000}', '😀', '😀a', '\u{10FFFF}')
      await one(context, ordered.toReversed())
      for (const limit of [1, 2, 3, 5, MOST])
        same(await names(context, { prefix: '', after: null, limit }), ordered, `the names in pages of ${limit}`)
    },
  },
  {
    name: 'begins_with_the_prefix',
    says: 'Only streams whose names begin with the prefix, character for character, are listed.',
    run: async (context: EventContext) => {
      await one(context, SOME)
      for (const prefix of ['', 'a', 'a-', 'a-2', 'a-22', 'b', 'b%', 'b_', 'c', 'c😀', 'c😁', 'd', '%', '*'])
        for (const limit of [1, 2, MOST]) {
          const wanted = SOME.filter((name) => name.startsWith(prefix))
          const found = await names(context, { prefix, after: null, limit })
          same(found, wanted, `the names with prefix ${prefix}, in pages of ${limit}`)
        }
    },
  },
  {
    name: 'begins_behind_after',
    says: 'A page begins after the given name, whether or not a stream has that name, and whatever the prefix is.',
    run: async (context: EventContext) => {
      await one(context, SOME)
      for (const prefix of ['', 'a', 'a-2', 'b', 'c😀'])
        for (const after of ['A', 'a', 'a-1', 'a-15', 'a-3', 'b', 'b-1', 'c😀', 'c😀-1', 'c😁', 'z']) {
          const wanted = SOME.filter((name) => name.startsWith(prefix) && byCodePoint(name, after) > 0)
          for (const limit of [1, MOST]) {
            const found = await names(context, { prefix, after, limit })
            same(found, wanted, `the names with prefix ${prefix} after ${after}, in pages of ${limit}`)
          }
        }
    },
  },
  {
    name: 'goes_on_until_there_is_no_more',
    says: 'Listing on from next gives every stream once, and next is null as soon as there are no more.',
    run: async (context: EventContext) => {
      const made = Array.from({ length: 12 }, (_, n) => `s-${String(n).padStart(2, '0')}`)
      await one(context, [...made, 't-1'])
      for (const prefix of ['s-', 's-0', 's-03'])
        for (const limit of [1, 5, 9, 10, 11, 12, 13]) {
          const wanted = made.filter((name) => name.startsWith(prefix))
          same(await names(context, { prefix, after: null, limit }), wanted, `${prefix} in pages of ${limit}`)
        }
    },
  },
  {
    name: 'sees_what_was_answered',
    says: 'A listing that begins after an append has returned has its stream at that revision.',
    run: async (context: EventContext) => {
      for (let revision = 0; revision < 4; revision += 1)
        for (const stream of ['a-1', 'b-1']) {
          await fill(context, stream, 1)
          same(
            await listed(context, { prefix: stream, after: null, limit: 1 }),
            [{ stream, revision }],
            'what was appended to',
          )
        }
    },
  },
])

const EMPTY = { kind: 'page', streams: [], next: null }

/** Names of streams, in the order of their code points. */
const SOME = ['a-1', 'a-2', 'a-3', 'b%-1', 'b-1', 'b_-1', 'c😀-1', 'c😀-2', 'c😁']

/** Appends one event to each of the streams. */
const one = async (context: EventContext, some: readonly string[]): Promise<void> => {
  await Promise.all(some.map((stream) => fill(context, stream, 1)))
}

/**
 * Returns every stream that is listed, page after page. A page may hold fewer streams than its limit; then `next` is
 * not null.
 */
const listed = async (context: EventContext, { after, ...asked }: ListStreams): Promise<StreamsPage['streams']> => {
  const found: { readonly stream: string; readonly revision: number }[] = []
  for (let next = after; ;) {
    const page: StreamsPage = gives(await context.store.streams({ ...asked, after: next }), 'page', 'a listing')
    holds(page.streams.length <= asked.limit, `a page of at most ${asked.limit} holds ${page.streams.length} streams`)
    found.push(...page.streams)
    if (page.next === null) {
      holds(next === after || page.streams.length > 0, 'a page says next only where there is more')
      return found
    }
    holds(next === null || byCodePoint(page.next, next) > 0, `next rises, and ${page.next} comes after ${next}`)
    next = page.next
  }
}

const names = async (context: EventContext, asked: ListStreams): Promise<string[]> =>
  (await listed(context, asked)).map(({ stream }) => stream)
