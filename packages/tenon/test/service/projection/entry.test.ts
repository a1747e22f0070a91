import assert from 'node:assert/strict'
import { test } from 'node:test'
import { documentProjection, type DocumentParts, KeyValue, type KeyValueCapability, need } from 'tenon'
import { bind, type Executor, runtime } from 'tenon/bind'
import { MemoryEventExecutor, MemoryKeyValueExecutor } from 'tenon/memory'
import { closeEntry, openEntry, type ProjectionEntry } from 'tenon/run'
import { leastNeed, once } from '../semantics/stores.ts'
import { ALL, Happenings, settingsWith } from './runs.ts'

interface Counted extends DocumentParts {
  readonly events: typeof Happenings
  readonly document: number
}

const counts = documentProjection<Counted>({
  name: 'counts',
  version: 1,
  events: Happenings,
  filter: ALL,
  unreadable: 'stop',
  unknownType: 'stop',
  key: ({ stream }) => stream,
  initial: 0,
  evolve: (count) => count + 1,
})

const Entries = need(KeyValue, {
  dedupe: 'latest',
  reads: 'eventual',
  expiry: 'none',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'bounded',
  max_value_bytes: 1,
  recent_writes: 0,
  repeat_window_ms: 0,
  removed_kept_ms: 0,
})

/** A store in memory that says that its reads may be old. */
const eventual = (): Executor<KeyValueCapability, MemoryKeyValueExecutor['grants']> => {
  const inner = new MemoryKeyValueExecutor({ clock: runtime })
  return {
    capability: inner.capability,
    technology: inner.technology,
    limits: inner.limits,
    failures: inner.failures,
    grants: Object.assign({}, inner.grants, { reads: 'eventual' }),
    open: (attempt) => inner.open(attempt),
    execute: (intent, attempt) => inner.execute(intent, attempt),
    follow: (intent, attempt) => inner.follow(intent, attempt),
    close: () => inner.close(),
  }
}

const entryOver = (executor: Executor<KeyValueCapability, MemoryKeyValueExecutor['grants']>): ProjectionEntry => ({
  events: bind(leastNeed, new MemoryEventExecutor(), once),
  documents: counts,
  entries: bind(Entries, executor, once),
  settings: settingsWith(),
})

const make = { events: 'make', kept: 'make' } as const

test('An entry whose documents are kept where reads may be old falls short, and its store is not opened', async () => {
  const executor = eventual()
  let opened = 0
  const entry = entryOver({
    ...executor,
    open: (attempt, ifAbsent) => {
      opened += 1
      return executor.open(attempt, ifAbsent)
    },
  })
  assert.deepEqual(await openEntry(entry, make), {
    kind: 'failed',
    part: 'entries',
    why: { kind: 'shortfall', gaps: [{ guarantee: 'reads', required: 'latest', granted: 'eventual' }] },
  })
  assert.equal(opened, 0)
  await closeEntry(entry)
})

test('An entry whose documents are kept where reads are the latest is opened', async () => {
  const entry = entryOver(new MemoryKeyValueExecutor({ clock: runtime }))
  assert.equal((await openEntry(entry, make)).kind, 'opened')
  assert.equal((await closeEntry(entry)).kind, 'closed')
})
