import { eventTypes } from 'tenon'
import { z } from 'zod'
import { Product, Quantity } from './catalogue.ts'

/** What can happen to an order. */
export const OrderEvents = eventTypes({
  OrderPlaced: {
    version: 1,
    data: z.strictObject({ customer: z.string(), product: Product, quantity: Quantity, cents: z.int() }).readonly(),
    from: {},
  },
  OrderConfirmed: { version: 1, data: z.strictObject({}).readonly(), from: {} },
  OrderPaid: { version: 1, data: z.strictObject({ cents: z.int() }).readonly(), from: {} },
  OrderShipped: { version: 1, data: z.strictObject({ carrier: z.string() }).readonly(), from: {} },
  OrderCancelled: {
    version: 1,
    data: z.strictObject({ product: Product, because: z.enum(['by_customer', 'out_of_stock']) }).readonly(),
    from: {},
  },
})

/** The prefix of the streams of orders: each order has its own, such as `order-1001`. */
export const ORDERS = 'order-'
