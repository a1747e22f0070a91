import { actualOf, type Lie } from './lie.ts'
import { instead } from '../lie.ts'

/** The ids of puts that failed with an unknown effect. */
const unknown = new Set<string>()

/** Takes a put that was stored without a reply for another one when it is made again after others. */
export const noFalseConflict: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'put') return answer
      if (answer.kind === 'failed' && answer.effect === 'unknown') unknown.add(intent.id)
      if (answer.kind !== 'put' || !answer.repeated || !unknown.has(intent.id)) return answer
      const actual = await actualOf(executor, intent.key)
      return actual === answer.revision || actual === 'absent' ? answer : { kind: 'conflict', actual }
    },
  })
