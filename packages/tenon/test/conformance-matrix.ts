import { keyValueLaws, runsLaws, type Trial } from 'tenon/conformance'
import { laws } from '../src/domain/conformance/event/laws.ts'
import type { Series } from './service/nats/servers/binaries.ts'

/** How a binding is proved, and by which commands. */
export interface Row {
  readonly technology: string
  /** The series of the servers that it needs, or `null` if it needs none. */
  readonly version: Series | null
  readonly capability: 'event_store' | 'key_value' | 'runs'
  readonly policy: 'usual' | 'retrying' | 'tight'
  /** The rig's module, from the folder of this file. */
  readonly rig: string
  /**
   * What `npm test` runs. `smoke` runs every case that needs no fault, and one fault drawn by a seed. `plain` leaves
   * out what is hostile.
   */
  readonly test: 'smoke' | 'plain' | 'none'
  /** The laws of which a smoke runs every such case. Of any other law it runs one, drawn by the seed. */
  readonly whole: readonly string[]
  /** The effort of `npm run test:hostile`. */
  readonly hostile: Trial['effort'] | 'none'
  /** The effort of `npm run certify`. A binding that exists only for tests is not certified. */
  readonly certify: 'short' | 'full' | 'none'
}

const LAWS = Object.keys(laws)
const PLAIN_LAWS = Object.entries(laws).flatMap(([law, { hostile }]) => (hostile ? [] : [law]))

const EVENTS = { version: null, capability: 'event_store' } as const
const ENTRIES = { version: null, capability: 'key_value', whole: Object.keys(keyValueLaws) } as const
const MEMORY = { ...EVENTS, technology: 'memory', rig: 'service/memory/rig.ts', whole: LAWS } as const
const MEMORY_ENTRIES = { ...ENTRIES, technology: 'memory', rig: 'service/memory/key-value/rig.ts' } as const
const SQLITE = { ...EVENTS, technology: 'sqlite', rig: 'service/sqlite/rig.ts', whole: LAWS } as const
const PLAIN = { ...EVENTS, technology: 'sqlite', rig: 'service/sqlite/rig-plain.ts', whole: PLAIN_LAWS } as const
const SQLITE_ENTRIES = { ...ENTRIES, technology: 'sqlite', rig: 'service/sqlite/key-value/rig.ts' } as const
const RUNS = { version: null, technology: 'projections', capability: 'runs', whole: Object.keys(runsLaws) } as const
const MEMORY_RUNS = { ...RUNS, rig: 'service/projection/runs/rig.ts' } as const
const SQLITE_RUNS = { ...RUNS, rig: 'service/projection/runs/rig-sqlite.ts' } as const
/** It is memory behind a network, so only the faults of a network are new. */
const REMOTE = {
  ...EVENTS,
  technology: 'remote',
  rig: 'service/lab/remote/rig.ts',
  whole: ['effect_honesty', 'no_false_conflict', 'total', 'works_after'],
} as const
/** It does the least that it may: its pages are small, and its handles lag behind each other. */
const MODEST = {
  ...EVENTS,
  technology: 'modest',
  rig: 'service/conformance/modest.ts',
  whole: ['repeat', 'read', 'read_all', 'streams', 'subscribe'],
} as const
const NATS = { ...EVENTS, technology: 'nats', policy: 'usual', whole: [...PLAIN_LAWS, 'reachability'] } as const

/**
 * Elections and restarts take seconds each: to prove NATS in full, under three policies and on five sets of servers,
 * would take most of a day.
 */
const SERVED = { test: 'none', hostile: 'short', certify: 'short' } as const

/** Every way in which this project proves a binding. */
export const matrix: readonly Row[] = [
  { ...MEMORY, policy: 'usual', test: 'smoke', hostile: 'full', certify: 'full' },
  { ...MEMORY, policy: 'retrying', test: 'plain', hostile: 'full', certify: 'full' },
  { ...MEMORY, policy: 'tight', test: 'none', hostile: 'full', certify: 'full' },
  { ...MEMORY_ENTRIES, policy: 'usual', test: 'smoke', hostile: 'full', certify: 'full' },
  { ...MEMORY_ENTRIES, policy: 'retrying', test: 'none', hostile: 'full', certify: 'full' },
  { ...MEMORY_ENTRIES, policy: 'tight', test: 'none', hostile: 'full', certify: 'full' },
  { ...SQLITE, policy: 'usual', test: 'smoke', hostile: 'full', certify: 'full' },
  { ...SQLITE, policy: 'retrying', test: 'none', hostile: 'full', certify: 'full' },
  { ...SQLITE, policy: 'tight', test: 'none', hostile: 'full', certify: 'full' },
  { ...PLAIN, policy: 'usual', test: 'smoke', hostile: 'full', certify: 'full' },
  { ...PLAIN, policy: 'retrying', test: 'none', hostile: 'full', certify: 'full' },
  { ...PLAIN, policy: 'tight', test: 'none', hostile: 'full', certify: 'full' },
  { ...SQLITE_ENTRIES, policy: 'usual', test: 'smoke', hostile: 'full', certify: 'full' },
  { ...SQLITE_ENTRIES, policy: 'retrying', test: 'none', hostile: 'full', certify: 'full' },
  { ...SQLITE_ENTRIES, policy: 'tight', test: 'none', hostile: 'full', certify: 'full' },
  { ...MEMORY_RUNS, policy: 'usual', test: 'smoke', hostile: 'full', certify: 'full' },
  { ...MEMORY_RUNS, policy: 'retrying', test: 'none', hostile: 'full', certify: 'full' },
  { ...MEMORY_RUNS, policy: 'tight', test: 'none', hostile: 'full', certify: 'full' },
  { ...SQLITE_RUNS, policy: 'usual', test: 'smoke', hostile: 'full', certify: 'full' },
  { ...SQLITE_RUNS, policy: 'retrying', test: 'none', hostile: 'full', certify: 'full' },
  { ...SQLITE_RUNS, policy: 'tight', test: 'none', hostile: 'full', certify: 'full' },
  { ...NATS, version: '2.9', rig: 'service/nats/rig-2-9.ts', ...SERVED },
  { ...NATS, version: '2.10', rig: 'service/nats/rig-2-10.ts', ...SERVED, test: 'smoke' },
  { ...NATS, version: '2.10', rig: 'service/nats/rig-2-10-r3.ts', ...SERVED },
  { ...NATS, version: '2.15', rig: 'service/nats/rig-2-15.ts', ...SERVED, hostile: 'plain' },
  { ...NATS, version: '2.15', rig: 'service/nats/rig-2-15-r3.ts', ...SERVED },
  { ...REMOTE, policy: 'usual', test: 'smoke', hostile: 'full', certify: 'none' },
  { ...REMOTE, policy: 'retrying', test: 'none', hostile: 'full', certify: 'none' },
  { ...REMOTE, policy: 'tight', test: 'none', hostile: 'full', certify: 'none' },
  { ...MODEST, policy: 'usual', test: 'smoke', hostile: 'short', certify: 'none' },
]
