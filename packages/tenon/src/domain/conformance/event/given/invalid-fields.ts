import type { Event } from '../../../event/event.ts'

/**
 * Fields that are invalid for an operation: what they are, how to make them with new ids, and what the sentence must
 * name.
 */
export type InvalidFields = readonly [what: string, make: (id: () => string) => object, names: string]

type Change = (id: () => string) => object

const eventOf = (id: () => string): Event => ({ id: id(), type: 'Happened', data: null, metadata: {} })

const without = (name: string, whole: object): object =>
  Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name))

const append =
  (change: Change): Change =>
  (id) => ({ stream: 'a-1', expectedRevision: 'any', events: [eventOf(id)], ...change(id) })

/** Returns an append of one event with changed fields. */
const ofEvent = (change: object): Change => append((id) => ({ events: [{ ...eventOf(id), ...change }] }))

/** Returns an append of an event with a value deep in its data. */
const ofData = (at: unknown): Change => ofEvent({ data: { lines: [{ at }] } })

const AT = 'events[0].data.lines[0].at'

/** Appends with invalid fields of their own. */
export const badAppends = Object.freeze<readonly InvalidFields[]>([
  ['a list', () => [], 'append: '],
  ['an unknown field', append(() => ({ extra: 1 })), '"extra"'],
  ['a field in another case', append(() => ({ Stream: 'a-1' })), '"Stream"'],
  ...['stream', 'expectedRevision', 'events'].map((name): InvalidFields => [
    `no ${name}`,
    (id) => without(name, append(() => ({}))(id)),
    `${name} `,
  ]),
  ['a stream that is a number', append(() => ({ stream: 7 })), 'stream '],
  ...['latest', '1', -1, 0.5, 2 ** 53, Number.NaN, Infinity, 1n, null].map((revision): InvalidFields => [
    `${typeof revision} ${String(revision)} as revision`,
    append(() => ({ expectedRevision: revision })),
    'expectedRevision ',
  ]),
  ['no event', append(() => ({ events: [] })), 'events '],
  ['one event instead of a list', append((id) => ({ events: eventOf(id) })), 'events '],
  ['null among the events', append((id) => ({ events: [eventOf(id), null] })), 'events[1] '],
  ['a hole among the events', append((id) => ({ events: Object.assign([], { 1: eventOf(id) }) })), 'events[0] '],
  [
    'a field that throws when it is read',
    (id) => thrower('stream', without('stream', append(() => ({}))(id))),
    'append: ',
  ],
])

/** Appends with an invalid event. */
export const badEvents = Object.freeze<readonly InvalidFields[]>([
  ['an unknown field', ofEvent({ extra: 1 }), '"extra"'],
  ...['id', 'type', 'data', 'metadata'].map((name): InvalidFields => [
    `no ${name}`,
    append((id) => ({ events: [without(name, eventOf(id))] })),
    `events[0].${name} `,
  ]),
  ['an id that is a number', ofEvent({ id: 7 }), 'events[0].id '],
  ['an upper-case id', append((id) => ({ events: [{ ...eventOf(id), id: id().toUpperCase() }] })), 'events[0].id '],
  ['an id in braces', append((id) => ({ events: [{ ...eventOf(id), id: `{${id()}}` }] })), 'events[0].id '],
  [
    'an id without dashes',
    append((id) => ({ events: [{ ...eventOf(id), id: id().replaceAll('-', '') }] })),
    'events[0].id ',
  ],
  [
    'an id followed by a line feed',
    append((id) => ({ events: [{ ...eventOf(id), id: `${id()}\n` }] })),
    'events[0].id ',
  ],
  [
    'an id twice',
    append((id) => {
      const made = eventOf(id)
      return { events: [made, eventOf(id), made] }
    }),
    'events[2].id ',
  ],
  ['a type that is null', ofEvent({ type: null }), 'events[0].type '],
  ['metadata that is null', ofEvent({ metadata: null }), 'events[0].metadata '],
  ['metadata that is a list', ofEvent({ metadata: [] }), 'events[0].metadata '],
  ['metadata that is a text', ofEvent({ metadata: 'by ada' }), 'events[0].metadata '],
  ['metadata that holds undefined', ofEvent({ metadata: { by: undefined } }), 'events[0].metadata.by '],
])

class Money {
  readonly amount = 1
}

class Lines extends Array<number> {}

const cycle: { self: object | null } = { self: null }
cycle.self = cycle

/** Returns an object with one more field, which throws when it is read. */
function thrower(field: string, whole: object): object {
  return Object.defineProperty(whole, field, {
    enumerable: true,
    get: () => {
      throw new Error('this field cannot be read')
    },
  })
}

