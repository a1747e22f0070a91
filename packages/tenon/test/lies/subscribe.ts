import { instead, type Lie, retold } from './lie.ts'

/** States the position at which it had caught up the time before. */
export const subscribe: Lie = (executor) =>
  instead(executor, {
    follow: (intent, attempt) => {
      let before: number | 'start' | undefined
      return retold(executor.follow(intent, attempt), (item) => {
        if (item.kind !== 'caught_up') return item
        const position = before ?? item.position
        before = item.position
        return { ...item, position }
      })
    },
  })

/** Drops the first event after the history if it is appended at that moment. */
export const subscribeWithAGap: Lie = (executor) => {
  let inFlight = 0
  return instead(executor, {
    execute: async (intent, attempt) => {
      if (intent.kind !== 'append') return executor.execute(intent, attempt)
      inFlight += 1
      const answer = await executor.execute(intent, attempt)
      inFlight -= 1
      return answer
    },
    follow: (intent, attempt) => {
      let place: 'history' | 'gap' | 'live' = 'history'
      return retold(executor.follow(intent, attempt), (item) => {
        if (item.kind === 'caught_up') place = place === 'history' && inFlight > 0 ? 'gap' : 'live'
        if (item.kind !== 'event' || place !== 'gap') return item
        place = 'live'
        return undefined
      })
    },
  })
}
