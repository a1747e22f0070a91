import { z } from 'zod'
import type { Grants, Limits } from '../../../domain/capability/need.ts'
import type { Schema } from '../../../domain/capability/schema.ts'
import { must, mustHave } from '../../../domain/data/schema-messages.ts'
import type { EventStoreCapability } from '../../../domain/event/store.ts'

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

const path = 'the path of a file'
const busyTimeoutMs = 'a whole number of milliseconds, at least 0'
/** The longest time of a timer in Node. A longer one would fire at once. */
const MOST_POLL_MS = 2 ** 31 - 1
const pollMs = `a whole number of milliseconds from 1 to ${MOST_POLL_MS}`

/**
 * The schema of the config. Every field is required and no other field is allowed. `check(SqliteStoreConfig, value)`
 * validates outside data.
 */
export const SqliteStoreConfig: Schema<SqliteStoreConfig> = z
  .strictObject(
    {
      path: z
        .string(must(path))
        .regex(/^(?!:memory:$)(?!file:)[^\0]+$/, must(`${path}, neither :memory: nor a file: address`)),
      create: z.boolean(must('true or false')),
      access: z.enum(['read_write', 'read_only'], must("'read_write' or 'read_only'")),
      synchronous: z.enum(['full', 'normal'], must("'full' or 'normal'")),
      dedupe: z.enum(['expected', 'forever'], must("'expected' or 'forever'")),
      busyTimeoutMs: z.int(must(busyTimeoutMs)).min(0, must(busyTimeoutMs)),
      pollMs: z.int(must(pollMs)).min(1, must(pollMs)).max(MOST_POLL_MS, must(pollMs)),
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
