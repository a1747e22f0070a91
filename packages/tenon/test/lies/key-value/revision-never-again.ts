import { instead, patient } from '../lie.ts'
import type { Lie } from './lie.ts'

/** Gives the removal of the last of several keys the revision of the change before it. */
export const revisionNeverAgain: Lie = (executor) => {
  const keys = new Set<string>()
  const told = new Set<string>()
  let inFlight = 0
  return instead(executor, {
    execute: async (intent, attempt) => {
      inFlight += 1
      const answer = await executor.execute(intent, attempt)
      inFlight -= 1
      if (intent.kind === 'put') keys.add(intent.key)
      if (intent.kind !== 'remove' || answer.kind !== 'removed') return answer
      if (!answer.repeated && inFlight === 0 && keys.size > 1) {
        const page = await executor.execute({ kind: 'keys', prefix: '', after: null, limit: 1 }, patient())
        if (page.kind === 'page' && page.keys.length === 0) told.add(intent.id)
      }
      return told.has(intent.id) ? { ...answer, revision: answer.revision - 1 } : answer
    },
  })
}