/** Appends whose data is not JSON. */
export const notJson = Object.freeze<readonly InvalidFields[]>([
  ['undefined as data', ofEvent({ data: undefined }), 'events[0].data '],
  ['undefined in an object', ofData(undefined), `${AT} `],
  ['undefined in a list', ofEvent({ data: [1, undefined] }), 'events[0].data[1] '],
  ['a hole in a list', ofEvent({ data: Object.assign([1], { 2: 3 }) }), 'events[0].data[1] '],
  ['NaN', ofData(Number.NaN), `${AT} `],
  ['Infinity', ofData(-Infinity), `${AT} `],
  ['a BigInt', ofData(1n), `${AT} `],
  // A fixed moment, so that no clock is needed.
  ['a Date', ofData(Reflect.construct(Date, [0])), `${AT} `],
  ['a Map', ofData(new Map()), `${AT} `],
  ['a Set', ofData(new Set()), `${AT} `],
  ['a RegExp', ofData(/a/), `${AT} `],
  ['bytes', ofData(new Uint8Array(2)), `${AT} `],
  ['a boxed text', ofData(Object('text')), `${AT} `],
  ['an instance of a class', ofData(new Money()), `${AT} `],
  ['an instance of a class that extends Array', ofData(Lines.of(1)), `${AT} `],
  ['an object that inherits', ofData(Object.create({ a: 1 })), `${AT} `],
  ['an object with toJSON', ofData({ toJSON: () => 1 }), AT],
  ['a list with a named property', ofData(Object.assign([1], { name: 1 })), AT],
  ['a cycle', ofData(cycle), AT],
  ['a symbol', ofData(Symbol('s')), `${AT} `],
  ['a symbol as key', ofData({ [Symbol('s')]: 1 }), `${AT} `],
  ['a function', ofData(() => 1), `${AT} `],
  ['a lone surrogate', ofData('a\uD800b'), `${AT} `],
  ['a lone surrogate in a key', ofData({ '\uDC00': 1 }), `${AT} `],
  ['a getter that throws', ofData(thrower('lines', {})), 'events[0].data'],
])

const limited = (whole: object): readonly InvalidFields[] =>
  [0, -1, 1_001, 1.5, Number.NaN, '10', null].map((limit) => [
    `limit ${String(limit)}`,
    () => ({ ...whole, limit }),
    'limit ',
  ])

/** Returns the fields with each one left out in turn, and with one too many. */
const shaken = (whole: object): readonly InvalidFields[] => [
  ['an unknown field', () => ({ ...whole, extra: 1 }), '"extra"'],
  ...Object.keys(whole).map((name): InvalidFields => [`no ${name}`, () => without(name, whole), `${name} `]),
]

const read = { stream: 'a-1', from: 'start', direction: 'forward', limit: 10 }

/** Reads with invalid fields. */
export const badReads = Object.freeze<readonly InvalidFields[]>([
  ...shaken(read),
  ...limited(read),
  ...['first', -1, 1.5, 2 ** 53, null].map((from): InvalidFields => [
    `from ${String(from)}`,
    () => ({ ...read, from }),
    'from ',
  ]),
  ['an unknown direction', () => ({ ...read, direction: 'sideways' }), 'direction '],
  ['a name with a control character', () => ({ ...read, stream: 'a\u0000' }), 'stream '],
])

const all = { streams: 'all', types: 'all' }

const filtered = (whole: object): readonly InvalidFields[] => [
  ...['end', 0, -1, 1.5, 2 ** 53, null].map((after): InvalidFields => [
    `after ${String(after)}`,
    () => ({ ...whole, after }),
    'after ',
  ]),
  ['null as filter', () => ({ ...whole, filter: null }), 'filter '],
  ['a filter without types', () => ({ ...whole, filter: { streams: 'all' } }), 'filter.types '],
  ['a filter without streams', () => ({ ...whole, filter: { types: 'all' } }), 'filter.streams '],
  ['an unknown part of a filter', () => ({ ...whole, filter: { ...all, from: 1 } }), '"from"'],
  ['a name as streams', () => ({ ...whole, filter: { ...all, streams: 'a-1' } }), 'filter.streams '],
  ['an unfit prefix', () => ({ ...whole, filter: { ...all, streams: { prefix: '\n' } } }), 'filter.streams'],
  ['a long prefix', () => ({ ...whole, filter: { ...all, streams: { prefix: 'x'.repeat(256) } } }), 'filter.streams'],
  ['a name as types', () => ({ ...whole, filter: { ...all, types: 'Paid' } }), 'filter.types '],
  ['no types', () => ({ ...whole, filter: { ...all, types: [] } }), 'filter.types '],
  ['an empty type', () => ({ ...whole, filter: { ...all, types: ['Paid', ''] } }), 'filter.types[1] '],
]

const following = { after: 'start', filter: all }

/** Subscriptions with invalid fields. */
export const badSubscriptions = Object.freeze<readonly InvalidFields[]>([...shaken(following), ...filtered(following)])

const logging = { ...following, limit: 10 }

/** Reads of the log with invalid fields. */
export const badReadAlls = Object.freeze<readonly InvalidFields[]>([
  ...shaken(logging),
  ...filtered(logging),
  ...limited(logging),
])

const listing = { prefix: '', after: null, limit: 10 }

/** Listings with invalid fields. */
export const badListings = Object.freeze<readonly InvalidFields[]>([
  ...shaken(listing),
  ...limited(listing),
  ['a prefix that is null', () => ({ ...listing, prefix: null }), 'prefix '],
  ['a prefix with a lone surrogate', () => ({ ...listing, prefix: '\uD83D' }), 'prefix '],
  ['an empty after', () => ({ ...listing, after: '' }), 'after '],
  ['an after that is a number', () => ({ ...listing, after: 3 }), 'after '],
])
