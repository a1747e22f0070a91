import type { DatabaseSync } from 'node:sqlite'
import type { EventTypes, RecordedEventOf } from '../../../domain/event/types.ts'
import type { Projection } from '../../../domain/projection/projection.ts'
import type { SqliteReadModelConfig } from './config.ts'
import type { TableNames } from './tables.ts'

/** What a read model in tables of your own is made of. */
export interface SqliteReadModelParts<E extends EventTypes> {
  readonly projection: Projection<E>
  readonly config: SqliteReadModelConfig
  /**
   * Makes the tables of a build. `table('orders')` returns the name that the build has for `orders`, such as
   * `orders_v2_1`. Readers query the view `orders`, which always shows the live build. Use `table` for the names of
   * indexes too.
   */
  create(db: DatabaseSync, table: TableNames): void
  /**
   * Adds events to the tables of a build. It must do so before it returns, and must not begin or end a transaction: rows
   * and checkpoint are stored in the same one.
   */
  apply(db: DatabaseSync, events: readonly RecordedEventOf<E>[], table: TableNames): void
}
