import type { ListStreams } from '../../../../event/intent.ts'
import type { StreamsPage } from '../../../../event/result.ts'
import { byCodePoint } from '../../../../event/stream.ts'
import type { Bench } from '../../../context.ts'
import { casesOf } from '../../../case.ts'
import { gives, holds, same } from '../../../expect.ts'
import { event, fill } from '../../given/events.ts'

/** The most streams that a page may be asked for. */
const MOST = 1_000

/** The cases of the law `streams`. */
export const streams = casesOf('streams', [
  {
    name: 'empty_store',
    says: 'Of a store without streams the listing is an empty page, the last one.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      for (const prefix of ['', 'a'])
        for (const after of [null, 'a-1'])
          same(await bench.store.streams({ prefix, after, limit: 10 }), EMPTY, `prefix ${prefix}, after ${after}`)
    },
  },
  {
    name: 'each_once_with_its_last_revision',
    says: 'Each stream is listed once, with its last revision, however often it was appended to.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      for (const [stream, many] of [
        ['b-1', 3],
        ['a-1', 1],
        ['b-1', 2],
        ['a-10', 2],
      ] as const)
        await fill(bench, stream, many)
      same(
        await listed(bench, { prefix: '', after: null, limit: 10 }),
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
    says: 'A stream to which nothing was stored is not listed.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      await fill(bench, 'a-1', 1)
      const refused = { stream: 'a-2', expectedRevision: 0, events: [event(bench)] }
      gives(await bench.store.append(refused), 'conflict', 'expecting revision 0 of an absent stream')
      same(await names(bench, { prefix: '', after: null, limit: 10 }), ['a-1'], 'the names of all streams')
    },
  },
  {
    name: 'in_code_point_order',
    says: 'Streams are listed in the order of the code points of their names, in which those beyond the basic plane come last.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      const ordered = ['A', 'Z', 'a', 'a ', 'a!', 'a-', 'a-1', 'a-10', 'a-2', 'aa', 'b', 'é', '\u{FFFC}', '\u{FFFD}']
      ordered.push('\u{10000}', '😀', '😀a', '\u{10FFFF}')
      await one(bench, ordered.toReversed())
      for (const limit of [1, 2, 3, 5, MOST])
        same(await names(bench, { prefix: '', after: null, limit }), ordered, `the names in pages of ${limit}`)
    },
  },
  {
    name: 'begins_with_the_prefix',
    says: 'Only streams whose names begin with the prefix are listed, taken as it is written.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      await one(bench, SOME)
      for (const prefix of ['', 'a', 'a-', 'a-2', 'a-22', 'b', 'b%', 'b_', 'c', 'c😀', 'c😁', 'd', '%', '*'])
        for (const limit of [1, 2, MOST]) {
          const wanted = SOME.filter((name) => name.startsWith(prefix))
          const found = await names(bench, { prefix, after: null, limit })
          same(found, wanted, `the names with prefix ${prefix}, in pages of ${limit}`)
        }
    },
  },
  {
    name: 'begins_behind_after',
    says: 'A page begins behind the name that is given, be there such a stream or not, and whatever the prefix.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      await one(bench, SOME)
      for (const prefix of ['', 'a', 'a-2', 'b', 'c😀'])
        for (const after of ['A', 'a', 'a-1', 'a-15', 'a-3', 'b', 'b-1', 'c😀', 'c😀-1', 'c😁', 'z']) {
          const wanted = SOME.filter((name) => name.startsWith(prefix) && byCodePoint(name, after) > 0)
          for (const limit of [1, MOST]) {
            const found = await names(bench, { prefix, after, limit })
            same(found, wanted, `the names with prefix ${prefix} behind ${after}, in pages of ${limit}`)
          }
        }
    },
  },
  {
    name: 'goes_on_until_there_is_no_more',
    says: 'Listing on from next gives every stream once, and next is null as soon as there is no more.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      const made = Array.from({ length: 12 }, (_, n) => `s-${String(n).padStart(2, '0')}`)
      await one(bench, [...made, 't-1'])
      for (const prefix of ['s-', 's-0', 's-03'])
        for (const limit of [1, 5, 9, 10, 11, 12, 13]) {
          const wanted = made.filter((name) => name.startsWith(prefix))
          same(await names(bench, { prefix, after: null, limit }), wanted, `${prefix} in pages of ${limit}`)
        }
    },
  },
  {
    name: 'sees_what_was_answered',
    says: 'A listing that begins after an append was answered has its stream at that revision.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      for (let revision = 0; revision < 4; revision += 1)
        for (const stream of ['a-1', 'b-1']) {
          await fill(bench, stream, 1)
          same(
            await listed(bench, { prefix: stream, after: null, limit: 1 }),
            [{ stream, revision }],
            'what was appended to',
          )
        }
    },
  },
])

const EMPTY = { kind: 'page', streams: [], next: null }

/** In the order of their code points. */
const SOME = ['a-1', 'a-2', 'a-3', 'b%-1', 'b-1', 'b_-1', 'c😀-1', 'c😀-2', 'c😁']

/** Appends one event to each of some streams. */
const one = async (bench: Bench, some: readonly string[]): Promise<void> => {
  await Promise.all(some.map((stream) => fill(bench, stream, 1)))
}

/** Every stream that is listed, page after page. A page may hold fewer than its limit; `next` tells. */
const listed = async (bench: Bench, { after, ...asked }: ListStreams): Promise<StreamsPage['streams']> => {
  const found: { readonly stream: string; readonly revision: number }[] = []
  for (let next = after; ;) {
    const page: StreamsPage = gives(await bench.store.streams({ ...asked, after: next }), 'page', 'a listing')
    holds(page.streams.length <= asked.limit, `a page of at most ${asked.limit} holds ${page.streams.length} streams`)
    found.push(...page.streams)
    if (page.next === null) {
      holds(next === after || page.streams.length > 0, 'a page says next only where there is more')
      return found
    }
    holds(next === null || byCodePoint(page.next, next) > 0, `next rises, and ${page.next} is said behind ${next}`)
    next = page.next
  }
}

const names = async (bench: Bench, asked: ListStreams): Promise<string[]> =>
  (await listed(bench, asked)).map(({ stream }) => stream)
