import { instead, type Lie } from './lie.ts'

/** Fails with `unavailable` when another process holds the lock. */
export const reachability: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      return answer.kind === 'failed' && answer.failure === 'busy' ? { ...answer, failure: 'unavailable' } : answer
    },
  })
