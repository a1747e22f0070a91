import type { Lie } from './lie.ts'
import { instead } from '../lie.ts'

/** Renews a lease for a holder that has lost it. */
export const fencing: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'put' || intent.lifetimeSeconds === null || typeof intent.expected !== 'number') return answer
      if (answer.kind !== 'conflict' || answer.actual === 'absent') return answer
      return executor.execute({ ...intent, expected: 'any' }, attempt)
    },
  })
