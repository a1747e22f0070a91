import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { decider, type DeciderParts, eventTypes, given } from 'tenon'
import { z } from 'zod'
import { anything } from '../given/mostly-valid.ts'
import { order } from './order.ts'

const placed = { type: 'Placed', data: { lines: ['a', 'b'], note: '' } } as const
const paid = { type: 'Paid', data: { cents: 100 } } as const
const noted = { type: 'Noted', data: { note: 'paid' } } as const
const pay = { do: 'pay', cents: 100 } as const

const boom = (): never => {
  throw new Error('boom')
}

const AS_EXPECTED = { kind: 'as_expected' }
const differs = (...lines: readonly string[]) => ({ kind: 'differs', says: lines.join('\n') })

describe('A decider that decides as expected', () => {
  test('decides events, after the given events', () => {
    assert.deepEqual(
      given(order, [])
        .when({ do: 'place', lines: ['a', 'b'] })
        .then([placed]),
      AS_EXPECTED,
    )
    assert.deepEqual(given(order, [placed]).when(pay).then([paid, noted]), AS_EXPECTED)
  })

  test('rejects, after the given events', () => {
    assert.deepEqual(given(order, []).when(pay).thenRejected('not_placed'), AS_EXPECTED)
    assert.deepEqual(given(order, [placed, paid]).when(pay).thenRejected('paid_before'), AS_EXPECTED)
  })

  test('decides that nothing happens', () => {
    assert.deepEqual(given(order, []).when({ do: 'note', notes: [] }).thenNothing(), AS_EXPECTED)
    assert.deepEqual(given(order, []).when({ do: 'note', notes: [] }).then([]), AS_EXPECTED)
  })
})

describe('A decider that decides something else', () => {
  test('differs event by event, and place by place', () => {
    assert.deepEqual(
      given(order, [])
        .when({ do: 'place', lines: ['a', 'c', 'd'] })
        .then([placed]),
      differs(
        'Event 1, Placed, differs at data.lines[1]: expected "b", decided "c".',
        'Event 1, Placed, differs at data.lines[2]: expected nothing, decided "d".',
      ),
    )
    assert.deepEqual(
      given(order, [placed]).when(pay).then([noted]),
      differs(
        'Event 1: expected Noted {"note":"paid"}, decided Paid {"cents":100}.',
        'Event 2: expected nothing, decided Noted {"note":"paid"}.',
      ),
    )
    assert.deepEqual(
      given(order, [])
        .when({ do: 'note', notes: ['paid'] })
        .then([noted, paid]),
      differs('Event 2: expected Paid {"cents":100}, decided nothing.'),
    )
  })

  test('differs where an event was expected, and it rejected', () => {
    assert.deepEqual(
      given(order, []).when(pay).then([paid]),
      differs('Expected Paid {"cents":100}. Decided was a rejection: "not_placed".'),
    )
    assert.deepEqual(
      given(order, []).when(pay).thenNothing(),
      differs('Expected nothing. Decided was a rejection: "not_placed".'),
    )
  })

  test('differs where a rejection was expected', () => {
    assert.deepEqual(
      given(order, []).when(pay).thenRejected('paid_before'),
      differs('The rejection differs at reason: expected "paid_before", decided "not_placed".'),
    )
    assert.deepEqual(
      given(order, [placed]).when(pay).thenRejected('not_placed'),
      differs('Expected a rejection: "not_placed". Decided were Paid {"cents":100}, Noted {"note":"paid"}.'),
    )
    assert.deepEqual(
      given(order, []).when({ do: 'note', notes: [] }).thenRejected('not_placed'),
      differs('Expected a rejection: "not_placed". Decided was nothing.'),
    )
  })

  test('by much is shown in part', () => {
    const notes = Array.from({ length: 50 }, (_, i) => String(i))
    const outcome = given(order, []).when({ do: 'note', notes }).thenNothing()
    assert.ok(outcome.kind === 'differs')
    const lines = outcome.says.split('\n')
    assert.equal(lines.length, 21)
    assert.equal(lines.at(-1), 'and 30 more')
    const long = given(order, [])
      .when({ do: 'note', notes: ['x'.repeat(1_000)] })
      .thenNothing()
    assert.ok(long.kind === 'differs' && long.says.length < 300)
  })
})

describe('Events of a test', () => {
  /** A clock: its data is written as a text, and read as a date. */
  interface Clock extends DeciderParts {
    readonly events: typeof ClockEvents
    readonly state: Date | null
    readonly command: string
    readonly rejection: { readonly since: Date }
  }
  const ClockEvents = eventTypes({
    Set: {
      version: 1,
      data: z.object({ at: z.iso.datetime().transform((text) => new Date(text)), by: z.string().default('none') }),
      from: {},
    },
  })
  const clock = decider<Clock>({
    name: 'clock',
    version: 1,
    events: ClockEvents,
    initialState: null,
    decide: (at, since) => (since !== null ? { rejected: { since } } : { events: [{ type: 'Set', data: { at } }] }),
    evolve: (_, event) => event.data.at,
  })
  const noon = '2026-01-01T12:00:00Z'
  const set = { type: 'Set', data: { at: noon } } as const

  test('are folded as their schemas return them, and compared as a store keeps them', () => {
    assert.deepEqual(given(clock, []).when(noon).then([set]), AS_EXPECTED)
    assert.deepEqual(
      given(clock, [set])
        .when(noon)
        .thenRejected({ since: new Date(noon) }),
      AS_EXPECTED,
    )
    assert.deepEqual(
      given(clock, [set])
        .when(noon)
        .thenRejected({ since: new Date(0) }),
      differs('The rejection differs at reason.since: expected the date 0, decided the date 1767268800000.'),
    )
    assert.deepEqual(
      given(clock, [])
        .when(noon)
        .then([{ type: 'Set', data: { at: noon, by: 'none' } }]),
      differs('Event 1, Set, differs at data.by: expected "none", decided nothing.'),
    )
  })

  test('must fit their types', () => {
    const midnight = { type: 'Set', data: { at: 'midnight' } } as const
    assert.deepEqual(
      given(clock, [set, midnight]).when(noon).thenNothing(),
      differs('Given event 2: The data of Set does not fit: at: Invalid ISO datetime.'),
    )
    assert.deepEqual(
      given(clock, []).when(noon).then([midnight]),
      differs('Expected event 1: The data of Set does not fit: at: Invalid ISO datetime.'),
    )
    const undecided = given(clock, []).when('midnight').thenNothing()
    assert.match(
      undecided.kind === 'differs' ? undecided.says : '',
      /^At the start of the given events, decide of clock .*does not fit: at: Invalid ISO datetime/,
    )
  })
})

