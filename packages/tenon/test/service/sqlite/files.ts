import { hash } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TestContext } from 'node:test'
import type { EventStore, EventStoreCapability, EventStoreFailed } from 'tenon'
import { type Binding, bind } from 'tenon/bind'
import { SqliteEventExecutor, type SqliteStoreConfig } from 'tenon/sqlite'
import { folderFor, gives, leastNeed, once, sqliteConfig } from '../semantics/stores.ts'

/** Returns a binding to a file. It is closed after the test. */
export const bound = (
  t: TestContext,
  path: string,
  stated: Partial<SqliteStoreConfig> = {},
): Binding<EventStoreCapability> => {
  const binding = bind(leastNeed, new SqliteEventExecutor({ config: sqliteConfig(path, stated) }), once)
  t.after(() => binding.close())
  return binding
}

/** Opens a store in a file. It is closed after the test. */
export const openFile = async (
  t: TestContext,
  path: string,
  stated: Partial<SqliteStoreConfig> = {},
): Promise<EventStore> => gives(await bound(t, path, stated).open(), 'opened').store

/** Opens a file and returns the failure. */
export const openFails = async (
  t: TestContext,
  path: string,
  stated: Partial<SqliteStoreConfig> = {},
): Promise<EventStoreFailed> => gives(await bound(t, path, stated).open(), 'failed')

/** Returns a path in a folder of its own. */
export const pathFor = async (t: TestContext): Promise<string> => join(await folderFor(t), 'events.db')

/** Makes a store with this many events in `a-1`, and closes it. */
export const makeFile = async (path: string, many: number, stated: Partial<SqliteStoreConfig> = {}): Promise<void> => {
  await using binding = bind(leastNeed, new SqliteEventExecutor({ config: sqliteConfig(path, stated) }), once)
  const { store } = gives(await binding.open(), 'opened')
  for (let i = 0; i < many; i += 1) {
    gives(await store.append({ stream: 'a-1', expectedRevision: 'any', events: [eventAt(i)] }), 'appended')
  }
}

/** Returns an event whose id contains its number. */
export const eventAt = (i: number) => ({
  id: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
  type: 'Happened',
  data: { i },
  metadata: {},
})

/** Runs SQL in a file through a connection of its own, as another program would. */
export const runSql = (path: string, sql: string): void => {
  const db = new DatabaseSync(path)
  db.exec(sql)
  db.close()
}

/** Returns every file of a folder with the hash of its bytes. */
export const bytesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, hash('sha256', readFileSync(join(folder, name)))]))

/** Reads the whole stream `a-1`. */
export const whole = { stream: 'a-1', from: 'start', direction: 'forward', limit: 1_000 } as const

/** Returns which files of a database this process has open: the file, its log, and the log's index. */
export const handlesOn = (path: string): string[] =>
  readdirSync('/proc/self/fd')
    .map(target)
    .filter((file) => file.startsWith(path))

const target = (handle: string): string => {
  try {
    return readlinkSync(`/proc/self/fd/${handle}`)
  } catch {
    // The handle that read the folder is closed by now.
    return ''
  }
}
