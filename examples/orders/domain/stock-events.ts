import { eventTypes } from 'tenon'
import { z } from 'zod'
import { Quantity } from './catalogue.ts'

const ForAnOrder = z.strictObject({ order: z.string(), quantity: Quantity }).readonly()

/** What can happen to the stock of a product. */
export const StockEvents = eventTypes({
  StockReceived: { version: 1, data: z.strictObject({ quantity: Quantity }).readonly(), from: {} },
  StockReserved: { version: 1, data: ForAnOrder, from: {} },
  StockReleased: { version: 1, data: ForAnOrder, from: {} },
  StockRanShort: { version: 1, data: ForAnOrder, from: {} },
})

/** The prefix of the streams of stock: each product has its own, such as `stock-tea`. */
export const STOCK = 'stock-'
