import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { createContext, runInContext } from 'node:vm'
import type { EventStore, Json, RecordedEvent } from 'tenon'
import { event, gives, nth, openStore, settings } from './stores.ts'

/** JSON of every kind; each must come back equal. */
const samples: readonly Json[] = [
  null,
  true,
  false,
  0,
  1.5,
  -1e-300,
  5e-324,
  1.7976931348623157e308,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
  2 ** 53,
  123_456_789_012_345_680_000,
  '',
  ' ',
  'null',
  '"\\/\b\f\n\r\t',
  '\u0000 \u0001 \u001F \u007F \u0080 \u009F',
  "'; DROP TABLE events; --",
  '],[',
  'é and e\u0301, ﬁ, 漢字, 😀, 👩‍👩‍👧, \u{10FFFF}',
  '\u2028\u2029\uFEFF\uFFFE\uFFFF',
  [],
  {},
  [[], [[]], {}],
  [1, 'two', null, { three: [3] }],
  { '': 1, ' ': 2, 'a.b': 3, 'a"b': 4, '\n': 5, 10: 6, '-1': 7, é: 8, 'e\u0301': 9 },
  { constructor: 1, toString: 2, hasOwnProperty: 3, length: 4, toJSON: 5 },
]

for (const setting of settings) {
  suite(`data on ${setting.name}`, () => {
    test('comes back equal, as data of an event and inside metadata', async (t) => {
      const { store } = await openStore(t, setting)
      for (const sample of samples) {
        const made = { ...event(sample), metadata: { sample } }
        gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [made] }), 'appended')
        const { data, metadata } = await newest(store)
        assert.deepEqual(data, sample)
        assert.deepEqual(metadata, { sample })
      }
      const page = gives(await store.read({ stream: 'a-1', from: 'start', direction: 'forward', limit: 1_000 }), 'page')
      assert.deepEqual(
        page.events.map(({ data }) => data),
        samples,
      )
    })

    test('keeps __proto__ as a key like any other', async (t) => {
      const { store } = await openStore(t, setting)
      const text = '{"__proto__":{"polluted":true},"in":{"__proto__":null,"a":[{"__proto__":1}]}}'
      const made = { ...event(), data: JSON.parse(text), metadata: JSON.parse(text) }
      gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [made] }), 'appended')
      const { data, metadata } = await newest(store)
      assert.deepEqual([JSON.stringify(data), JSON.stringify(metadata)], [text, text])
      assert.ok(Object.hasOwn(metadata, '__proto__'))
      assert.equal(Object.getPrototypeOf(metadata), Object.prototype)
      assert.equal(Reflect.get({}, 'polluted'), undefined)
    })

    test('gives -0 back as 0', async (t) => {
      const { store } = await openStore(t, setting)
      for (const data of [-0, { n: -0 }, [-0]]) {
        gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [event(data)] }), 'appended')
        const { data: found } = await newest(store)
        assert.deepEqual(found, JSON.parse(JSON.stringify(data)))
      }
    })

    test('may be nested 100 deep, and not 101', async (t) => {
      const { store } = await openStore(t, setting)
      for (const nest of [inArrays, inObjects]) {
        const deep = nest(100)
        gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [event(deep)] }), 'appended')
        assert.deepEqual((await newest(store)).data, deep)
        const failed = gives(
          await store.append({ stream: 'a-1', expectedRevision: 'any', events: [event(nest(101))] }),
          'failed',
        )
        assert.equal(failed.failure, 'invalid')
      }
    })

    test('may be exactly as large as the limit in bytes of UTF-8, and not a byte larger', async (t) => {
      const { store, executor } = await openStore(t, setting)
      const most = executor.limits.max_event_bytes
      const besides = '""'.length + '{}'.length
      for (const [letter, bytes] of [
        ['x', 1],
        ['é', 2],
        ['€', 3],
        ['😀', 4],
        ['\u0001', 6],
      ] as const) {
        const many = Math.floor((most - besides) / bytes)
        const fits = `${'x'.repeat(most - besides - many * bytes)}${letter.repeat(many)}`
        gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [event(fits)] }), 'appended')
        assert.ok((await newest(store)).data === fits, `all of ${letter}`)
        const reached = executor.calls.length
        const large = [event(), event(`x${fits}`)]
        const failed = gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: large }), 'failed')
        assert.deepEqual([failed.failure, failed.effect], ['too_large', 'none'])
        assert.match(failed.says, /events\[1\].*1,048,577.*max_event_bytes.*1,048,576/)
        assert.equal(executor.calls.length, reached)
      }
    })

    test('counts metadata into the size of an event', async (t) => {
      const { store, executor } = await openStore(t, setting)
      const half = 'x'.repeat(executor.limits.max_event_bytes / 2)
      const failed = gives(
        await store.append({
          stream: 'a-1',
          expectedRevision: 'any',
          events: [{ ...event(half), metadata: { half } }],
        }),
        'failed',
      )
      assert.equal(failed.failure, 'too_large')
    })

    test('is taken when append is called: what the caller does to it later is not stored', async (t) => {
      const { store } = await openStore(t, setting)
      const data = { lines: [{ at: 1 }] }
      const metadata = { by: 'ada' }
      const batch = [{ ...event(), data, metadata }]
      const fields = { stream: 'a-1', expectedRevision: 'any' as const, events: batch }
      const answer = store.append(fields)
      data.lines.push({ at: 2 })
      nth(data.lines, 0).at = 9
      metadata.by = 'bob'
      fields.stream = 'b-1'
      batch.push({ ...event(), data, metadata })
      gives(await answer, 'appended')
      const kept = await newest(store)
      assert.deepEqual([kept.data, kept.metadata, kept.revision], [{ lines: [{ at: 1 }] }, { by: 'ada' }, 0])
    })

    test('is a fresh object at each read: what a reader does to it no other reader sees', async (t) => {
      const { store } = await openStore(t, setting)
      const made = { ...event({ list: [1] }), metadata: { by: 'ada' } }
      gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [made] }), 'appended')
      const [one, other] = [await newest(store), await newest(store)]
      assert.notEqual(one, other)
      assert.notEqual(one.data, other.data)
      assert.notEqual(one.metadata, other.metadata)
      Reflect.set(one.metadata, 'by', 'bob')
      assert.deepEqual((await newest(store)).metadata, { by: 'ada' })
    })

    test('may be a plain object of another realm or one without a prototype', async (t) => {
      const { store } = await openStore(t, setting)
      const foreign: unknown = runInContext('({ a: [1, { b: 2 }] })', createContext())
      const bare: unknown = Object.assign(Object.create(null), { a: [1, { b: 2 }] })
      for (const data of [foreign, bare]) {
        assert.ok(typeof data === 'object' && data !== null)
        const made = { ...event(), data, metadata: data }
        gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [made] }), 'appended')
        assert.deepEqual((await newest(store)).data, { a: [1, { b: 2 }] })
      }
    })
  })
}

const newest = async (store: EventStore): Promise<RecordedEvent> =>
  nth(gives(await store.read({ stream: 'a-1', from: 'end', direction: 'backward', limit: 1 }), 'page').events, 0)

const inArrays = (depth: number): Json =>
  Array.from({ length: depth }).reduce<Json>((inner, _, i) => (i === 0 ? [] : [inner]), null)

const inObjects = (depth: number): Json =>
  Array.from({ length: depth }).reduce<Json>((inner, _, i) => (i === 0 ? {} : { in: inner }), null)
