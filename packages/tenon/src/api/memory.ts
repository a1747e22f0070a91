export { MemoryEventExecutor } from '../service/memory/event/executor.ts'
