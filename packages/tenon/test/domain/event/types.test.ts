import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type } from 'arktype'
import { eventTypes, joinEventTypes } from 'tenon'
import * as v from 'valibot'
import { z } from 'zod'
import { recorded } from './recorded.ts'

const Orders = eventTypes({
  OrderPlaced: {
    version: 3,
    data: z.object({ lines: z.number(), currency: z.string(), rush: z.boolean() }),
    from: {
      1: { data: z.object({ count: z.number() }), to: ({ count }) => ({ lines: count, currency: 'EUR' }) },
      2: { data: z.object({ lines: z.number(), currency: z.string() }), to: (old) => ({ ...old, rush: false }) },
    },
  },
  OrderShipped: { version: 1, data: v.object({ carrier: v.string() }), from: {} },
  OrderPaid: { version: 1, data: type({ cents: 'number' }), from: {} },
})

/** Writes data as a program without a compiler could. Returns why it is refused. */
const refused = (name: string, data: unknown): string => {
  const outcome: { readonly says: string } = Reflect.apply(Orders.write, undefined, [name, data])
  return outcome.says
}

describe('Data of a new event', () => {
  test('that fits is written with the newest version, whichever library the schema comes from', () => {
    const placed = { lines: 3, currency: 'CHF', rush: true }
    assert.deepEqual(Orders.write('OrderPlaced', placed), {
      kind: 'written',
      type: 'OrderPlaced',
      data: placed,
      output: placed,
      schema: 3,
    })
    assert.deepEqual(Orders.write('OrderShipped', { carrier: 'DHL' }).kind, 'written')
    assert.deepEqual(Orders.write('OrderPaid', { cents: 100 }).kind, 'written')
  })

  test('that does not fit is refused with the place and the reason, whichever library the schema comes from', () => {
    assert.equal(
      refused('OrderPlaced', { lines: '3', currency: 'CHF', rush: true }),
      'The data of OrderPlaced does not fit: lines: Invalid input: expected number, received string.',
    )
    assert.equal(
      refused('OrderShipped', { carrier: 1 }),
      'The data of OrderShipped does not fit: carrier: Invalid type: Expected string but received 1.',
    )
    assert.equal(
      refused('OrderPaid', { cents: '1' }),
      'The data of OrderPaid does not fit: cents must be a number (was a string).',
    )
  })

  test('that is not JSON is refused, although its schema accepts it, because no store could append it', () => {
    const { write } = eventTypes({ Opened: { version: 1, data: z.unknown(), from: {} } })
    for (const [data, says] of [
      [undefined, 'is undefined, which JSON cannot represent: leave the key out or use null'],
      [{ at: new Date() }, 'at is an instance of Date, not a plain object: turn it into JSON first'],
      [{ list: [1, Number.NaN] }, 'list[1] is NaN, which JSON cannot represent'],
      [1n, 'is a bigint, which JSON cannot represent'],
    ])
      assert.deepEqual(write('Opened', data), { kind: 'unfit', says: `The data of Opened is not JSON: ${says}.` })
  })

  test('is stored as it was stated, and later changes of it do not reach what was written', () => {
    const Tagged = eventTypes({
      Tagged: {
        version: 1,
        data: z.object({ tags: z.array(z.string()), at: z.string().transform((text) => new Date(text)) }),
        from: {},
      },
    })
    const data = { tags: ['a'], at: '2026-01-01T00:00:00.000Z' }
    const written = Tagged.write('Tagged', data)
    data.tags.push('b')
    assert.ok(written.kind === 'written')
    assert.deepEqual(written.data, { tags: ['a'], at: '2026-01-01T00:00:00.000Z' })
    const read = Tagged.read(recorded('Tagged', written.data, { schema: 1 }))
    assert.ok(read.kind === 'event')
    assert.deepEqual(read.event.data, { tags: ['a'], at: new Date('2026-01-01T00:00:00.000Z') })
  })

  test('of a type that is not declared is refused', () => {
    const { write } = eventTypes({ Opened: { version: 1, data: z.unknown(), from: {} } })
    for (const name of ['Closed', '__proto__', 'constructor', 'toString'])
      assert.deepEqual(Reflect.apply(write, undefined, [name, {}]), {
        kind: 'unfit',
        says: `${name} is not a declared type. Declared are Opened.`,
      })
  })
})

