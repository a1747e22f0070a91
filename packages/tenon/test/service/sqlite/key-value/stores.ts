import { randomUUID } from 'node:crypto'
import type { TestContext } from 'node:test'
import { type JsonInput, KeyValue, type KeyValueCapability, type KeyValueFailed, need, type Put } from 'tenon'
import { type Binding, bind } from 'tenon/bind'
import { SqliteKeyValueExecutor, type SqliteKeyValueConfig } from 'tenon/sqlite'
import { gives, once } from '../../semantics/stores.ts'

/** Returns a config in which a test states only what it is about. */
export const entriesConfig = (path: string, stated: Partial<SqliteKeyValueConfig> = {}): SqliteKeyValueConfig => ({
  path,
  create: true,
  access: 'read_write',
  synchronous: 'normal',
  recentWrites: 64,
  repeatWindowMs: 3_600_000,
  removedKeptMs: 3_600_000,
  busyTimeoutMs: 5_000,
  pollMs: 10,
  ...stated,
})

/** The least that a need can require of a key-value store. */
export const leastOfEntries = need(KeyValue, {
  dedupe: 'latest',
  reads: 'eventual',
  expiry: 'kept',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'forever',
  max_value_bytes: 1_000_000,
  recent_writes: 0,
  repeat_window_ms: 0,
  removed_kept_ms: 0,
})

/** Returns a binding to a file. It is closed after the test. */
export const boundEntries = (
  t: TestContext,
  path: string,
  stated: Partial<SqliteKeyValueConfig> = {},
): Binding<KeyValueCapability> => {
  const binding = bind(leastOfEntries, new SqliteKeyValueExecutor({ config: entriesConfig(path, stated) }), once)
  t.after(() => binding.close())
  return binding
}

/** Opens a store in a file. It is closed after the test. */
export const openEntries = async (
  t: TestContext,
  path: string,
  stated: Partial<SqliteKeyValueConfig> = {},
): Promise<KeyValue> => gives(await boundEntries(t, path, stated).open(), 'opened').store

/** Opens a file and returns the failure. */
export const openEntriesFails = async (
  t: TestContext,
  path: string,
  stated: Partial<SqliteKeyValueConfig> = {},
): Promise<KeyValueFailed> => gives(await boundEntries(t, path, stated).open(), 'failed')

/** Returns a put with an id of its own, whatever the key holds. */
export const putOf = (key: string, value: JsonInput = null, stated: Partial<Put> = {}): Put => ({
  id: randomUUID(),
  key,
  value,
  expected: 'any',
  lifetimeSeconds: null,
  ...stated,
})
