import { bind, type Policy } from 'tenon/bind'
import { SqliteEventExecutor, type SqliteStoreConfig } from 'tenon/sqlite'
import { FlightHistory } from '../domain/history.ts'

/** Binds the history of flights to a SQLite file. It does no I/O: `open()` of the binding does. */
export const flightsOn = (config: SqliteStoreConfig, policy: Policy) =>
  bind(FlightHistory, new SqliteEventExecutor({ config }), policy)
