import { type EventStore, handle, type Handled, type RecordedEventOf } from 'tenon'
import { type Order, order } from './order.ts'
import type { OrderEvents } from './order-events.ts'
import { type Stock, stock } from './stock.ts'
import { STOCK } from './stock-events.ts'

type OrderEvent = RecordedEventOf<typeof OrderEvents>

/** What became of an event: what was decided about it last, or that there was nothing to do. */
export type Reaction = Handled<Order> | Handled<Stock> | { readonly kind: 'nothing' }

/**
 * Reserves goods when an order is placed, and releases them when it is cancelled. An order is confirmed if its goods were
 * reserved, and cancelled if the stock ran short.
 *
 * Each command has the id of the event that caused it, so an event that comes again changes nothing.
 */
export const react = async (shop: EventStore, event: OrderEvent): Promise<Reaction> => {
  switch (event.type) {
    case 'OrderPlaced':
      return reserve(shop, event)
    case 'OrderCancelled':
      return handle(shop, stock, {
        stream: `${STOCK}${event.data.product}`,
        command: { do: 'release', order: event.stream },
        ...becauseOf(event),
      })
    case 'OrderConfirmed':
    case 'OrderPaid':
    case 'OrderShipped':
      return { kind: 'nothing' }
    default:
      return event satisfies never
  }
}

const reserve = async (
  shop: EventStore,
  placed: RecordedEventOf<typeof OrderEvents, 'OrderPlaced'>,
): Promise<Reaction> => {
  const { product, quantity } = placed.data
  const answer = await handle(shop, stock, {
    stream: `${STOCK}${product}`,
    command: { do: 'reserve', order: placed.stream, quantity },
    ...becauseOf(placed),
  })
  if (answer.kind !== 'decided' && answer.kind !== 'repeated') return answer
  const short = answer.events.some(({ type }) => type === 'StockRanShort')
  return handle(shop, order, {
    stream: placed.stream,
    command: short ? { do: 'cancel', because: 'out_of_stock' } : { do: 'confirm' },
    ...becauseOf(placed),
  })
}

const becauseOf = ({ id, stream }: OrderEvent) => ({
  commandId: id,
  metadata: { causationId: id, correlationId: stream },
  attempts: 10,
})
