import { instead, retold } from '../lie.ts'
import type { Lie } from './lie.ts'

/** States the revision at which it had caught up the time before. */
export const watch: Lie = (executor) =>
  instead(executor, {
    follow: (intent, attempt) => {
      let before: number | 'start' | undefined
      return retold(executor.follow(intent, attempt), (item) => {
        if (item.kind !== 'caught_up') return item
        const revision = before ?? item.revision
        before = item.revision
        return { ...item, revision }
      })
    },
  })

/** Gives the end of a life the revision of the value that lived. */
export const watchOfTheLiving: Lie = (executor) => {
  const removed = new Set<number>()
  const put = new Map<string, number>()
  return instead(executor, {
    execute: async (intent, attempt) => {
      const answer = await executor.execute(intent, attempt)
      if (answer.kind === 'removed') removed.add(answer.revision)
      if (intent.kind === 'put' && answer.kind === 'put') put.set(intent.key, answer.revision)
      return answer
    },
    follow: (intent, attempt) =>
      retold(executor.follow(intent, attempt), (item) =>
        item.kind === 'removed' && !removed.has(item.revision)
          ? { ...item, revision: put.get(item.key) ?? item.revision }
          : item,
      ),
  })
}
