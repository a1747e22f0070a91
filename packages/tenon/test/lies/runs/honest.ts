import { executing, type Lie } from './lie.ts'

/** Does not lie. */
export const honest: Lie = (executor) => executing(executor, (intent, attempt) => executor.execute(intent, attempt))
