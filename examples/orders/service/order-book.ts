import type { ProjectSettings } from 'tenon/run'
import { SqliteReadModel } from 'tenon/sqlite'
import { orderBook } from '../domain/order-book.ts'

/** Where the order book is kept by default. */
export const usualBook = 'order-book.sqlite'

/** How the order book follows the shop. Several processes may run it: one of them adds each event. */
export const bookSettings: ProjectSettings = Object.freeze({
  pageEvents: 500,
  until: 'stopped',
  rebuild: false,
  ifTakenOver: 'continue',
  backoffMs: 100,
  maxBackoffMs: 5_000,
  checkMs: 1_000,
})

/** Keeps the order book in a SQLite file, as the tables `orders` and `stock`. This does no I/O. */
export const orderBookIn = (path: string) =>
  new SqliteReadModel({
    projection: orderBook,
    config: { path, create: true, synchronous: 'normal', busyTimeoutMs: 5_000 },

    create: (db, table) => {
      db.exec(`
        CREATE TABLE ${table('orders')} (
          id TEXT PRIMARY KEY, customer TEXT NOT NULL, product TEXT NOT NULL, quantity INTEGER NOT NULL,
          cents INTEGER NOT NULL, state TEXT NOT NULL, note TEXT NOT NULL, placed_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE ${table('stock')} (product TEXT PRIMARY KEY, available INTEGER NOT NULL) STRICT;
      `)
    },

    apply: (db, events, table) => {
      const place = db.prepare(`INSERT INTO ${table('orders')} VALUES (?, ?, ?, ?, ?, 'placed', '', ?)`)
      const change = db.prepare(`UPDATE ${table('orders')} SET state = ?, note = ? WHERE id = ?`)
      const move = db.prepare(
        `INSERT INTO ${table('stock')} VALUES (?1, ?2) ON CONFLICT DO UPDATE SET available = available + ?2`,
      )
      for (const { type: happened, data, stream, recordedAt } of events) {
        const id = stream.slice(stream.indexOf('-') + 1)
        switch (happened) {
          case 'OrderPlaced':
            place.run(id, data.customer, data.product, data.quantity, data.cents, recordedAt)
            break
          case 'OrderConfirmed':
            change.run('confirmed', '', id)
            break
          case 'OrderPaid':
            change.run('paid', '', id)
            break
          case 'OrderShipped':
            change.run('shipped', `by ${data.carrier}`, id)
            break
          case 'OrderCancelled':
            change.run('cancelled', data.because, id)
            break
          case 'StockReceived':
          case 'StockReleased':
            move.run(id, data.quantity)
            break
          case 'StockReserved':
            move.run(id, -data.quantity)
            break
          case 'StockRanShort':
            break
          default:
            happened satisfies never
        }
      }
    },
  })
