import { z } from 'zod'
import type { Grants, Limits } from '../../../domain/capability/need.ts'
import type { Schema } from '../../../domain/capability/schema.ts'
import { must, mustHave } from '../../../domain/data/schema-messages.ts'
import type { EventStoreCapability } from '../../../domain/event/store.ts'
import { fileFields } from '../connection/file-fields.ts'

/** The settings of a store in an SQLite file. No field has a default. */
export interface SqliteStoreConfig {
  /** The path of the database file. `:memory:` and `file:` addresses are not allowed. */
  readonly path: string
  /** Whether a missing file is made. Its folder must exist. */
  readonly create: boolean
  readonly access: 'read_write' | 'read_only'
  /**
   * `full`: an acknowledged append survives a power loss. `normal`: it survives a crash of the process, but a power
   * loss may take the last appends.
   */
  readonly synchronous: 'full' | 'normal'
  /**
   * Where an event's id is recognised: at the revision that the append expects (`expected`), or anywhere in the file
   * (`forever`). It is stored in the file and never changes.
   */
  readonly dedupe: 'expected' | 'forever'
  /** How long, in milliseconds, a call waits at most while another process writes. */
  readonly busyTimeoutMs: number
  /** How often, in milliseconds, a waiting subscription checks whether another process has written. */
  readonly pollMs: number
}

/**
 * The schema of the config. Every field is required and no other field is allowed. `check(SqliteStoreConfig, value)`
 * validates outside data.
 */
export const SqliteStoreConfig: Schema<SqliteStoreConfig> = z
  .strictObject(
    {
      ...fileFields,
      dedupe: z.enum(['expected', 'forever'], must("'expected' or 'forever'")),
    },
    mustHave('path', 'create', 'access', 'synchronous', 'dedupe', 'busyTimeoutMs', 'pollMs'),
  )
  .overwrite(Object.freeze)

/** Returns what a store in a file with this config promises. */
export const grants = (config: SqliteStoreConfig) =>
  Object.freeze({
    atomicity: 'stream',
    order: 'global',
    dedupe: config.dedupe,
    durability: config.synchronous === 'full' ? 'power_loss' : 'process_crash',
    replication: 'single',
    reach: 'machine',
    retention: 'forever',
  } as const satisfies Grants<EventStoreCapability>)

/** Returns what a store in a file with this config promises in numbers. */
export const limits = (config: SqliteStoreConfig): Limits<EventStoreCapability> =>
  Object.freeze({
    max_event_bytes: 1_048_576,
    max_events_per_append: 1_000,
    dedupe_window_ms: config.dedupe === 'forever' ? Number.MAX_SAFE_INTEGER : 0,
  })
