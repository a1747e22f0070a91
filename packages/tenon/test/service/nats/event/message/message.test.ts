import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { suite, test } from 'node:test'
import * as fc from 'fast-check'
import { check, type Event } from 'tenon'
import type { WrittenAppend } from '../../../../../src/domain/event/append.ts'
import { Append } from '../../../../../src/domain/event/intent.ts'
import {
  bodyFor,
  eventsOf,
  eventsText,
  headersFor,
  type Heading,
  headingIn,
  PLACES,
  positionOf,
  sequenceOf,
} from '../../../../../src/service/nats/event/message/message.ts'
import { event } from '../../../semantics/stores.ts'

suite('the headers of an append', () => {
  test('are its fence, and nothing else', () => {
    fc.assert(
      fc.property(fc.nat(), (behind) => {
        assert.deepEqual(headersFor('STORE', behind).toString('latin1').split('\r\n'), [
          'NATS/1.0',
          'Nats-Expected-Stream: STORE',
          `Nats-Expected-Last-Subject-Sequence: ${behind}`,
          '',
          '',
        ])
      }),
    )
  })

  test('are with what the body says beside the events within 512 bytes, however long the names and numbers', () => {
    const headers = headersFor('S'.repeat(255), Number.MAX_SAFE_INTEGER)
    assert.ok(headers.length + bodyFor('z'.repeat(64), Number.MAX_SAFE_INTEGER - PLACES, '').length <= 512)
  })
})

suite('the body of an append', () => {
  test('is read back as which append it is and the events that were appended', () => {
    fc.assert(
      fc.property(events, append, revision, fc.integer({ min: 1, max: 2 ** 40 }), (made, id, first, sequence) => {
        const body = bodyFor(id, first, eventsText(writtenAppend(made))).toString()
        const heading = headingIn(body)
        assert.ok(heading !== undefined)
        assert.deepEqual([heading.append, heading.first, heading.count], [id, first, made.length])
        assert.deepEqual(
          eventsOf('s', { sequence, at: 7 }, heading),
          made.map(({ id: eventId, type, data, metadata }, i) => ({
            id: eventId,
            type,
            // Changes by JSON, such as to -0, happened before.
            data: JSON.parse(JSON.stringify(data)),
            metadata: JSON.parse(JSON.stringify(metadata)),
            stream: 's',
            revision: first + i,
            position: sequence * 1_000 + i,
            recordedAt: 7,
          })),
        )
      }),
      { numRuns: 150 },
    )
  })

  test('is one JSON object, whose fields are stated in this order', () => {
    const made = { id: randomUUID(), type: 'T', data: { a: 'ü' }, metadata: {} }
    const body = bodyFor('a1', 7, eventsText(writtenAppend([made]))).toString()
    assert.equal(body, JSON.stringify({ tenon: 1, append: 'a1', first: 7, events: [made] }))
  })

  test('keeps __proto__ as a key like any other', () => {
    const data: object = JSON.parse('{"__proto__":{"a":1},"b":2}')
    const body = bodyFor('a', 0, eventsText(writtenAppend([{ ...event(), data, metadata: data }]))).toString()
    const [read] = readOf(headingIn(body)) ?? []
    assert.equal(JSON.stringify(read?.data), JSON.stringify(data))
    assert.equal(JSON.stringify(read?.metadata), JSON.stringify(data))
  })

  test('may say more than we know, which is ignored, and in any order', () => {
    const text = `{ "later": 1, "events": [{ "more": 2, "metadata": {}, "data": null, "type": "T", "id": "${good.id}" }],
      "first": 0, "append": "a", "tenon": 1 }`
    const [read] = readOf(headingIn(text)) ?? []
    assert.deepEqual(read, { ...good, data: null, stream: 's', revision: 0, position: 1_000, recordedAt: 0 })
  })

  test('that is not exactly ours is nothing', () => {
    assert.deepEqual(headingIn(JSON.stringify(ours)), { append: 'a', first: 0, count: 1, events: [good] })
    for (const body of [
      '',
      '[',
      'null',
      '"events"',
      '7',
      '[]',
      '{}',
      JSON.stringify([good]),
      `${JSON.stringify(ours)}x`,
      '\uFEFF{}',
    ])
      assert.equal(headingIn(body), undefined, body)
    for (const stated of [
      { tenon: undefined },
      { tenon: null },
      { tenon: 2 },
      { tenon: '1' },
      { tenon: true },
      { append: undefined },
      { append: '' },
      { append: 7 },
      { append: null },
      { append: 'a b' },
      { append: 'a\n' },
      { append: 'ä' },
      { append: 'a'.repeat(65) },
      { first: undefined },
      { first: null },
      { first: '0' },
      { first: -1 },
      { first: 1.5 },
      { first: 1e300 },
      { first: Number.MAX_SAFE_INTEGER },
      { events: undefined },
      { events: null },
      { events: [] },
      { events: 'T' },
      { events: good },
      { events: { length: 1, 0: good } },
      { events: Array.from({ length: PLACES + 1 }, () => good) },
    ])
      assert.equal(headingIn(JSON.stringify({ ...ours, ...stated })), undefined, JSON.stringify(stated).slice(0, 100))
    assert.equal(
      headingIn(JSON.stringify({ ...ours, events: Array.from({ length: PLACES }, () => good) }))?.count,
      PLACES,
    )
  })

  test('that holds what is no event is none of ours', () => {
    assert.equal(reads([good])?.length, 1)
    for (const written of [
      null,
      7,
      'T',
      [],
      { ...good, id: undefined },
      { ...good, id: 7 },
      { ...good, id: good.id.toUpperCase().replace(/\d/g, 'A') },
      { ...good, type: undefined },
      { ...good, type: '' },
      { ...good, type: 'a\nb' },
      { ...good, data: undefined },
      { ...good, metadata: undefined },
      { ...good, metadata: null },
      { ...good, metadata: [] },
      { ...good, metadata: 'none' },
    ]) {
      assert.equal(reads([written]), undefined, JSON.stringify(written))
      assert.equal(reads([good, written]), undefined, JSON.stringify(written))
    }
    assert.equal(reads([{ ...good, data: null }])?.length, 1)
  })
})

