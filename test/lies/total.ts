import { instead, type Lie } from './lie.ts'

/** Throws when a listing gets no reply, which nobody thought of. */
export const total: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind === 'streams' && answer.kind === 'failed' && answer.failure === 'timeout')
        throw new Error('socket hang up')
      return answer
    },
  })
