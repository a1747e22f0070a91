import { KeyValue, need } from 'tenon'

/** The least that a need can require of a key-value store whose writes can be made again. */
export const leastEntries = need(KeyValue, {
  dedupe: 'recent',
  reads: 'latest',
  expiry: 'kept',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'forever',
  max_value_bytes: 65_536,
  recent_writes: 16,
  repeat_window_ms: 60_000,
  removed_kept_ms: 60_000,
})
