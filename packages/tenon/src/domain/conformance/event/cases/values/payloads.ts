import type { Event, RecordedEvent } from '../../../../event/event.ts'
import type { Json } from '../../../../data/json.ts'
import { equal, gives, holds, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import { follow, take } from '../../given/collect.ts'
import { event, eventWith, logOf, mostBytes, nth, streamOf, wholeOf } from '../../given/events.ts'
import { samples } from '../../../given/samples.ts'

/** The cases of the law `payloads`. */
export const payloads = eventCases('payloads', [
  {
    name: 'data_comes_back_equal',
    says: 'JSON of every kind comes back equal as the data of an event: from its stream, from the log and from a subscription.',
    run: async (context: EventContext) => {
      for (const data of samples) await append(context, eventWith(context, data, 'Happened'))
      const items = follow(context, 'start')
      const ways = {
        'a stream': await streamOf(context.store, 'a-1'),
        'the log': await logOf(context.store),
        'a subscription': await take(context, items, samples.length),
      }
      await items.return?.()
      for (const [way, found] of Object.entries(ways)) {
        for (const [i, sample] of samples.entries()) same(nth(found, i).data, sample, `data from ${way}`)
      }
    },
  },
  {
    name: 'metadata_comes_back_equal',
    says: 'JSON of every kind comes back equal inside the metadata of an event.',
    run: async (context: EventContext) => {
      for (const sample of samples) await append(context, { ...event(context), metadata: { sample } })
      const found = await streamOf(context.store, 'a-1')
      for (const [i, sample] of samples.entries()) same(nth(found, i).metadata, { sample }, 'metadata')
    },
  },
  {
    name: 'proto_is_a_key_like_any_other',
    says: '`__proto__` is a key like any other, at every depth, in data and in metadata.',
    run: async (context: EventContext) => {
      const json = '{"__proto__":{"polluted":true},"in":{"__proto__":null,"a":[{"__proto__":1}]}}'
      const { data, metadata } = await kept(context, {
        ...event(context),
        data: JSON.parse(json),
        metadata: JSON.parse(json),
      })
      same(data, JSON.parse(json), 'data with the key __proto__')
      same(metadata, JSON.parse(json), 'metadata with the key __proto__')
      same(Object.getPrototypeOf(metadata) === Object.prototype, true, 'that metadata is a plain object')
      same(Reflect.get({}, 'polluted'), undefined, 'what any object inherits')
    },
  },
  {
    name: 'negative_zero_comes_back_as_zero',
    says: '−0 comes back as 0, as JSON writes it.',
    run: async (context: EventContext) => {
      same((await kept(context, eventWith(context, -0, 'Happened'))).data, 0, 'the data -0')
      same((await kept(context, eventWith(context, { n: [-0] }, 'Happened'))).data, { n: [0] }, 'a -0 within the data')
    },
  },
  {
    name: 'plain_objects_are_taken_without_a_prototype',
    says: 'An object without a prototype is accepted like any other plain object.',
    run: async (context: EventContext) => {
      const { data, metadata } = await kept(context, { ...event(context), data: bare(), metadata: bare() })
      same([data, metadata], [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }], 'objects without a prototype')
    },
  },
  {
    name: 'may_be_nested_100_deep',
    says: 'Data may be nested 100 deep, in lists and in objects, but not 101.',
    run: async (context: EventContext) => {
      for (const nest of [inLists, inObjects]) {
        const deep = nest(100)
        same((await kept(context, eventWith(context, deep, 'Happened'))).data, deep, 'data 100 deep')
        const before = (await streamOf(context.store, 'a-1')).length
        const fields = {
          stream: 'a-1',
          expectedRevision: 'any',
          events: [eventWith(context, nest(101), 'Happened')],
        } as const
        const { failure, effect } = gives(await context.store.append(fields), 'failed', 'data 101 deep')
        same([failure, effect, context.attempts(fields)], ['invalid', 'none', 0], 'an append of data 101 deep')
        same((await streamOf(context.store, 'a-1')).length, before, 'the events after it')
      }
    },
  },
  ...Object.entries({ '1': 'x', '2': 'é', '3': '€', '4': '😀', '6': '\u0001' }).map(([bytes, letter]) => ({
    name: `may_be_as_large_as_the_limit_in_letters_of_${bytes}`,
    says: `An event of exactly max_event_bytes is stored, and one byte more is too_large, in letters of ${bytes} bytes.`,
    run: async (context: EventContext) => {
      const most = mostBytes(context) - AROUND
      const many = Math.floor(most / Number(bytes))
      const fits = 'x'.repeat(most - many * Number(bytes)) + letter.repeat(many)
      const { data } = await kept(context, eventWith(context, fits, 'Happened'))
      holds(equal(data, fits), `data of ${context.limits.max_event_bytes} bytes did not come back equal`)
      await isTooLarge(context, eventWith(context, `x${fits}`, 'Happened'))
    },
  })),
  {
    name: 'metadata_counts',
    says: 'The size of an event is that of its data and its metadata together.',
    run: async (context: EventContext) => {
      const half = 'x'.repeat((mostBytes(context) - AROUND) / 2)
      const rest = 'x'.repeat(context.limits.max_event_bytes - AROUND - half.length - '"by":""'.length)
      const fits = { ...eventWith(context, half, 'Happened'), metadata: { by: rest } }
      holds(equal((await kept(context, fits)).metadata, fits.metadata), 'large metadata did not come back equal')
      await isTooLarge(context, { ...eventWith(context, half, 'Happened'), metadata: { by: `${rest}x` } })
    },
  },
  {
    name: 'are_taken_when_append_is_called',
    says: 'Changes that a caller makes to an append after the call are not stored.',
    run: async (context: EventContext) => {
      const data = { lines: [{ at: 1 }] }
      const metadata = { by: 'ada' }
      const batch = [{ ...event(context), data, metadata }]
      const fields = { stream: 'a-1', expectedRevision: 'any' as const, events: batch }
      const answer = context.store.append(fields)
      data.lines.push({ at: 2 })
      Object.assign(nth(data.lines, 0), { at: 9 })
      metadata.by = 'bob'
      fields.stream = 'b-1'
      batch.push({ ...event(context), data, metadata })
      gives(await answer, 'appended', 'the append')
      same(
        (await logOf(context.store)).map((found) => [found.stream, found.data, found.metadata]),
        [['a-1', { lines: [{ at: 1 }] }, { by: 'ada' }]],
        'what was stored',
      )
    },
  },
  {
    name: 'are_fresh_for_each_reader',
    says: 'Changes that one reader makes to an event are not seen by other readers.',
    run: async (context: EventContext) => {
      const made = { ...eventWith(context, { list: [{ at: 1 }] }, 'Happened'), metadata: { by: 'ada' } }
      await append(context, made)
      const items = [follow(context, 'start'), follow(context, 'start')]
      const ways: readonly (() => Promise<readonly RecordedEvent[]>)[] = [
        () => streamOf(context.store, 'a-1'),
        () => logOf(context.store),
        ...items.map((each) => () => take(context, each, 1)),
      ]
      for (const way of ways) {
        const found = nth(await way(), 0)
        same([found.data, found.metadata], [made.data, made.metadata], 'what a reader sees after another one')
        spoil(found)
      }
      const again = gives(await context.store.read(wholeOf('a-1')), 'page', 'a read')
      same(nth(again.events, 0).data, made.data, 'what the last reader sees')
      for (const each of items) await each.return?.()
    },
  },
])

