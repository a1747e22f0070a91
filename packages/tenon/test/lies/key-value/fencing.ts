import { instead, type Lie } from './lie.ts'

/** Renews a lease for whoever once held it. */
export const fencing: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'put' || intent.lifetimeSeconds === null || typeof intent.expected !== 'number') return answer
      if (answer.kind !== 'conflict' || answer.actual === 'absent') return answer
      return executor.execute({ ...intent, expected: 'any' }, attempt)
    },
  })
