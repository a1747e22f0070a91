import type { EventOutcome } from 'tenon'
import { failed } from 'tenon/bind'
import { instead, type Lie } from './lie.ts'

/** Creates a store when it should only open one. */
export const closingThatMakes: Lie = (executor) =>
  instead(executor, { open: (attempt) => executor.open(attempt, 'make') })

/** Fails calls in flight with `closed` and effect none when it is closed, and still executes them. */
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
