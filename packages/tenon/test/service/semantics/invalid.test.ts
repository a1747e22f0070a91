import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { event, events, gives, openStore, settings } from './stores.ts'
import { type Untyped, untyped } from './untyped.ts'

/** Invalid fields of an operation, and what the message must say: above all the place. */
type Bad = readonly [what: string, fields: unknown, says: string | RegExp]

const appending = (change: object): object => ({
  stream: 'a-1',
  expectedRevision: 'any',
  events: [event()],
  ...change,
})

/** Returns an append with a changed third event. */
const third = (change: object): object => appending({ events: [event(), event(), { ...event(), ...change }] })

/** Returns an append whose third event holds a value deep in its data. */
const deep = (at: unknown): object => third({ data: { lines: [{ at }] } })

const without = (name: string, whole: object): object =>
  Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name))

const cycle: Record<string, unknown> = {}
cycle.self = cycle

class Money {
  readonly amount = 1
}

class Lines extends Array<number> {}

class Wrapped extends Array<number> {
  toJSON(): string {
    return 'wrapped'
  }
}

const hidden = Object.defineProperty({ a: 1 }, 'toJSON', { value: () => 'other', enumerable: false })

const nested = (depth: number): unknown => (depth === 1 ? [] : [nested(depth - 1)])

const PLACE = 'events[2].data.lines[0].at'

