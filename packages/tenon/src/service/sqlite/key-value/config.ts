import { z } from 'zod'
import type { Grants, Limits } from '../../../domain/capability/need.ts'
import type { Schema } from '../../../domain/capability/schema.ts'
import { must, mustHave } from '../../../domain/data/schema-messages.ts'
import type { KeyValueCapability } from '../../../domain/key-value/store.ts'
import { fileFields } from '../connection/file-fields.ts'

/** The settings of a key-value store in an SQLite file. No field has a default. */
export interface SqliteKeyValueConfig {
  /** The path of the database file. `:memory:` and `file:` addresses are not allowed. */
  readonly path: string
  /** Whether a missing file is made. Its folder must exist. */
  readonly create: boolean
  /** With `read_only`, nothing is put, removed or swept. */
  readonly access: 'read_write' | 'read_only'
  /**
   * `full`: an acknowledged write survives a power loss. `normal`: it survives a crash of the process, but a power loss
   * may take the last writes.
   */
  readonly synchronous: 'full' | 'normal'
  /**
   * How many changes of a key are remembered, so that a repeated write is recognised: 1 to 10,000. It is stored in the
   * file and never changes.
   */
  readonly recentWrites: number
  /** How long these changes are remembered, in milliseconds. It is stored in the file and never changes. */
  readonly repeatWindowMs: number
  /**
   * How long a removal is remembered for those who watch, in milliseconds. A removal is never forgotten before
   * `repeatWindowMs`. It is stored in the file and never changes.
   */
  readonly removedKeptMs: number
  /** How long, in milliseconds, a call waits at most while another process writes. */
  readonly busyTimeoutMs: number
  /** How often, in milliseconds, a waiting watch checks whether another process has written. */
  readonly pollMs: number
}

const MOST_WRITES = 10_000
const recentWrites = `a whole number from 1 to ${MOST_WRITES}`
const duration = 'a whole number of milliseconds, at least 0'

/**
 * The schema of the config. Every field is required and no other field is allowed. `check(SqliteKeyValueConfig, value)`
 * validates outside data.
 */
export const SqliteKeyValueConfig: Schema<SqliteKeyValueConfig> = z
  .strictObject(
    {
      ...fileFields,
      recentWrites: z.int(must(recentWrites)).min(1, must(recentWrites)).max(MOST_WRITES, must(recentWrites)),
      repeatWindowMs: z.int(must(duration)).min(0, must(duration)),
      removedKeptMs: z.int(must(duration)).min(0, must(duration)),
    },
    mustHave(
      'path',
      'create',
      'access',
      'synchronous',
      'recentWrites',
      'repeatWindowMs',
      'removedKeptMs',
      'busyTimeoutMs',
      'pollMs',
    ),
  )
  .overwrite(Object.freeze)

/** Returns what a store in a file with this config promises. */
export const grants = ({ synchronous }: SqliteKeyValueConfig) =>
  Object.freeze({
    dedupe: 'recent',
    reads: 'latest',
    expiry: 'kept',
    durability: synchronous === 'full' ? 'power_loss' : 'process_crash',
    replication: 'single',
    reach: 'machine',
    retention: 'forever',
  } as const satisfies Grants<KeyValueCapability>)

/** Returns what a store in a file with this config promises in numbers. */
export const limits = ({
  recentWrites: recent_writes,
  repeatWindowMs: repeat_window_ms,
  removedKeptMs: removed_kept_ms,
}: SqliteKeyValueConfig): Limits<KeyValueCapability> =>
  Object.freeze({ max_value_bytes: 1_048_576, recent_writes, repeat_window_ms, removed_kept_ms })

/**
 * Returns how long a key without a value is kept, in milliseconds: as long as its removal is remembered for those who
 * watch, and as long as a repeat of it is recognised.
 */
export const keptMs = ({ removedKeptMs, repeatWindowMs }: SqliteKeyValueConfig): number =>
  Math.max(removedKeptMs, repeatWindowMs)
