import { EventStore, need } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { type NatsConnectionSettings, NatsEventExecutor, type NatsStreamConfig } from 'tenon/nats'

const least = {
  atomicity: 'stream',
  order: 'global',
  dedupe: 'expected',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'bounded',
  max_event_bytes: 65_536,
  max_events_per_append: 100,
  dedupe_window_ms: 0,
} as const

const policy: Policy = {
  attempts: 3,
  attemptMs: 1_000,
  deadlineMs: 5_000,
  backoffMs: 10,
  maxBackoffMs: 100,
  concurrency: 64,
}

const config: NatsStreamConfig = {
  name: 'ORDERS',
  subjects: ['orders.>'],
  subjectPrefix: 'orders',
  retention: 'limits',
  storage: 'file',
  replicas: 3,
  maxBytes: -1,
  maxMsgs: -1,
  maxMsgSize: 1_048_576,
  discard: 'new',
  maxAgeMs: 0,
  allowDirect: true,
  denyDelete: true,
  denyPurge: true,
  duplicateWindowMs: 120_000,
  provision: 'verify',
  serverSync: 'always',
}

const connection: NatsConnectionSettings = {
  servers: ['nats://127.0.0.1:4222'],
  name: 'orders',
  authentication: { kind: 'none' },
  tls: 'off',
  inboxPrefix: '_INBOX',
  connectMs: 2_000,
  requestMs: 2_000,
  patienceMs: 5_000,
  reconnectMs: 500,
  pingMs: 10_000,
}

const executor = new NatsEventExecutor({ config, connection })

/** The most that any config of NATS can promise. Whether this config does is known only at run time. */
export const strongest = bind(
  need(EventStore, {
    ...least,
    durability: 'power_loss',
    replication: 'quorum',
    reach: 'network',
    retention: 'forever',
  }),
  executor,
  policy,
)

/** A gap says which rung is granted, or why none is. */
export const granted: string | number | undefined = strongest.gaps[0]?.granted

// @ts-expect-error no config of NATS recognises ids for ever
bind(need(EventStore, { ...least, dedupe: 'forever' }), executor, policy)

// @ts-expect-error no config of NATS recognises ids for a while
bind(need(EventStore, { ...least, dedupe: 'window' }), executor, policy)

// @ts-expect-error a need names a rung of the ladder, and none is below the lowest
need(EventStore, { ...least, retention: 'until_consumed' })

const { serverSync: _serverSync, ...silent } = config

// @ts-expect-error no field of a config may be left out
export const guessed = new NatsEventExecutor({ config: silent, connection })

// @ts-expect-error a config of NATS has no such value
export const unknown = new NatsEventExecutor({ config: { ...config, discard: 'newest' }, connection })

// @ts-expect-error two replicas outvote nobody
export const torn = new NatsEventExecutor({ config: { ...config, replicas: 2 }, connection })

// @ts-expect-error a config has no other fields
export const renamed: NatsStreamConfig = { ...config, max_msgs: 1 }

const { patienceMs: _patienceMs, ...hasty } = connection

// @ts-expect-error no setting of a connection may be left out
export const unsettled = new NatsEventExecutor({ config, connection: hasty })

// @ts-expect-error a password needs a user
export const nobody: NatsConnectionSettings = { ...connection, authentication: { kind: 'password', password: 'a' } }

// @ts-expect-error the addresses of the servers are not in the config
export const mixed: NatsStreamConfig = { ...config, servers: [] }

// @ts-expect-error a config is readonly
config.name = 'OTHER'

// @ts-expect-error the properties of an executor are readonly
executor.config.replicas = 1
