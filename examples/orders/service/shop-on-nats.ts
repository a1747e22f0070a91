import { check, type Validated } from 'tenon'
import { bind, type Policy } from 'tenon/bind'
import { NatsConnectionSettings, NatsEventExecutor, type NatsStreamConfig } from 'tenon/nats'
import { ShopHistory } from '../domain/shop.ts'

// Replace `shop.ts` with this file to keep the history of the shop in NATS. No other file changes.

/** The settings for the shop in NATS: the JetStream stream, and how to reach its server. */
export interface NatsConfig {
  readonly config: NatsStreamConfig
  readonly connection: NatsConnectionSettings
}

/** Where the history of the shop is kept by default. */
export const usualPlace = 'nats://127.0.0.1:4222'

/**
 * Returns the settings for a place, which is a server's address. `create` makes the JetStream stream if it does not
 * exist.
 */
export const configAt = (place: string, create: boolean): Validated<NatsConfig> => {
  const connection = check(NatsConnectionSettings, {
    servers: [place],
    name: 'shop',
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
    name: 'shop',
    subjects: ['shop.>'],
    subjectPrefix: 'shop',
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

/** Binds the history of the shop to a JetStream stream. This does no I/O; `open()` of the binding does. */
export const shopOn = (config: NatsConfig, policy: Policy) => bind(ShopHistory, new NatsEventExecutor(config), policy)
