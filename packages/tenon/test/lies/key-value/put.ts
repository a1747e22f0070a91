import type { Lie } from './lie.ts'
import { instead } from '../lie.ts'

/** Puts a value under a key that never was, although the put expected another value there. */
export const put: Lie = (executor) => {
  const keys = new Set<string>()
  return instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'put') return answer
      const known = keys.has(intent.key)
      if (answer.kind === 'put') keys.add(intent.key)
      if (known || answer.kind !== 'conflict' || answer.actual !== 'absent') return answer
      keys.add(intent.key)
      return executor.execute({ ...intent, expected: 'absent' }, attempt)
    },
  })
}
