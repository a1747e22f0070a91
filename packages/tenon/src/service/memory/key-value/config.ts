import type { Grants, Limits } from '../../../domain/capability/need.ts'
import type { KeyValueCapability, KeyValueFailure } from '../../../domain/key-value/store.ts'
import type { Remembrance } from '../../../domain/key-value/entries.ts'
import { failures as common } from '../failure.ts'

/** What memory promises: everything except that values outlive the process. */
export const grants = Object.freeze({
  dedupe: 'recent',
  reads: 'latest',
  expiry: 'kept',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'forever',
} as const satisfies Grants<KeyValueCapability>)

/** What memory promises in numbers. */
export const limits: Limits<KeyValueCapability> = Object.freeze({
  max_value_bytes: 1_048_576,
  recent_writes: 64,
  repeat_window_ms: 600_000,
  removed_kept_ms: 3_600_000,
})

/** The same numbers, as the model in memory takes them. */
export const remembrance: Remembrance = Object.freeze({
  recentWrites: limits.recent_writes,
  repeatWindowMs: limits.repeat_window_ms,
  removedKeptMs: limits.removed_kept_ms,
})

/** The failures that memory can give. */
export const failures = Object.freeze([...common, 'forgotten'] as const satisfies KeyValueFailure[])
