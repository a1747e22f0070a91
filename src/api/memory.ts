export { MemoryEventExecutor } from '../service/memory/executor.ts'
