import { check, type Validated } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { NatsConnectionSettings, NatsEventExecutor, type NatsStreamConfig } from 'tenon/nats'
import { FlightHistory } from '../domain/history.ts'

// Replace `flights.ts` with this file to keep the flights in NATS. No other file changes.

/** The settings for the flights in NATS: the JetStream stream, and how to reach its server. */
export interface NatsConfig {
  readonly config: NatsStreamConfig
  readonly connection: NatsConnectionSettings
}

/** Where the flights are kept by default. */
export const usualPlace = 'nats://127.0.0.1:4222'

/** Returns the path of the file of the delays, on this machine. */
export const delaysBeside = (place: string): string => `${place.replace(/\W+/g, '-')}-delays.sqlite`

/**
 * Returns the settings for a place, which is a server's address. `create` makes the JetStream stream if it does not
 * exist.
 */
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
    // The need asks for `power_loss`, so the server must run with `sync_interval: always`. A client cannot ask the
    // server, so we state it here.
    serverSync: 'always',
  }
  return { fits: true, value: { config, connection: connection.value } }
}

/** Binds the history of flights to a JetStream stream. This does no I/O; `open()` of the binding does. */
export const flightsOn = (config: NatsConfig, policy: Policy) =>
  bind(FlightHistory, new NatsEventExecutor(config), policy)
