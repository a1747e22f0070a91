import { decider, type DeciderParts, eventTypes, documentProjection, type DocumentParts, given } from 'tenon'
import * as v from 'valibot'
import { type } from 'arktype'
import { z } from 'zod'

const OrderEvents = eventTypes({
  OrderPlaced: {
    version: 2,
    data: z.object({ lines: z.number(), currency: z.string() }),
    from: { 1: { data: z.object({ lines: z.number() }), to: (old) => ({ ...old, currency: 'EUR' }) } },
  },
  OrderShipped: { version: 1, data: v.object({ carrier: v.string() }), from: {} },
  OrderPaid: { version: 1, data: type({ cents: 'number' }), from: {} },
})

interface Order extends DeciderParts {
  readonly events: typeof OrderEvents
  readonly state: 'none' | 'placed' | 'shipped'
  readonly command: { readonly do: 'place'; readonly lines: number } | { readonly do: 'ship'; readonly carrier: string }
  readonly rejection: 'placed_before' | 'not_placed'
}

export const order = decider<Order>({
  name: 'order',
  version: 1,
  events: OrderEvents,
  initialState: 'none',
  decide: (command, state) => {
    switch (command.do) {
      case 'place':
        return state === 'none'
          ? { events: [{ type: 'OrderPlaced', data: { lines: command.lines, currency: 'EUR' } }] }
          : { rejected: 'placed_before' }
      case 'ship':
        return state === 'placed'
          ? { events: [{ type: 'OrderShipped', data: { carrier: command.carrier } }] }
          : { rejected: 'not_placed' }
      default:
        return command satisfies never
    }
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'OrderPlaced':
        return event.data.lines > 0 ? 'placed' : state
      case 'OrderShipped':
        return event.data.carrier === '' ? state : 'shipped'
      case 'OrderPaid':
        return event.data.cents > 0 ? state : state
      default:
        return event satisfies never
    }
  },
})

interface Totals extends DocumentParts {
  readonly events: typeof OrderEvents
  readonly document: { readonly orders: number }
}
export const totals = documentProjection<Totals>({
  name: 'totals',
  version: 1,
  events: OrderEvents,
  filter: { streams: { prefix: 'order-' }, types: ['OrderPlaced'] },
  unreadable: 'stop',
  unknownType: 'pass',
  key: (event) => (event.type === 'OrderPlaced' ? event.data.currency : null),
  initial: { orders: 0 },
  evolve: ({ orders }) => ({ orders: orders + 1 }),
})
const bad = OrderEvents.write('OrderPlaced', { lines: 3, currency: 'EUR' })
export const kind = bad.kind
// @ts-expect-error -- the data of another type
OrderEvents.write('OrderPlaced', { carrier: '' })

given(order, [{ type: 'OrderPaid', data: { cents: 1 } }])
  .when({ do: 'place', lines: 1 })
  .thenRejected('placed_before')
// @ts-expect-error -- a reason that the decider does not have
given(order, []).when({ do: 'place', lines: 1 }).thenRejected('lost')
// @ts-expect-error -- the data of another type
given(order, [{ type: 'OrderPaid', data: { carrier: '' } }])
// @ts-expect-error -- a command that the decider does not have
given(order, []).when({ do: 'lose' })
// @ts-expect-error -- it is no promise
export const awaited = async () => await given(order, []).when({ do: 'place', lines: 1 })