const appends: readonly Bad[] = [
  ['nothing', undefined, 'append: '],
  ['null', null, 'append: '],
  ['a number', 7, 'append: '],
  ['an array', [], 'append: '],
  ['an unknown field', appending({ extra: 1 }), '"extra"'],
  ['a field in another case', { ...appending({}), Stream: 'a-1' }, '"Stream"'],
  ['a missing stream', without('stream', appending({})), 'stream '],
  ['a missing expectedRevision', without('expectedRevision', appending({})), 'expectedRevision '],
  ['missing events', without('events', appending({})), 'events '],
  ['a stream that is a number', appending({ stream: 7 }), 'stream '],
  ['an empty name', appending({ stream: '' }), 'stream '],
  ['a name of 256 code points', appending({ stream: 'x'.repeat(256) }), 'stream '],
  ['a name of 256 astral code points', appending({ stream: '😀'.repeat(256) }), 'stream '],
  ['a name with NUL', appending({ stream: 'a\u0000b' }), 'stream '],
  ['a name with a line feed at its end', appending({ stream: 'a\n' }), 'stream '],
  ['a name with DEL', appending({ stream: 'a\u007F' }), 'stream '],
  ['a name with a control character of Latin 1', appending({ stream: 'a\u0085' }), 'stream '],
  ['a name with a high surrogate alone', appending({ stream: 'a\uD800' }), 'stream '],
  ['a name with a low surrogate alone', appending({ stream: '\uDFFFa' }), 'stream '],
  ['a name with surrogates the wrong way round', appending({ stream: '\uDE00\uD83D' }), 'stream '],
  ['an unknown word', appending({ expectedRevision: 'latest' }), 'expectedRevision '],
  ['a revision in quotes', appending({ expectedRevision: '1' }), 'expectedRevision '],
  ['a negative revision', appending({ expectedRevision: -1 }), 'expectedRevision '],
  ['a fraction of a revision', appending({ expectedRevision: 0.5 }), 'expectedRevision '],
  ['an unsafe revision', appending({ expectedRevision: 2 ** 53 }), 'expectedRevision '],
  ['NaN as revision', appending({ expectedRevision: Number.NaN }), 'expectedRevision '],
  ['Infinity as revision', appending({ expectedRevision: Infinity }), 'expectedRevision '],
  ['a BigInt as revision', appending({ expectedRevision: 1n }), 'expectedRevision '],
  ['null as revision', appending({ expectedRevision: null }), 'expectedRevision '],
  ['an empty batch', appending({ events: [] }), 'events '],
  ['one event instead of a list', appending({ events: event() }), 'events '],
  ['null among the events', appending({ events: [event(), null] }), 'events[1] '],
  ['a hole among the events', appending({ events: Object.assign([event()], { 2: event() }) }), 'events[1] '],
  ['an unknown field of an event', third({ extra: 1 }), /events\[2\] .*"extra"/],
  ['a missing id', appending({ events: [event(), without('id', event())] }), 'events[1].id '],
  ['a missing type', appending({ events: [event(), without('type', event())] }), 'events[1].type '],
  ['missing data', appending({ events: [event(), without('data', event())] }), 'events[1].data '],
  ['missing metadata', appending({ events: [event(), without('metadata', event())] }), 'events[1].metadata '],
  ['an id that is a number', third({ id: 7 }), 'events[2].id '],
  ['an upper-case id', third({ id: event().id.toUpperCase() }), 'events[2].id '],
  ['an id in braces', third({ id: `{${event().id}}` }), 'events[2].id '],
  ['an id that is too short', third({ id: event().id.slice(1) }), 'events[2].id '],
  ['an id without dashes', third({ id: event().id.replaceAll('-', '') }), 'events[2].id '],
  ['an id with a line feed behind', third({ id: `${event().id}\n` }), 'events[2].id '],
  ['an empty type', third({ type: '' }), 'events[2].type '],
  ['a type with a tab', third({ type: 'a\tb' }), 'events[2].type '],
  ['a type with a lone surrogate', third({ type: '\uD83D' }), 'events[2].type '],
  ['a type that is null', third({ type: null }), 'events[2].type '],
  ['metadata that is null', third({ metadata: null }), 'events[2].metadata '],
  ['metadata that is an array', third({ metadata: [] }), 'events[2].metadata '],
  ['metadata that is a string', third({ metadata: 'by ada' }), 'events[2].metadata '],
  ['metadata that is a Date', third({ metadata: new Date(0) }), 'events[2].metadata '],
  ['metadata that holds undefined', third({ metadata: { by: undefined } }), 'events[2].metadata.by '],
  ['undefined as data', third({ data: undefined }), 'events[2].data '],
  ['undefined in data', deep(undefined), `${PLACE} `],
  ['undefined in a list', third({ data: [1, undefined] }), 'events[2].data[1] '],
  ['a hole in a list', third({ data: { list: Object.assign([1], { 2: 3 }) } }), 'events[2].data.list[1] '],
  ['NaN', deep(Number.NaN), `${PLACE} `],
  ['Infinity', deep(Infinity), `${PLACE} `],
  ['-Infinity', deep(-Infinity), `${PLACE} `],
  ['a BigInt', deep(1n), `${PLACE} `],
  ['a Date', deep(new Date(0)), `${PLACE} `],
  ['an invalid Date', deep(new Date(Number.NaN)), `${PLACE} `],
  ['a Map', deep(new Map()), `${PLACE} `],
  ['a Set', deep(new Set()), `${PLACE} `],
  ['a RegExp', deep(/a/), `${PLACE} `],
  ['an Error', deep(new Error('no')), `${PLACE} `],
  ['a Promise', deep(Promise.resolve()), `${PLACE} `],
  ['a typed array', deep(new Uint8Array(2)), `${PLACE} `],
  ['a boxed string', deep(Object('text')), `${PLACE} `],
  ['an instance of a class', deep(new Money()), `${PLACE} `],
  ['an instance of a class that extends Array', deep(Lines.of(1)), `${PLACE} `],
  ['an instance of a class that extends Array and has toJSON', deep(Wrapped.of(1)), `${PLACE} `],
  ['an object that inherits', deep(Object.create({ a: 1 })), `${PLACE} `],
  ['an object with toJSON', deep({ toJSON: () => 1 }), PLACE],
  ['an object with a toJSON that is not enumerable', deep(hidden), PLACE],
  ['a list with a named property', deep(Object.assign([1], { name: 1 })), PLACE],
  ['a cycle', deep(cycle), PLACE],
  ['a list 101 deep', third({ data: nested(101) }), 'events[2].data'],
  ['a symbol', deep(Symbol('s')), `${PLACE} `],
  ['a symbol as key', deep({ [Symbol('s')]: 1 }), `${PLACE} `],
  ['a function', deep(() => 1), `${PLACE} `],
  ['a lone surrogate', deep('a\uD800b'), `${PLACE} `],
  ['a lone surrogate in a key', deep({ '\uDC00': 1 }), `${PLACE} `],
  ['undefined under a key that is no word', third({ data: { 'a b': undefined } }), 'events[2].data["a b"] '],
  [
    'undefined under __proto__',
    third({ data: JSON.parse('{"__proto__":null}', revived) }),
    'events[2].data.__proto__ ',
  ],
]

