import { eventTypes, projection } from 'tenon'
import type { ReadModel } from 'tenon/run'
import { SqliteReadModel } from 'tenon/sqlite'
import { z } from 'zod'

const config = { path: 'orders.db', create: true, synchronous: 'normal', busyTimeoutMs: 1_000 } as const

const orders = projection({
  name: 'orders',
  version: 1,
  events: eventTypes({
    OrderPlaced: { version: 1, data: z.object({ cents: z.int() }), from: {} },
    OrderShipped: { version: 1, data: z.object({ carrier: z.string() }), from: {} },
  }),
  filter: { streams: { prefix: 'order-' }, types: ['OrderPlaced', 'OrderShipped'] },
  unreadable: 'stop',
  unknownType: 'stop',
})

/** The types of the events come from the projection. */
export const model = new SqliteReadModel({
  projection: orders,
  config,
  create: (db, table) => db.exec(`CREATE TABLE ${table('orders')} (id TEXT PRIMARY KEY, cents INTEGER, carrier TEXT)`),
  apply: (db, events, table) => {
    const place = db.prepare(`INSERT INTO ${table('orders')} (id, cents) VALUES (?, ?)`)
    const ship = db.prepare(`UPDATE ${table('orders')} SET carrier = ? WHERE id = ?`)
    for (const event of events) {
      switch (event.type) {
        case 'OrderPlaced':
          place.run(event.stream, event.data.cents)
          break
        case 'OrderShipped':
          ship.run(event.data.carrier, event.stream)
          break
        default:
          event satisfies never
      }
    }
  },
})

/** It can be passed where any read model is accepted. */
export const models: readonly ReadModel[] = [model]

const { busyTimeoutMs: _busyTimeoutMs, ...sparse } = config

// @ts-expect-error no field of a config may be left out
export const guessed = new SqliteReadModel({ projection: orders, config: sparse, create: () => {}, apply: () => {} })
