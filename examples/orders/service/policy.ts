import type { Policy } from 'tenon/bind'

/** How often and how long the store of the shop tries. */
export const policy: Policy = Object.freeze({
  attempts: 3,
  attemptMs: 10_000,
  deadlineMs: 30_000,
  backoffMs: 10,
  maxBackoffMs: 1_000,
  concurrency: 64,
})
