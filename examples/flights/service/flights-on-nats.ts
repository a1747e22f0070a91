import { check, type Validated } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { NatsConnectionSettings, NatsEventExecutor, type NatsStreamConfig } from 'tenon/nats'
import { FlightHistory } from '../domain/history.ts'

// In the place of `flights.ts` this file keeps the flights in NATS, and no other file changes.

/** What the flights in NATS are made with: the JetStream stream, and how its server is reached. */
export interface NatsConfig {
  readonly config: NatsStreamConfig
  readonly connection: NatsConnectionSettings
}

/** Where the flights are kept unless somebody says otherwise. */
export const usualPlace = 'nats://127.0.0.1:4222'

/** What NATS is to be told of a place, which is a server's address. `create` makes the JetStream stream where it is absent. */
export const configAt = (place: string, create: boolean): Validated<NatsConfig> => {
  const connection = check(NatsConnectionSettings, {
    servers: [place],
    name: 'flights',
    authentication: { kind: 'none' },
    tls: 'off',
    inboxPrefix: '_INBOX',
    connectMs: 5_000,
    requestMs: 5_000,
    patienceMs: 10_000,
    reconnectMs: 100,
    pingMs: 10_000,
  })
  if (!connection.fits) return connection
  const config: NatsStreamConfig = {
    name: 'flights',
    subjects: ['flights.>'],
    subjectPrefix: 'flights',
    retention: 'limits',
    storage: 'file',
    replicas: 1,
    maxBytes: -1,
    maxMsgs: -1,
    maxMsgSize: 1_048_576,
    discard: 'new',
    maxAgeMs: 0,
    allowDirect: true,
    denyDelete: true,
    denyPurge: true,
    duplicateWindowMs: 100,
    provision: create ? 'create' : 'verify',
    // The need asks for `power_loss`, so the server must have `sync_interval: always`: no client can ask it, so this is our word.
    serverSync: 'always',
  }
  return { fits: true, value: { config, connection: connection.value } }
}

/** Binds the history of flights to a JetStream stream. It does no I/O: `open()` of the binding does. */
export const flightsOn = (config: NatsConfig, policy: Policy) =>
  bind(FlightHistory, new NatsEventExecutor(config), policy)
