export { NatsStreamConfig } from '../service/nats/config.ts'
export { type NatsAuthentication, NatsConnectionSettings, type NatsTls } from '../service/nats/connection/settings.ts'
export { UsedConnection } from '../service/nats/connection/used.ts'
export { NatsEventExecutor } from '../service/nats/executor.ts'
