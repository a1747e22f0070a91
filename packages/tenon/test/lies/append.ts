import { instead, type Lie } from './lie.ts'

/** Takes the largest revision for `any`, like a technology that uses a number for it. */
export const append: Lie = (executor) =>
  instead(executor, {
    execute: (intent, attempt) => {
      const any = intent.kind === 'append' && intent.expectedRevision === Number.MAX_SAFE_INTEGER
      return executor.execute(any ? { ...intent, expectedRevision: 'any' } : intent, attempt)
    },
  })