suite('a position', () => {
  test('is of one message and one event in it, and rises with both', () => {
    const place = fc.record({ sequence: fc.integer({ min: 1, max: 2 ** 42 }), index: fc.nat(PLACES - 1) })
    fc.assert(
      fc.property(place, place, (one, other) => {
        const position = positionOf(one.sequence, one.index)
        assert.ok(Number.isSafeInteger(position) && position > 0)
        assert.equal(sequenceOf(position), one.sequence)
        const rises = Math.sign(one.sequence - other.sequence) || Math.sign(one.index - other.index)
        assert.equal(Math.sign(position - positionOf(other.sequence, other.index)), rises)
      }),
    )
  })
})

const good = Object.freeze({ id: randomUUID(), type: 'T', data: 1, metadata: {} })

/** Returns the content of the body of an append. */
const ours = Object.freeze({ tenon: 1, append: 'a', first: 0, events: [good] })

const append = fc.string({ unit: fc.constantFrom('0', 'z', 'Z', '_', '-'), minLength: 1, maxLength: 64 })

const revision = fc.oneof(fc.nat(), fc.constantFrom(0, Number.MAX_SAFE_INTEGER - PLACES))

const events = fc.uniqueArray(
  fc.record({
    id: fc.uuid(),
    type: fc.constantFrom('T', 'Ü "quoted" \\', '😀'.repeat(255)),
    data: fc.jsonValue(),
    metadata: fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()),
  }),
  { minLength: 1, maxLength: 5, selector: ({ id }) => id },
)

const writtenAppend = (made: readonly (Event & { readonly data: unknown })[]): WrittenAppend => {
  const checked = check(Append, { stream: 's', expectedRevision: 'any', events: made })
  assert.ok(checked.fits, checked.fits ? '' : checked.says)
  return checked.value
}

const readOf = (heading: Heading | undefined) =>
  heading === undefined ? undefined : eventsOf('s', { sequence: 1, at: 0 }, heading)

/** Returns what is read from a body with these events. */
const reads = (written: readonly unknown[]) => readOf(headingIn(JSON.stringify({ ...ours, events: written })))
