import type { Failed } from '../../domain/capability/failure.ts'
import type { AnyExecutor } from './executor.ts'

/** The failure of an executor that threw, which none may: nobody knows what it has done. */
export const defect = (executor: AnyExecutor, operation: string, thrown: unknown): Failed => ({
  kind: 'failed',
  failure: 'unclassified',
  effect: 'unknown',
  operation,
  says: `${operation}: the executor of ${executor.technology.name} did not answer as it must: a defect of the binding. Please report it.`,
  retryAfterMs: null,
  evidence: {
    technology: executor.technology.name,
    code: thrown instanceof Error ? thrown.name : typeof thrown,
    message: messageOf(thrown),
  },
})

/** What was thrown, in its own words. It never throws itself. */
export const messageOf = (thrown: unknown): string => {
  if (thrown instanceof Error) return thrown.message
  try {
    return String(thrown)
  } catch {
    return 'something that cannot be shown'
  }
}
