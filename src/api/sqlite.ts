export { SqliteStoreConfig } from '../service/sqlite/config.ts'
export { SqliteEventExecutor } from '../service/sqlite/executor.ts'
