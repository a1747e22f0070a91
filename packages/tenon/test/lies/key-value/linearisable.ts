import type { Lie } from './lie.ts'
import { instead } from '../lie.ts'

/** How many changes of a key a conflict lags behind. */
const LAG = 12

/** When several calls are made at once, reports what a key had long before as what a put found there. */
export const linearisable: Lie = (executor) => {
  let inFlight = 0
  const revisions = new Map<string, readonly number[]>()
  return instead(executor, {
    execute: async (intent, attempt) => {
      if (intent.kind !== 'put') return executor.execute(intent, attempt)
      inFlight += 1
      const answer = await executor.execute(intent, attempt)
      inFlight -= 1
      const before = revisions.get(intent.key) ?? []
      if (answer.kind === 'put' && !answer.repeated) revisions.set(intent.key, [...before, answer.revision])
      const stale = before.at(-LAG)
      if (answer.kind !== 'conflict' || inFlight === 0 || stale === undefined || stale === intent.expected)
        return answer
      return { kind: 'conflict', actual: stale }
    },
  })
}