const reading = (change: object): object => ({
  stream: 'a-1',
  from: 'start',
  direction: 'forward',
  limit: 10,
  ...change,
})

const reads: readonly Bad[] = [
  ['nothing', undefined, 'read: '],
  ['an unknown field', reading({ filter: 'all' }), '"filter"'],
  ...['stream', 'from', 'direction', 'limit'].map((name): Bad => [
    `a missing ${name}`,
    without(name, reading({})),
    `${name} `,
  ]),
  ['a name with a control character', reading({ stream: 'a\u0000' }), 'stream '],
  ['an unknown word', reading({ from: 'first' }), 'from '],
  ['a negative revision', reading({ from: -1 }), 'from '],
  ['a fraction of a revision', reading({ from: 1.5 }), 'from '],
  ['an unsafe revision', reading({ from: 2 ** 53 }), 'from '],
  ['an unknown direction', reading({ direction: 'sideways' }), 'direction '],
  ...limitsOf(reading),
]

const logging = (change: object): object => ({
  after: 'start',
  filter: { streams: 'all', types: 'all' },
  limit: 10,
  ...change,
})

const filters = (fields: (change: object) => object): readonly Bad[] => [
  ['position 0', fields({ after: 0 }), 'after '],
  ['a negative position', fields({ after: -1 }), 'after '],
  ['a fraction of a position', fields({ after: 1.5 }), 'after '],
  ['an unsafe position', fields({ after: 2 ** 53 }), 'after '],
  ['an unknown word', fields({ after: 'end' }), 'after '],
  ['null as filter', fields({ filter: null }), 'filter '],
  ['a filter without types', fields({ filter: { streams: 'all' } }), 'filter.types '],
  ['a filter without streams', fields({ filter: { types: 'all' } }), 'filter.streams '],
  ['an unknown part of a filter', fields({ filter: { streams: 'all', types: 'all', from: 1 } }), /filter .*"from"/],
  ['a name as streams', fields({ filter: { streams: 'a-1', types: 'all' } }), 'filter.streams '],
  [
    'a prefix with a control character',
    fields({ filter: { streams: { prefix: '\n' }, types: 'all' } }),
    'filter.streams',
  ],
  ['a prefix of 256', fields({ filter: { streams: { prefix: 'x'.repeat(256) }, types: 'all' } }), 'filter.streams'],
  ['a name as types', fields({ filter: { streams: 'all', types: 'Placed' } }), 'filter.types '],
  ['no types', fields({ filter: { streams: 'all', types: [] } }), 'filter.types must be'],
  ['an empty type', fields({ filter: { streams: 'all', types: ['Placed', ''] } }), 'filter.types[1] '],
]

const readAlls: readonly Bad[] = [
  ['nothing', undefined, 'read_all: '],
  ['an unknown field', logging({ direction: 'forward' }), '"direction"'],
  ...['after', 'filter', 'limit'].map((name): Bad => [`a missing ${name}`, without(name, logging({})), `${name} `]),
  ...filters(logging),
  ...limitsOf(logging),
]

const listing = (change: object): object => ({ prefix: '', after: null, limit: 10, ...change })

const lists: readonly Bad[] = [
  ['nothing', undefined, 'streams: '],
  ['an unknown field', listing({ order: 'falling' }), '"order"'],
  ...['prefix', 'after', 'limit'].map((name): Bad => [`a missing ${name}`, without(name, listing({})), `${name} `]),
  ['a prefix that is null', listing({ prefix: null }), 'prefix '],
  ['a prefix with a lone surrogate', listing({ prefix: '\uD83D' }), 'prefix '],
  ['an empty after', listing({ after: '' }), 'after '],
  ['an after that is a number', listing({ after: 3 }), 'after '],
  ...limitsOf(listing),
]

