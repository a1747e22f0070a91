import { bind, type Policy } from 'tenon/bind'
import { NatsEventExecutor, type NatsStreamConfig } from 'tenon/nats'
import { FlightHistory } from '../../flights/domain/history.ts'

/**
 * Binds the history of flights to a JetStream stream on three servers. It does no I/O: `open()` of the binding does.
 */
export const flightsOn = (servers: readonly string[], policy: Policy) =>
  bind(
    FlightHistory,
    new NatsEventExecutor({
      config,
      connection: {
        servers,
        name: 'flights',
        authentication: { kind: 'none' },
        tls: 'off',
        inboxPrefix: '_INBOX',
        connectMs: 2_000,
        requestMs: 2_000,
        patienceMs: 20_000,
        reconnectMs: 100,
        pingMs: 5_000,
      },
    }),
    policy,
  )

/** The JetStream stream. */
export const config: NatsStreamConfig = {
  name: 'flights',
  subjects: ['flights.>'],
  subjectPrefix: 'flights',
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
  duplicateWindowMs: 100,
  provision: 'create',
  serverSync: 'always',
}
