import type { NatsStreamConfig } from './stream-config.ts'
import type { Answer } from '../connection/jetstream-api.ts'
import { refusesWhenFull } from './server-versions.ts'

const NS_A_MS = 1_000_000

/**
 * Returns a JetStream stream's settings as the server's API writes them. An event store relies on those that the config
 * does not name.
 */
export const declared = (config: NatsStreamConfig) => ({
  name: config.name,
  subjects: config.subjects,
  retention: config.retention,
  storage: config.storage,
  num_replicas: config.replicas,
  max_bytes: config.maxBytes,
  max_msgs: config.maxMsgs,
  max_msg_size: config.maxMsgSize,
  discard: config.discard,
  max_age: config.maxAgeMs * NS_A_MS,
  allow_direct: config.allowDirect,
  deny_delete: config.denyDelete,
  deny_purge: config.denyPurge,
  duplicate_window: config.duplicateWindowMs * NS_A_MS,
  max_msgs_per_subject: -1,
  max_consumers: -1,
  no_ack: false,
  allow_rollup_hdrs: false,
})

/** The settings that a stream of events must not have, by the server's names. Older servers do not know all of them. */
const FORBIDDEN = [
  'sealed',
  'mirror',
  'sources',
  'subject_transform',
  'allow_msg_ttl',
  'discard_new_per_subject',
] as const

/** One setting that differs from its declaration. */
export interface Drift {
  /** The server's name for it. */
  readonly field: string
  readonly declared: unknown
  readonly found: unknown
}

/**
 * Returns where a live JetStream stream differs from what a config declares. It compares only the declared settings,
 * because servers add others.
 */
export const driftOf = (config: NatsStreamConfig, live: Answer): readonly Drift[] => [
  ...Object.entries(declared(config))
    .filter(([field, value]) => !same(value, live[field]))
    .map(([field, value]) => ({ field, declared: value, found: live[field] ?? null })),
  ...FORBIDDEN.filter((field) => !same(false, live[field])).map((field) => ({
    field,
    declared: false,
    found: live[field],
  })),
]

/**
 * The limits of a JetStream stream that may change under a running store: appends beyond them are refused one by one,
 * and no event is removed.
 */
const BOUNDS: ReadonlySet<string> = new Set([
  'max_bytes',
  'max_msgs',
  'max_msg_size',
  'duplicate_window',
  'allow_direct',
])

/**
 * Returns where a live JetStream stream breaks what a config promises: every difference except more replicas and other
 * limits.
 */
export const harmOf = (config: NatsStreamConfig, live: Answer, version: string): readonly Drift[] =>
  driftOf(config, live).filter(({ field, found }) => {
    if (field === 'num_replicas') return Number(found) < config.replicas
    if (field === 'max_bytes' && config.discard === 'new' && !refusesWhenFull(version)) return true
    return !BOUNDS.has(field)
  })

/** Describes a drift in words. */
export const driftText = ({ field, declared: wanted, found }: Drift): string =>
  `${field} is ${JSON.stringify(found)}, declared ${JSON.stringify(wanted)}`

/** Compares two values of a setting. The server leaves out values that are false, 0 or empty. */
const same = (wanted: unknown, found: unknown): boolean => {
  if (Array.isArray(wanted)) return Array.isArray(found) && sorted(wanted) === sorted(found)
  if (found === undefined || found === null) return wanted === false || wanted === 0
  return Array.isArray(found) && found.length === 0 ? wanted === false : wanted === found
}

const sorted = (values: readonly unknown[]): string => JSON.stringify(values.map(String).toSorted())
