import { instead, type Lie } from './lie.ts'

/** Throws when the link breaks under a listing, which nobody thought of. */
export const total: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind === 'streams' && answer.kind === 'failed' && answer.failure === 'connection_lost')
        throw new Error('socket hang up')
      return answer
    },
  })
