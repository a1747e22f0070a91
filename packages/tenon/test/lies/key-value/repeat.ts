import { actualOf, type Lie } from './lie.ts'
import { instead } from '../lie.ts'

/** Recognises a put that was acknowledged only while nothing was written over it. */
export const repeat: Lie = (executor) => {
  const acknowledged = new Set<string>()
  return instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'put' || answer.kind !== 'put') return answer
      if (!answer.repeated) acknowledged.add(intent.id)
      else if (acknowledged.has(intent.id)) {
        const actual = await actualOf(executor, intent.key)
        if (actual !== answer.revision) return { kind: 'conflict', actual }
      }
      return answer
    },
  })
}
