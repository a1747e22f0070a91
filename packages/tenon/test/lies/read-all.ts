import { instead, type Lie } from './lie.ts'

/** Claims of each full page that more may follow. */
export const readAllWhenFull: Lie = (executor) =>
  instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind !== 'read_all' || !('caughtUp' in answer)) return answer
      const last = answer.events.at(-1)?.position
      if (last === undefined || answer.events.length < intent.limit || last === answer.head) return answer
      return { ...answer, next: last, caughtUp: false }
    },
  })

/** Forgets the types of a filter that has a prefix too. */
export const readAll: Lie = (executor) =>
  instead(executor, {
    execute: (intent, attempt) => {
      if (intent.kind !== 'read_all' || intent.filter.streams === 'all') return executor.execute(intent, attempt)
      return executor.execute({ ...intent, filter: { ...intent.filter, types: 'all' } }, attempt)
    },
  })
