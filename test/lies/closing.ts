import type { EventOutcome } from 'tenon'
import { failed } from 'tenon/bind'
import { instead, type Lie } from './lie.ts'

/** Makes a store where it was only to open one. */
export const closingThatMakes: Lie = (executor) =>
  instead(executor, { open: (attempt) => executor.open(attempt, 'make') })

/** Answers what is in flight with `closed`, none, when it is closed, and does it all the same. */
export const closing: Lie = (executor) => {
  const waiting = new Set<(answer: EventOutcome) => void>()
  return instead(executor, {
    execute: (intent, attempt) => {
      if (intent.kind !== 'append') return executor.execute(intent, attempt)
      return new Promise((resolve) => {
        waiting.add(resolve)
        void executor
          .execute(intent, attempt)
          .then(resolve)
          .finally(() => waiting.delete(resolve))
      })
    },
    close: () => {
      for (const answer of waiting) answer(failed('closed', 'none', 'append', 'append: the store was closed.'))
      return executor.close()
    },
  })
}
