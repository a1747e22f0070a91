import type { Attempt } from 'tenon/bind'
import type { Answer, PantryExecutor, Put } from './executor.ts'

/** Puts itself around the executor of a pantry in a folder, passes everything on, and lies about one thing. */
export type Lie = (executor: PantryExecutor, folder: string) => PantryExecutor

/**
 * Returns an executor that does the same as another one, except for these methods. It is here and not shared with other
 * lies, because a test copies this folder into a project of its own.
 */
export const instead = (executor: PantryExecutor, told: Partial<PantryExecutor>): PantryExecutor => ({
  capability: executor.capability,
  technology: executor.technology,
  grants: executor.grants,
  limits: executor.limits,
  failures: executor.failures,
  open: (attempt, ifAbsent) => executor.open(attempt, ifAbsent),
  execute: (intent, attempt) => executor.execute(intent, attempt),
  follow: (intent, attempt) => executor.follow(intent, attempt),
  close: () => executor.close(),
  ...told,
})

/** How an executor does what gives one answer. */
export type Execute = PantryExecutor['execute']

/** Returns an executor that puts jars in another way. */
export const putting = (executor: PantryExecutor, make: (intent: Put, attempt: Attempt) => Promise<Answer>) =>
  instead(executor, {
    execute: (intent, attempt) => (intent.kind === 'put' ? make(intent, attempt) : executor.execute(intent, attempt)),
  })

/** An attempt that is never cancelled. */
export const patient = (): Attempt => ({ signal: new AbortController().signal, aborted: false })
