import type { Filter } from '../../../../event/intent.ts'
import type { EventStore } from '../../../../event/store.ts'
import { byCodePoint } from '../../../../data/names.ts'
import { equal, gives, same, text } from '../../../expect.ts'
import { eventCases, holdsAs } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { take } from '../../given/collect.ts'
import { event, eventWith, fill, fillWith, ids, logOf, filteredLogOf, streamOf } from '../../given/events.ts'
import { unfit, weirdNames } from '../../../given/weird-names.ts'

/** The cases of the law `names`. */
export const names = eventCases('names', [
  {
    name: 'each_is_a_stream_of_its_own',
    says: 'No name of a stream is normalised, case-folded, trimmed, escaped or confused with another.',
    run: async (context: EventContext) => {
      await appendToEach(context)
      for (const [i, name] of weirdNames.entries()) {
        const found = await streamOf(context.store, name)
        same(
          found.map(({ stream, data, revision }) => [stream, data, revision]),
          [[name, i, 0]],
          `stream ${quoted(name)}`,
        )
      }
    },
  },
  {
    name: 'each_is_a_type_of_its_own',
    says: 'No name of a type is normalised, case-folded, trimmed, escaped or confused with another.',
    run: async (context: EventContext) => {
      await Promise.all(
        weirdNames.map((type, i) => appended(context, { stream: 'a-1', events: [eventWith(context, i, type)] })),
      )
      for (const [i, name] of weirdNames.entries()) {
        const found = await filteredLogOf(context.store, { streams: 'all', types: [name] })
        same(
          found.map(({ type, data }) => [type, data]),
          [[name, i]],
          `the events of type ${quoted(name)}`,
        )
      }
    },
  },
  {
    name: 'are_listed_by_code_point',
    says: 'Streams are listed in the order of the code points of their names, on one page and on many.',
    run: async (context: EventContext) => {
      await appendToEach(context)
      const wanted = weirdNames.toSorted(byCodePoint)
      for (const limit of [1_000, 7]) {
        const found = await listed(context.store, '', limit)
        same(found.toSorted(byCodePoint), wanted, `the streams, at most ${limit} a page`)
        holdsAs(
          equal(found, wanted),
          `the streams are not in the order of their code points: ${text(found)}`,
          'streams',
        )
      }
    },
  },
  {
    name: 'are_found_under_a_prefix',
    says: 'A prefix of the listing finds the names that begin with exactly its code points, also if they are wildcards or have look-alikes.',
    run: async (context: EventContext) => {
      await appendToEach(context)
      for (const prefix of weirdNames) {
        const wanted = beginningWith(prefix).toSorted(byCodePoint)
        same(await listed(context.store, prefix, 1_000), wanted, `the streams under ${quoted(prefix)}`)
      }
    },
  },
  {
    name: 'are_filtered_by_a_prefix',
    says: 'A prefix of a filter passes the streams that begin with exactly its code points, and no others.',
    run: async (context: EventContext) => {
      await appendToEach(context)
      for (const prefix of weirdNames) {
        const found = await filteredLogOf(context.store, under(prefix))
        const streams = found.map(({ stream }) => stream).toSorted(byCodePoint)
        same(streams, beginningWith(prefix).toSorted(byCodePoint), `the log under ${quoted(prefix)}`)
      }
    },
  },
  {
    name: 'are_filtered_in_subscriptions',
    says: 'A subscription takes a prefix with wildcards of other languages literally.',
    run: async (context: EventContext) => {
      for (const prefix of ['a%', 'a_', 'a*', 'a.>', 'a?', 'A', '[a', '\u0430']) {
        await fill(context, 'axb', 1)
        await fill(context, 'a.b', 1)
        const made = await fill(context, `${prefix}-1`, 1)
        const items = context.store.subscribe({ after: 'start', filter: under(prefix) })
        same(ids(await take(context, items, 1)), ids(made), `the first event under ${quoted(prefix)}`)
        await items.return?.()
      }
    },
  },
  {
    name: 'of_types_are_filtered_in_subscriptions',
    says: 'A subscription to one type gives no event of another type that looks or sorts alike.',
    run: async (context: EventContext) => {
      for (const [one, other] of LOOK_ALIKES) {
        await fillWith(context, 'a-1', 1, other)
        const made = await fillWith(context, 'a-1', 1, one)
        const items = context.store.subscribe({ after: 'start', filter: { streams: 'all', types: [one] } })
        same(ids(await take(context, items, 1)), ids(made), `the first event of type ${quoted(one)}`)
        await items.return?.()
      }
    },
  },
  {
    name: 'may_have_255_code_points',
    says: 'A name may have 255 code points, however many bytes each of them takes, and the last one distinguishes names too.',
    run: async (context: EventContext) => {
      for (const letter of ['x', 'é', '漢', '😀', '\u{10FFFF}']) {
        const [one, other] = [letter.repeat(255), `${letter.repeat(254)}y`]
        for (const stream of [one, other]) {
          await appended(context, { stream, events: [eventWith(context, null, stream)] })
          same(
            (await streamOf(context.store, stream)).map((found) => [found.stream, found.type]),
            [[stream, stream]],
            `255 times ${letter}`,
          )
        }
      }
    },
  },
  {
    name: 'that_look_alike_are_two',
    says: 'Names that look or sort alike are different names: another case, another composition, another alphabet.',
    run: async (context: EventContext) => {
      for (const [one, other] of LOOK_ALIKES) {
        const made = await fillWith(context, one, 1, one)
        gives(
          await context.store.read({ stream: other, from: 'start', direction: 'forward', limit: 1 }),
          'no_stream',
          `a read of ${quoted(other)} if only ${quoted(one)} is there`,
        )
        const filter: Filter = { streams: { prefix: other }, types: [other] }
        same(await filteredLogOf(context.store, filter), [], `events of ${quoted(other)}`)
        await appended(context, { stream: other, events: [eventWith(context, null, other)] })
        same(ids(await streamOf(context.store, one)), ids(made), `stream ${quoted(one)}`)
      }
    },
  },
  {
    name: 'that_are_unfit_are_invalid',
    says: 'An empty text, 256 code points, control characters and lone surrogates are not names of streams or types.',
    run: async (context: EventContext) => {
      for (const [what, name] of unfit) {
        const ofStream = { stream: name, expectedRevision: 'any', events: [event(context)] } as const
        const ofType = { stream: 'a-1', expectedRevision: 'any', events: [eventWith(context, null, name)] } as const
        for (const fields of [ofStream, ofType]) {
          const { failure, effect } = gives(await context.store.append(fields), 'failed', `a name with ${what}`)
          same([failure, effect], ['invalid', 'none'], `a name with ${what}`)
          same(context.attempts(fields), 0, `attempts of an append to a name with ${what}`)
        }
      }
      same(await logOf(context.store), [], 'what was stored')
    },
  },
])

