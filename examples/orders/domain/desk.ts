import { type EventStore, handle, type Handled } from 'tenon'
import type { Product } from './catalogue.ts'
import { type Order, order, type OrderCommand } from './order.ts'
import { ORDERS } from './order-events.ts'
import { type Stock, stock } from './stock.ts'
import { STOCK } from './stock-events.ts'

/** Asks something of an order. The same `commandId` again is a repeat, which changes nothing. */
export const askOrder = (
  shop: EventStore,
  id: string,
  command: OrderCommand,
  commandId: string,
): Promise<Handled<Order>> =>
  handle(shop, order, { stream: `${ORDERS}${id}`, command, commandId, metadata: {}, attempts: ATTEMPTS })

/** Receives goods. The same `commandId` again is a repeat: the goods are counted once. */
export const receive = (
  shop: EventStore,
  product: Product,
  quantity: number,
  commandId: string,
): Promise<Handled<Stock>> =>
  handle(shop, stock, {
    stream: `${STOCK}${product}`,
    command: { do: 'receive', quantity },
    commandId,
    metadata: {},
    attempts: ATTEMPTS,
  })

/** How often a command is decided before it gives up because others change the same stream. */
const ATTEMPTS = 10
