import { z } from 'zod'
import type { Schema } from '../../../domain/capability/schema.ts'
import { mustHave } from '../../../domain/data/schema-messages.ts'
import { fileFields } from '../connection/file-fields.ts'

/** The settings of a read model in an SQLite file. No field has a default. */
export interface SqliteReadModelConfig {
  /** The path of the database file. `:memory:` and `file:` addresses are not allowed. The file holds one projection. */
  readonly path: string
  /** Whether a missing file is made. Its folder must exist. */
  readonly create: boolean
  /**
   * `full`: a committed step survives a power loss. `normal`: a power loss may take the last steps, which are then done
   * again. Rows and checkpoint never differ.
   */
  readonly synchronous: 'full' | 'normal'
  /** How long, in milliseconds, a call waits at most while another process writes. */
  readonly busyTimeoutMs: number
}

const { path, create, synchronous, busyTimeoutMs } = fileFields

/**
 * The schema of the config. Every field is required and no other field is allowed. `check(SqliteReadModelConfig, value)`
 * validates outside data.
 */
export const SqliteReadModelConfig: Schema<SqliteReadModelConfig> = z
  .strictObject(
    { path, create, synchronous, busyTimeoutMs },
    mustHave('path', 'create', 'synchronous', 'busyTimeoutMs'),
  )
  .overwrite(Object.freeze)
