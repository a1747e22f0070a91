import type { Product } from './catalogue.ts'
import type { OrderCommand } from './order.ts'

/** Goods that arrive. */
export interface Delivery {
  readonly product: Product
  readonly quantity: number
}

/** What arrives before the shop opens. */
export const DELIVERIES: readonly Delivery[] = Object.freeze([
  { product: 'tea', quantity: 20 },
  { product: 'coffee', quantity: 6 },
  { product: 'honey', quantity: 3 },
])

/** A command for an order. */
export interface Asked {
  readonly id: string
  readonly command: OrderCommand
}

/** The orders of the first morning. The last one asks for more honey than there is. */
export const MORNING: readonly Asked[] = Object.freeze([
  { id: '1001', command: { do: 'place', customer: 'Ada', product: 'tea', quantity: 3 } },
  { id: '1002', command: { do: 'place', customer: 'Grace', product: 'coffee', quantity: 2 } },
  { id: '1003', command: { do: 'place', customer: 'Ada', product: 'coffee', quantity: 1 } },
  { id: '1004', command: { do: 'place', customer: "O'Neill & Sons", product: 'tea', quantity: 10 } },
  { id: '1005', command: { do: 'place', customer: 'Grace', product: 'honey', quantity: 5 } },
])

/** What customers and the shop do with them in the afternoon. */
export const AFTERNOON: readonly Asked[] = Object.freeze([
  { id: '1001', command: { do: 'pay' } },
  { id: '1001', command: { do: 'ship', carrier: 'bike' } },
  { id: '1002', command: { do: 'pay' } },
  { id: '1003', command: { do: 'cancel', because: 'by_customer' } },
])
