import { instead, type Lie } from './lie.ts'

/** Reads nothing backward from past the head, as it does forward. */
export const read: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'read' || intent.direction === 'forward' || typeof intent.from !== 'number') return answer
      if (answer.kind !== 'page' || !('head' in answer) || answer.head === 'start') return answer
      return intent.from > answer.head ? { kind: 'page', events: [], next: 'done', head: answer.head } : answer
    },
  })
