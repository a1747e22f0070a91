import type { Lie } from './lie.ts'
import { instead } from '../lie.ts'

/** Keeps numbers only down to a billionth. */
export const values: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (answer.kind !== 'value' || typeof answer.value !== 'number') return answer
      return Math.abs(answer.value) < 1e-9 ? { ...answer, value: 0 } : answer
    },
  })