const following = (change: object): object => ({
  after: 'start',
  filter: { streams: 'all', types: 'all' },
  ...change,
})

const subscribes: readonly Bad[] = [
  ['nothing', undefined, 'subscribe: '],
  ['an unknown field', following({ limit: 10 }), '"limit"'],
  ...['after', 'filter'].map((name): Bad => [`a missing ${name}`, without(name, following({})), `${name} `]),
  ...filters(following),
]

for (const setting of settings) {
  suite(`bad input on ${setting.name}`, () => {
    for (const [operation, cases] of [
      ['append', appends],
      ['read', reads],
      ['read_all', readAlls],
      ['streams', lists],
    ] as const) {
      test(`${operation} refuses it as invalid, names the place, and does no I/O`, async (t) => {
        const { store, executor } = await openStore(t, setting)
        const complaints: string[] = []
        for (const bad of cases) complaints.push(...complaint(bad, await untyped(store)[operation](bad[1])))
        assert.deepEqual(complaints, [])
        assert.deepEqual(executor.calls, [])
      })
    }

    test('subscribe gives it as one item, invalid, names the place, and does no I/O', async (t) => {
      const { store, executor } = await openStore(t, setting)
      const complaints: string[] = []
      for (const bad of subscribes) {
        const items = untyped(store).subscribe(bad[1])
        const { value } = await items.next()
        assert.ok(value !== undefined)
        complaints.push(...complaint(bad, value))
        assert.deepEqual(await items.next(), { done: true, value: undefined })
      }
      assert.deepEqual(complaints, [])
      assert.deepEqual(executor.calls, [])
    })

    test('append refuses the same id twice, and too many events, and does no I/O', async (t) => {
      const { store, executor } = await openStore(t, setting)
      const made = event()
      const twice = await store.append({
        stream: 'a-1',
        expectedRevision: 'any',
        events: [event(), made, event(), made],
      })
      const says = `events[3].id occurs twice in one append: ${made.id}`
      assert.deepEqual(complaint(['an id twice', null, says], twice), [])
      const many = gives(
        await store.append({ stream: 'a-1', expectedRevision: 'any', events: events(1_001) }),
        'failed',
      )
      assert.deepEqual([many.failure, many.effect], ['too_large', 'none'])
      assert.match(many.says, /events has 1,001 items, but max_events_per_append is 1,000/)
      assert.deepEqual(executor.calls, [])
    })

    test('stores nothing of a batch of which one event is bad, and works on', async (t) => {
      const { store } = await openStore(t, setting)
      gives(
        await store.append({ stream: 'a-1', expectedRevision: 'any', events: [event(), { ...event(), type: '' }] }),
        'failed',
      )
      gives(await store.append({ stream: 'a-1', expectedRevision: 'no_stream', events: [event()] }), 'appended')
    })
  })
}

/** Returns what is wrong with the answer to invalid input, or nothing. */
const complaint = ([what, , says]: Bad, outcome: Awaited<ReturnType<Untyped['append']>>): readonly string[] => {
  if (!('says' in outcome)) return [`${what} was taken: ${JSON.stringify(outcome)}`]
  const found = typeof says === 'string' ? outcome.says.includes(says) : says.test(outcome.says)
  const foreign = /expected (string|array|number|object)|zod/i.test(outcome.says)
  if (outcome.failure === 'invalid' && found && !foreign) return []
  return [`${what} must be invalid, said with ${String(says)} and not in a validator's words: ${outcome.says}`]
}

function limitsOf(fields: (change: object) => object): readonly Bad[] {
  return [0, -1, 1_001, 1.5, Number.NaN, '10', null].map((limit) => [
    `limit ${String(limit)}`,
    fields({ limit }),
    'limit ',
  ])
}

/** Makes JSON.parse return an own key `__proto__` whose value is not JSON. */
function revived(key: string, value: unknown): unknown {
  return key === '__proto__' ? Number.NaN : value
}
