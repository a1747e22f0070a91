export { MemoryEventExecutor } from '../service/memory/event/executor.ts'
export { type MemoryClock, MemoryKeyValueExecutor } from '../service/memory/key-value/executor.ts'