describe('A decider that is broken', () => {
  interface Broken extends DeciderParts {
    readonly events: typeof Types
    readonly state: number
    readonly command: unknown
    readonly rejection: unknown
  }
  const Types = eventTypes({ Done: { version: 1, data: z.unknown(), from: {} } })
  const done = { type: 'Done', data: 1 } as const
  const broken = (decide: () => unknown, evolve: () => unknown) =>
    decider<Broken>({
      name: 'broken',
      version: 1,
      events: Types,
      initialState: 0,
      decide: decide as () => never,
      evolve: evolve as () => number,
    })

  test('differs in every comparison, with what it did', () => {
    for (const [decide, evolve, says] of [
      [() => ({ events: [] }), boom, /at revision 0 of the given events, evolve of broken, given Done, threw: boom/i],
      [boom, () => 1, /at revision 0 of the given events, decide of broken threw: boom/i],
      [() => Promise.reject(new Error('later')), () => 1, /returned a promise/],
      [() => ({ events: [] }), () => Promise.reject(new Error('later')), /returned a promise/],
      [() => undefined, () => 1, /returned neither events nor rejected/],
      [() => ({ events: [{ type: 'Lost', data: 1 }] }), () => 1, /Lost is not a declared type/],
      [() => ({ events: [{ type: 'Done', data: new Date() }] }), () => 1, /Date/],
    ] as const) {
      const when = given(broken(decide, evolve), [done]).when('x')
      for (const outcome of [when.then([done]), when.thenRejected('x'), when.thenNothing()]) {
        assert.ok(outcome.kind === 'differs')
        assert.match(outcome.says, says)
      }
    }
  })

  test('never makes a comparison throw, whatever it returns and whatever is compared', () => {
    const hostile = fc.oneof(
      anything,
      fc.constantFrom(
        Object.create(null),
        new Proxy({}, { ownKeys: boom, getOwnPropertyDescriptor: boom }),
        {
          get events() {
            return boom()
          },
        },
        {
          rejected: {
            get reason() {
              return boom()
            },
          },
        },
        circle(),
      ),
    )
    fc.assert(
      fc.property(
        fc.oneof(hostile, fc.record({ rejected: hostile }), fc.record({ events: hostile })),
        hostile,
        (decision, reason) => {
          const when = given(
            broken(
              () => decision,
              () => 1,
            ),
            [done],
          ).when('x')
          for (const outcome of [when.then([done]), when.thenRejected(reason), when.thenNothing()])
            assert.ok(['as_expected', 'differs'].includes(outcome.kind))
        },
      ),
      { numRuns: 1_000 },
    )
    for (const events of [null, [null], 7, { entries: boom }])
      assert.equal(
        Reflect.apply(given, undefined, [
          broken(
            () => ({ events: [] }),
            () => 1,
          ),
          events,
        ])
          .when('x')
          .thenNothing().kind,
        'differs',
      )
  })
})

test('A reason is as expected exactly if it is equal', () => {
  interface Any extends DeciderParts {
    readonly events: typeof Types
    readonly state: null
    readonly command: unknown
    readonly rejection: unknown
  }
  const Types = eventTypes({ Done: { version: 1, data: z.unknown(), from: {} } })
  const rejecting = decider<Any>({
    name: 'rejecting',
    version: 1,
    events: Types,
    initialState: null,
    decide: (command) => ({ rejected: command }),
    evolve: () => null,
  })
  const reason = fc.jsonValue({ maxDepth: 2 })
  fc.assert(
    fc.property(reason, reason, (one, other) => {
      const equal = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
      assert.equal(given(rejecting, []).when(one).thenRejected(other).kind, equal ? 'as_expected' : 'differs')
      assert.equal(given(rejecting, []).when(one).thenRejected(structuredClone(one)).kind, 'as_expected')
    }),
  )
  // Objects of classes are the same only if they are identical.
  const place = new URL('https://example.org')
  assert.equal(given(rejecting, []).when(place).thenRejected(place).kind, 'as_expected')
  assert.deepEqual(
    given(rejecting, []).when(place).thenRejected(new URL('https://example.com')),
    differs(
      'The rejection differs at reason: expected an object that is not JSON, decided an object that is not JSON.',
    ),
  )
})

test('What `when` returns cannot be awaited, and the error says so', async () => {
  const when: unknown = given(order, []).when(pay)
  await assert.rejects(
    async () => await when,
    new TypeError('then takes a list of events. What `when` returns is no promise: do not await it.'),
  )
})

const circle = (): object => {
  const it: { self: unknown } = { self: null }
  it.self = it
  return it
}

/** Returns JSON with the keys of its objects in order, and −0 told from 0. */
const sorted = (value: unknown): unknown => {
  if (Object.is(value, -0)) return '-0'
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const parts = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return { parts: parts.map(([key, part]) => [key, sorted(part)]) }
}
