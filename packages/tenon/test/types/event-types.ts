import { type } from 'arktype'
import {
  eventTypes,
  type EventOf,
  joinEventTypes,
  type NewEventOf,
  type RecordedEvent,
  type RecordedEventOf,
} from 'tenon'
import * as v from 'valibot'
import { z } from 'zod'

/** True if both types accept exactly the same values. */
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
const same = <T extends true>(holds: T): T => holds

export const Orders = eventTypes({
  Placed: {
    version: 3,
    data: z.object({ lines: z.number(), at: z.iso.datetime().transform((text) => new Date(text)) }),
    from: {
      1: { data: z.object({ count: z.string() }), to: (old) => ({ lines: old.count.length }) },
      2: { data: v.object({ lines: v.number() }), to: ({ lines }) => ({ lines, at: `2026-01-0${lines.toFixed(0)}` }) },
    },
  },
  Shipped: { version: 1, data: v.object({ carrier: v.string() }), from: {} },
  Paid: { version: 1, data: type({ cents: 'number' }), from: {} },
})

// New events have what the schema takes; events that are read have what it returns.
same<Same<Extract<NewEventOf<typeof Orders>, { type: 'Placed' }>['data'], { lines: number; at: string }>>(true)
same<Same<Extract<EventOf<typeof Orders>, { type: 'Placed' }>['data'], { lines: number; at: Date }>>(true)
same<Same<EventOf<typeof Orders, 'Placed'>['data'], { lines: number; at: Date }>>(true)
same<Same<RecordedEventOf<typeof Orders, 'Placed'>['data'], { lines: number; at: Date }>>(true)
same<Same<EventOf<typeof Orders>['type'], 'Placed' | 'Shipped' | 'Paid'>>(true)
same<Same<(typeof Orders)['names'][number], 'Placed' | 'Shipped' | 'Paid'>>(true)

// An event narrows by its type, and keeps its place.
export const told = (event: RecordedEventOf<typeof Orders>): string => {
  switch (event.type) {
    case 'Placed':
      return `${event.data.at.getTime()} ${event.stream}@${event.revision}`
    case 'Shipped':
      return event.data.carrier.trim()
    case 'Paid':
      return event.data.cents.toFixed(2)
    default:
      return event satisfies never
  }
}

// What `read` returns is one of the types, or unreadable with a reason.
export const read = (event: RecordedEvent): string => {
  const outcome = Orders.read(event)
  if (outcome.kind === 'event') return told(outcome.event)
  same<Same<typeof outcome.why, 'unknown_type' | 'unknown_version' | 'unfit'>>(true)
  return outcome.says
}

// What was written can be appended without a cast.
const written = Orders.write('Shipped', { carrier: 'DHL' })
export const event =
  written.kind === 'written' &&
  ({ id: '', type: written.type, data: written.data, metadata: { schema: written.schema } } satisfies NewEvent)
type NewEvent = Parameters<import('tenon').EventStore['append']>[0]['events'][number]

// Data may be readonly, at every depth, although the schema's own type is not.
const Trips = eventTypes({
  Gone: {
    version: 1,
    data: z.object({ legs: z.array(z.object({ via: z.array(z.string()) })), at: z.tuple([z.number(), z.string()]) }),
    from: {},
  },
  // Its type contains itself.
  Noted: { version: 1, data: z.json(), from: {} },
  Any: { version: 1, data: z.unknown(), from: {} },
})
interface Trip {
  readonly legs: readonly { readonly via: readonly string[] }[]
  readonly at: readonly [number, string]
}
export const gone = (trip: Trip) => Trips.write('Gone', trip)
export const noted = (trips: readonly Trip[]): NewEventOf<typeof Trips> => ({ type: 'Any', data: trips })
Trips.write('Noted', ['a', { b: [1, null] }])
// @ts-expect-error -- an item deep inside is of another type
Trips.write('Gone', { legs: [{ via: [1] }], at: [1, ''] })
// @ts-expect-error -- the list is too long
Trips.write('Gone', { legs: [], at: [1, '', ''] })

// @ts-expect-error -- the data of another type
Orders.write('Paid', { carrier: 'DHL' })
// @ts-expect-error -- what the schema returns, not what it takes
Orders.write('Placed', { lines: 1, at: new Date() })
// @ts-expect-error -- a field is missing
Orders.write('Placed', { lines: 1 })
// @ts-expect-error -- a type that is not declared
Orders.write('Lost', {})
// @ts-expect-error -- the data of another type
export const wrong: NewEventOf<typeof Orders> = { type: 'Paid', data: { carrier: 'DHL' } }
// @ts-expect-error -- a frozen list
Orders.names.push('Lost')

eventTypes({
  // @ts-expect-error -- there is no step, not even {}
  Opened: { version: 1, data: z.null() },
})
eventTypes({
  // @ts-expect-error -- the data is no schema
  Opened: { version: 1, data: { lines: 'number' }, from: {} },
})
eventTypes({
  // @ts-expect-error -- the version is a number
  Opened: { version: '1', data: z.null(), from: {} },
})
eventTypes({
  Opened: {
    version: 2,
    data: z.object({ lines: z.number() }),
    // @ts-expect-error -- the older version has no such field
    from: { 1: { data: z.object({ count: z.number() }), to: (old) => ({ lines: old.lines }) } },
  },
})
eventTypes({
  Opened: {
    version: 2,
    data: z.null(),
    // @ts-expect-error -- a step without a schema
    from: { 1: { to: () => null } },
  },
})

// Two groups are joined with the types of both.
const Joined = joinEventTypes(
  Orders,
  eventTypes({ Lost: { version: 1, data: z.object({ by: z.string() }), from: {} } }),
)
same<Same<EventOf<typeof Joined>['type'], 'Placed' | 'Shipped' | 'Paid' | 'Lost'>>(true)
same<Same<Extract<EventOf<typeof Joined>, { type: 'Lost' }>['data'], { by: string }>>(true)
same<Same<Extract<EventOf<typeof Joined>, { type: 'Paid' }>['data'], { cents: number }>>(true)
// @ts-expect-error -- the data of another type
Joined.write('Lost', { cents: 1 })
