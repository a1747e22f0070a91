export { NatsStreamConfig } from '../service/nats/provision/stream-config.ts'
export { type NatsAuthentication, NatsConnectionSettings, type NatsTls } from '../service/nats/connection/settings.ts'
export { UsedConnection } from '../service/nats/connection/borrowed-connection.ts'
export { NatsEventExecutor } from '../service/nats/event/executor.ts'
