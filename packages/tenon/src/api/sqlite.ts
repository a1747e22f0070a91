export { SqliteStoreConfig } from '../service/sqlite/event/config.ts'
export { SqliteEventExecutor } from '../service/sqlite/event/executor.ts'
export { SqliteKeyValueConfig } from '../service/sqlite/key-value/config.ts'
export { SqliteKeyValueExecutor } from '../service/sqlite/key-value/executor.ts'
