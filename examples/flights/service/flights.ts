import { check } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { SqliteEventExecutor, SqliteStoreConfig } from 'tenon/sqlite'
import { FlightHistory } from '../domain/history.ts'

/** Where the flights are kept by default. */
export const usualPlace = 'flights.sqlite'

/** Returns the path of the file of the delays, beside the flights. */
export const delaysBeside = (place: string): string => place.replace(/(\.sqlite)?$/, '-delays.sqlite')

/** Returns the config for a place, which is the path of a file. `create` makes the file if it does not exist. */
export const configAt = (place: string, create: boolean) =>
  check(SqliteStoreConfig, {
    path: place,
    create,
    access: 'read_write',
    synchronous: 'full',
    // More than the need asks for, so that appends from the command line can be repeated too. The `dedupe` of a file
    // never changes.
    dedupe: 'forever',
    busyTimeoutMs: 5_000,
    pollMs: 50,
  })

/** Binds the history of flights to a SQLite file. This does no I/O; `open()` of the binding does. */
export const flightsOn = (config: SqliteStoreConfig, policy: Policy) =>
  bind(FlightHistory, new SqliteEventExecutor({ config }), policy)
