import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'

const Orders = z.array(
  z.object({
    id: z.string(),
    customer: z.string(),
    product: z.string(),
    quantity: z.int(),
    cents: z.int(),
    state: z.string(),
    note: z.string(),
    placedAt: z.int(),
  }),
)
const Totals = z.array(z.object({ customer: z.string(), state: z.string(), orders: z.int(), cents: z.int() }))
const Stock = z.array(z.object({ product: z.string(), available: z.int() }))

/** What the order book shows now. */
export interface OrderBook {
  /** The newest hundred orders. `placedAt` is in Unix milliseconds. */
  readonly orders: Readonly<z.infer<typeof Orders>>
  /** What the orders of each customer in each state add up to. */
  readonly totals: Readonly<z.infer<typeof Totals>>
  readonly stock: Readonly<z.infer<typeof Stock>>
}

/** Reads the order book from its file, by the views `orders` and `stock`. They always show the live build. */
export const readOrderBook = (path: string): OrderBook => {
  using db = new DatabaseSync(path, { readOnly: true })
  const rows = (sql: string) => db.prepare(sql).all()
  // One transaction, so that the three lists show the same moment.
  db.exec('BEGIN')
  return {
    orders: Orders.parse(
      rows(`SELECT id, customer, product, quantity, cents, state, note, placed_at AS placedAt
            FROM orders ORDER BY placed_at DESC, id DESC LIMIT 100`),
    ),
    totals: Totals.parse(
      rows(`SELECT customer, state, count(*) AS orders, sum(cents) AS cents
            FROM orders GROUP BY customer, state ORDER BY customer, state`),
    ),
    stock: Stock.parse(rows('SELECT product, available FROM stock ORDER BY product')),
  }
}
