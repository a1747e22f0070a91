import { actualOf, type Lie } from './lie.ts'
import { instead } from '../lie.ts'

/** Lets a value that is put without a lifetime end as the value before it would have. */
export const expiry: Lie = (executor) => {
  const lifetimes = new Map<string, number>()
  return instead(executor, {
    execute: async (intent, attempt) => {
      if (intent.kind !== 'put') return executor.execute(intent, attempt)
      const before = lifetimes.get(intent.key)
      const { lifetimeSeconds } = intent
      if (lifetimeSeconds !== null) lifetimes.set(intent.key, lifetimeSeconds)
      if (lifetimeSeconds !== null || before === undefined) return executor.execute(intent, attempt)
      const lives = (await actualOf(executor, intent.key)) !== 'absent'
      return executor.execute(lives ? { ...intent, lifetimeSeconds: before } : intent, attempt)
    },
  })
}
