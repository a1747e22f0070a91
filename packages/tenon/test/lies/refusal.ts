import { instead, type Lie } from './lie.ts'

/** States one limit before it is open, and applies a larger one later. */
export const refusal: Lie = (executor) => {
  let isOpen = false
  const most = executor.limits.max_events_per_append
  return instead(executor, {
    limits: {
      ...executor.limits,
      get max_events_per_append() {
        return isOpen ? 2 * most : most
      },
    },
    open: (attempt, ifAbsent) => {
      isOpen = true
      return executor.open(attempt, ifAbsent)
    },
  })
}
