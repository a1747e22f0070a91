import { instead, type Lie } from './lie.ts'

/** Says that the store is unavailable when another holds the lock. */
export const reachability: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      return answer.kind === 'failed' && answer.failure === 'busy' ? { ...answer, failure: 'unavailable' } : answer
    },
  })