const LOOK_ALIKES: readonly (readonly [string, string])[] = [
  ['order-a', 'order-A'],
  ['caf\u00E9', 'cafe\u0301'],
  ['\u212B', '\u00C5'],
  ['p\u0430id', 'paid'],
  ['straße', 'strasse'],
  ['ﬁn', 'fin'],
  ['b', 'b '],
  ['c', '\uFEFFc'],
  ['d/e', 'd%2Fe'],
  ['f', 'f\u200D'],
]

const beginningWith = (prefix: string): string[] => weirdNames.filter((name) => name.startsWith(prefix))

const under = (prefix: string): Filter => ({ streams: { prefix }, types: 'all' })

/** Appends one event to the stream of each name. Its data is the number of the name. */
const appendToEach = async (context: EventContext): Promise<void> => {
  await Promise.all(
    weirdNames.map((stream, i) => appended(context, { stream, events: [eventWith(context, i, 'Happened')] })),
  )
}

const appended = async (
  { store }: EventContext,
  append: Omit<Parameters<EventStore['append']>[0], 'expectedRevision'>,
): Promise<void> => {
  gives(await store.append({ ...append, expectedRevision: 'any' }), 'appended', `an append to ${quoted(append.stream)}`)
}

/** Returns the names of all streams under a prefix, page by page. */
const listed = async (store: EventStore, prefix: string, limit: number): Promise<readonly string[]> => {
  const found: string[] = []
  let after: string | null = null
  do {
    const { streams, next }: { streams: readonly { readonly stream: string }[]; next: string | null } = gives(
      await store.streams({ prefix, after, limit }),
      'page',
      'a listing',
    )
    found.push(...streams.map(({ stream }) => stream))
    after = next
  } while (after !== null)
  return found
}

/** Writes a name so that a person can distinguish it from its look-alikes. */
const quoted = (name: string): string => JSON.stringify(name.slice(0, 20)).replaceAll(/[^ -~]/g, escaped)

const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
