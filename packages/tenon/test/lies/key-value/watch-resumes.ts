import { instead, retold } from '../lie.ts'
import type { Lie } from './lie.ts'

/** Leaves out the removals that were made before a watch began, although it begins after a revision from before them. */
export const watchResumes: Lie = (executor) =>
  instead(executor, {
    follow: (intent, attempt) => {
      let history = intent.after !== 'start'
      return retold(executor.follow(intent, attempt), (item) => {
        if (item.kind === 'caught_up') history = false
        return history && item.kind === 'removed' ? undefined : item
      })
    },
  })
