import { type NatsConnectionSettings, type NatsStreamConfig } from 'tenon/nats'

/** Returns a config of a JetStream stream in which a test states only what it is about. */
export const streamConfig = (name: string, stated: Partial<NatsStreamConfig> = {}): NatsStreamConfig => ({
  name,
  subjects: [`${name}.>`],
  subjectPrefix: name,
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
  provision: 'create',
  serverSync: 'interval',
  ...stated,
})

/** Returns settings of a connection in which a test states only what it is about. */
export const connectionTo = (
  servers: readonly string[],
  stated: Partial<NatsConnectionSettings> = {},
): NatsConnectionSettings => ({
  servers,
  name: 'test',
  authentication: { kind: 'none' },
  tls: 'off',
  inboxPrefix: '_INBOX',
  connectMs: 2_000,
  requestMs: 2_000,
  patienceMs: 5_000,
  reconnectMs: 20,
  pingMs: 1_000,
  ...stated,
})
