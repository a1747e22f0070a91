import { setImmediate as turn } from 'node:timers/promises'
import { instead, type Lie } from './lie.ts'

/** Throws when a listing gets no reply, as if by an oversight. */
export const total: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind === 'streams' && answer.kind === 'failed' && answer.failure === 'timeout')
        throw new Error('socket hang up')
      return answer
    },
  })

/** Rejects although it must not: the items of each subscription do, a turn after `next()`. */
export const totalOfTheRejecting: Lie = (executor) =>
  instead(executor, {
    follow: () => ({
      next: async () => {
        await turn()
        throw new Error('the link broke')
      },
      return: async () => ({ done: true, value: undefined }),
    }),
  })