/** The bytes beside the text if the data of an event is a text and its metadata is empty: two quotes and two braces. */
const AROUND = 4

const bare = (): object => Object.assign(Object.create(null), { a: [1, { b: 2 }] })

const append = async (context: EventContext, made: Event): Promise<void> => {
  const outcome = await context.store.append({ stream: 'a-1', expectedRevision: 'any', events: [made] })
  gives(outcome, 'appended', 'an append of JSON')
}

/** Appends an event and returns it as it was stored. */
const kept = async (context: EventContext, made: Event): Promise<RecordedEvent> => {
  await append(context, made)
  const last = { stream: 'a-1', from: 'end', direction: 'backward', limit: 1 } as const
  return nth(gives(await context.store.read(last), 'page', 'a read of the last event').events, 0)
}

/** Claims that an append of one event is too large, names the event and the limit, and does nothing. */
const isTooLarge = async (context: EventContext, made: Event): Promise<void> => {
  const fields = { stream: 'b-1', expectedRevision: 'any', events: [made] } as const
  const { failure, effect, says } = gives(
    await context.store.append(fields),
    'failed',
    'an event one byte above the limit',
  )
  same([failure, effect, context.attempts(fields)], ['too_large', 'none', 0], 'an event one byte above the limit')
  holds(says.includes('events[0]') && says.includes('max_event_bytes'), `it must name the event and the limit: ${says}`)
  same(await streamOf(context.store, 'b-1'), [], 'what was stored of it')
}

/** Changes everything that can be changed in an event that was read. What is frozen stays as it is. */
const spoil = ({ data, metadata }: RecordedEvent): void => {
  const list: unknown = Reflect.get(Object(data), 'list')
  if (typeof list === 'object' && list !== null) Reflect.set(list, 0, 'spoilt')
  Reflect.set(Object(data), 'more', 'spoilt')
  Reflect.set(metadata, 'by', 'bob')
}

const inLists = (depth: number): Json =>
  Array.from({ length: depth }).reduce<Json>((inner, _, i) => (i === 0 ? [] : [inner]), null)

const inObjects = (depth: number): Json =>
  Array.from({ length: depth }).reduce<Json>((inner, _, i) => (i === 0 ? {} : { in: inner }), null)
