export { SqliteStoreConfig } from '../service/sqlite/event/config.ts'
export { SqliteEventExecutor } from '../service/sqlite/event/executor.ts'
