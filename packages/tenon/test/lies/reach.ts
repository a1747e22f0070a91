import { instead, type Lie, positionOf } from './lie.ts'

/** Does not find a stream that another store has begun since this one was opened, until it has appended itself. */
export const reach: Lie = (executor) => {
  let seen = Infinity
  return instead(executor, {
    open: async (attempt, ifAbsent) => {
      const opened = await executor.open(attempt, ifAbsent)
      seen = await positionOf(executor)
      return opened
    },
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (intent.kind === 'append' && answer.kind === 'appended') seen = Infinity
      if (intent.kind !== 'read' || answer.kind !== 'page' || seen === Infinity) return answer
      const begun = await executor.execute({ ...intent, from: 'start', direction: 'forward', limit: 1 }, attempt)
      const [first] = begun.kind === 'page' && 'events' in begun ? begun.events : []
      return first !== undefined && first.position > seen ? { kind: 'no_stream' } : answer
    },
  })
}
