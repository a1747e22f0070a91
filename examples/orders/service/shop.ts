import { check } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { SqliteEventExecutor, SqliteStoreConfig } from 'tenon/sqlite'
import { ShopHistory } from '../domain/shop.ts'

/** Where the history of the shop is kept by default. */
export const usualPlace = 'shop.sqlite'

/** Returns the config for a place, which is the path of a file. `create` makes the file if it does not exist. */
export const configAt = (place: string, create: boolean) =>
  check(SqliteStoreConfig, {
    path: place,
    create,
    access: 'read_write',
    synchronous: 'full',
    dedupe: 'forever',
    busyTimeoutMs: 5_000,
    pollMs: 50,
  })

/** Binds the history of the shop to a SQLite file. This does no I/O; `open()` of the binding does. */
export const shopOn = (config: SqliteStoreConfig, policy: Policy) =>
  bind(ShopHistory, new SqliteEventExecutor({ config }), policy)