describe('A recorded event', () => {
  test('of the newest version is read with what its schema returns, and with its place', () => {
    const event = recorded('OrderPlaced', { lines: 3, currency: 'CHF', rush: true, more: 1 }, { schema: 3, by: 'me' })
    assert.deepEqual(Orders.read(event), {
      kind: 'event',
      event: { ...event, data: { lines: 3, currency: 'CHF', rush: true } },
    })
  })

  test('of an older version takes every step to the newest', () => {
    const data = { lines: 3, currency: 'EUR', rush: false }
    for (const event of [
      recorded('OrderPlaced', { count: 3 }, {}),
      recorded('OrderPlaced', { count: 3 }, { schema: 1 }),
      recorded('OrderPlaced', { lines: 3, currency: 'EUR' }, { schema: 2 }),
    ])
      assert.deepEqual(Orders.read(event), { kind: 'event', event: { ...event, data } })
  })

  test('of a type that is not declared is unreadable, and named', () => {
    const event = recorded('OrderLost', {}, {})
    assert.deepEqual(Orders.read(event), {
      kind: 'unreadable',
      why: 'unknown_type',
      recorded: event,
      says:
        'The event OrderLost at revision 3 of order-7 cannot be read: its type is not declared. ' +
        'Declared are OrderPlaced, OrderShipped, OrderPaid.',
    })
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const read = Orders.read(recorded(name, {}, {}))
      assert.equal(read.kind === 'unreadable' && read.why, 'unknown_type', name)
    }
  })

  test('of a higher version is unreadable, and never guessed', () => {
    const event = recorded('OrderShipped', { carrier: 'DHL' }, { schema: 2 })
    assert.deepEqual(Orders.read(event), {
      kind: 'unreadable',
      why: 'unknown_version',
      recorded: event,
      says:
        'The event OrderShipped at revision 3 of order-7 cannot be read: ' +
        'it is version 2 of its type, and this program knows versions up to 1.',
    })
  })

  test('whose metadata states no whole number from 1 is unreadable', () => {
    for (const schema of ['1', 0, -1, 1.5, null, true, 2 ** 53, [1], {}]) {
      const read = Orders.read(recorded('OrderShipped', { carrier: 'DHL' }, { schema }))
      assert.ok(read.kind === 'unreadable')
      assert.equal(read.why, 'unknown_version', JSON.stringify(schema))
      assert.match(read.says, /: the schema in its metadata is not a whole number from 1\.$/)
    }
  })

  test('whose data does not fit the schema of its version is unreadable, with the version and the place', () => {
    const newest = Orders.read(recorded('OrderPlaced', { lines: '3' }, { schema: 2 }))
    assert.ok(newest.kind === 'unreadable')
    assert.equal(newest.why, 'unfit')
    assert.equal(
      newest.says,
      'The event OrderPlaced at revision 3 of order-7 cannot be read: version 2 of its data does not fit: ' +
        'lines: Invalid input: expected number, received string (and 1 more).',
    )
  })

  test('is unreadable if a step returns what the next version cannot be', () => {
    const Broken = eventTypes({
      Moved: {
        version: 2,
        data: z.object({ to: z.string() }),
        from: { 1: { data: z.object({ place: z.string() }), to: ({ place }) => ({ too: place }) } },
      },
    })
    const read = Broken.read(recorded('Moved', { place: 'here' }, {}))
    assert.ok(read.kind === 'unreadable')
    assert.match(read.says, /version 2 of its data does not fit: to: Invalid input/)
  })

  test('in an unreadable message cannot hide or flood text', () => {
    const read = Orders.read({ ...recorded(`\u202e${'x'.repeat(300)}`, {}, {}), stream: 'a\u2066b' })
    assert.ok(read.kind === 'unreadable')
    assert.match(read.says, /^The event \\u202ex+…x+ at revision 3 of a\\u2066b cannot be read: /)
    const many = eventTypes(
      Object.fromEntries(
        Array.from({ length: 30 }, (_, i) => [`Type${i}`, { version: 1, data: z.unknown(), from: {} }]),
      ),
    )
    const lost = many.read(recorded('Lost', {}, {}))
    assert.match(lost.kind === 'unreadable' ? lost.says : '', /Declared are Type0, .*, Type9 and 20 more\.$/)
  })
})

describe('Two groups of types', () => {
  const Payments = eventTypes({ Paid: { version: 1, data: z.object({ cents: z.number() }), from: {} } })

  test('are joined into one that reads and writes both', () => {
    const both = joinEventTypes(Orders, Payments)
    assert.deepEqual(both.names, ['OrderPlaced', 'OrderShipped', 'OrderPaid', 'Paid'])
    assert.equal(both.read(recorded('Paid', { cents: 1 }, {})).kind, 'event')
    assert.equal(both.read(recorded('OrderPlaced', { count: 1 }, {})).kind, 'event')
    assert.equal(both.write('Paid', { cents: 1 }).kind, 'written')
  })

  test('that both declare a type cannot be joined, and the error names each such type', () => {
    const other = eventTypes({
      Other: { version: 1, data: z.null(), from: {} },
      OrderPaid: { version: 1, data: z.null(), from: {} },
      OrderPlaced: { version: 1, data: z.null(), from: {} },
    })
    assert.throws(
      () => joinEventTypes(Orders, other),
      new TypeError('These types of events are declared in both groups: OrderPlaced, OrderPaid.'),
    )
  })
})
