import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Event, EventStore, type Json, need } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { MemoryEventExecutor } from 'tenon/memory'
import { SqliteEventExecutor, type SqliteStoreConfig } from 'tenon/sqlite'
import { Counted } from './counted.ts'

/** One binding in one setting, under which the shared tests run. */
export interface Setting {
  readonly name: string
  readonly dedupe: 'expected' | 'forever'
  make(folder: string): MemoryEventExecutor | SqliteEventExecutor
}

/** Returns a SQLite config in which a test states only what it is about. */
export const sqliteConfig = (path: string, stated: Partial<SqliteStoreConfig> = {}): SqliteStoreConfig => ({
  path,
  create: true,
  access: 'read_write',
  synchronous: 'normal',
  dedupe: 'forever',
  busyTimeoutMs: 5_000,
  pollMs: 10,
  ...stated,
})

const sqlite = (dedupe: 'expected' | 'forever'): Setting => ({
  name: `sqlite, dedupe ${dedupe}`,
  dedupe,
  make: (folder) => new SqliteEventExecutor({ config: sqliteConfig(join(folder, 'events.db'), { dedupe }) }),
})

/** Every binding, with every rung of dedupe that it can have. */
export const settings: readonly Setting[] = [
  { name: 'memory', dedupe: 'forever', make: () => new MemoryEventExecutor() },
  sqlite('forever'),
  sqlite('expected'),
]

/** A policy that tries once, so that a test sees each failure as it is. */
export const once: Policy = {
  attempts: 1,
  attemptMs: 30_000,
  deadlineMs: 30_000,
  backoffMs: 0,
  maxBackoffMs: 0,
  concurrency: 512,
}

/** The least that a need can require of an event store. */
export const leastNeed = need(EventStore, {
  atomicity: 'stream',
  order: 'stream',
  dedupe: 'expected',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'forever',
  max_event_bytes: 1_000_000,
  max_events_per_append: 1_000,
  dedupe_window_ms: 0,
})

/** Makes a folder that is removed after the test. */
export const folderFor = async (t: TestContext): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-test-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** Opens a new store of a setting. It is closed after the test. */
export const openStore = async (
  t: TestContext,
  setting: Setting,
): Promise<{ readonly store: EventStore; readonly executor: Counted }> => {
  const executor = new Counted(setting.make(await folderFor(t)))
  const binding = bind(leastNeed, executor, once)
  const opened = gives(await binding.open(), 'opened')
  t.after(() => binding.close())
  return { store: opened.store, executor }
}

/** Returns an event with an id of its own. */
export const event = (data: Json = null, type = 'Happened'): Event & { readonly data: Json } => ({
  id: randomUUID(),
  type,
  data,
  metadata: {},
})

/** Returns this many events, each with its number as data. */
export const events = (many: number, type = 'Happened'): Event[] =>
  Array.from({ length: many }, (_, n) => event({ n }, type))

/** Appends this many events to a stream, whatever it holds. */
export const fill = async (store: EventStore, stream: string, many: number, type = 'Happened'): Promise<Event[]> => {
  const made = events(many, type)
  for (let i = 0; i < many; i += 1_000) {
    gives(await store.append({ stream, expectedRevision: 'any', events: made.slice(i, i + 1_000) }), 'appended')
  }
  return made
}

/** Returns the outcome, which must be of this kind. */
export const gives = <O extends { readonly kind: string }, K extends O['kind']>(
  outcome: O,
  kind: K,
): Extract<O, { readonly kind: K }> => {
  if (isOf(outcome, kind)) return outcome
  return assert.fail(`${kind} was expected, and this came: ${JSON.stringify(outcome)}`)
}

const isOf = <O extends { readonly kind: string }, K extends O['kind']>(
  outcome: O,
  kind: K,
): outcome is Extract<O, { readonly kind: K }> => outcome.kind === kind

/** Returns the item of a list at an index, which must exist. */
export const nth = <Item>(items: readonly Item[], place: number): Item => {
  const item = items.at(place)
  assert.ok(item !== undefined, `an item at ${place} of ${items.length} was expected`)
  return item
}

/** Returns the ids of events, in order. */
export const ids = (of: readonly { readonly id: string }[]): string[] => of.map(({ id }) => id)
