import type { Policy } from '../../binding/policy.ts'

/** Tries each call once, with a long deadline, so that each failure is seen unchanged. */
export const usual: Policy = Object.freeze({
  attempts: 1,
  attemptMs: 30_000,
  deadlineMs: 30_000,
  backoffMs: 0,
  maxBackoffMs: 0,
  concurrency: 512,
})

/** Tries calls several times, with few calls at a time. */
export const retrying: Policy = Object.freeze({
  attempts: 4,
  attemptMs: 10_000,
  deadlineMs: 30_000,
  backoffMs: 1,
  maxBackoffMs: 20,
  concurrency: 8,
})

/** Gives every call little time. */
export const tight: Policy = Object.freeze({
  attempts: 2,
  attemptMs: 4_000,
  deadlineMs: 5_000,
  backoffMs: 1,
  maxBackoffMs: 10,
  concurrency: 64,
})
