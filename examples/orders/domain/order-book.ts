import { joinEventTypes, projection } from 'tenon'
import { OrderEvents } from './order-events.ts'
import { StockEvents } from './stock-events.ts'

const ShopEvents = joinEventTypes(OrderEvents, StockEvents)

/** What the order book is made from: all that happened to orders and to stock. */
export const orderBook = projection({
  name: 'orders',
  version: 1,
  events: ShopEvents,
  filter: { streams: 'all', types: ShopEvents.names },
  unreadable: 'stop',
  unknownType: 'pass',
})
