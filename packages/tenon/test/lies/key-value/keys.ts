import type { Lie } from './lie.ts'
import { instead } from '../lie.ts'

/** Lists keys in the order of their UTF-16 code units. */
export const keys: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (answer.kind !== 'page') return answer
      return { ...answer, keys: answer.keys.toSorted((a, b) => (a.key < b.key ? -1 : 1)) }
    },
  })
