import { check } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { SqliteEventExecutor, SqliteStoreConfig } from 'tenon/sqlite'
import { FlightHistory } from '../domain/history.ts'

/** Where the flights are kept unless somebody says otherwise. */
export const usualPlace = 'flights.sqlite'

/** What SQLite is to be told of a place, which is the path of a file. `create` makes it where it is absent. */
export const configAt = (place: string, create: boolean) =>
  check(SqliteStoreConfig, {
    path: place,
    create,
    access: 'read_write',
    synchronous: 'full',
    // More than the need asks: what comes later through the command line can be repeated too. A file keeps its `dedupe` for good.
    dedupe: 'forever',
    busyTimeoutMs: 5_000,
    pollMs: 50,
  })

/** Binds the history of flights to a SQLite file. It does no I/O: `open()` of the binding does. */
export const flightsOn = (config: SqliteStoreConfig, policy: Policy) =>
  bind(FlightHistory, new SqliteEventExecutor({ config }), policy)
