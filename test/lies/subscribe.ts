import { instead, type Lie, retold } from './lie.ts'

/** Says where it had caught up the time before. */
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
