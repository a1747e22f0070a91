import type { Failed } from '../../domain/capability/failure.ts'
import { readable } from '../../domain/capability/readable.ts'
import type { AnyExecutor } from './executor.ts'
import { messageOf } from '../../domain/data/message-of.ts'

/**
 * Returns the failure for an executor that threw, rejected or returned something that is not an answer. Its effect is
 * unknown.
 */
export const defect = (executor: AnyExecutor, operation: string, thrown: unknown): Failed => ({
  kind: 'failed',
  failure: 'unclassified',
  effect: 'unknown',
  operation,
  says: `${operation}: the executor of ${executor.technology.name} did not return a valid answer. This is a defect of the binding: please report it.`,
  retryAfterMs: null,
  evidence: { technology: executor.technology.name, code: nameOf(thrown), message: messageOf(thrown) },
})

/** The most characters of an error's name that are kept. */
const MOST_NAME = 800

const nameOf = (thrown: unknown): string => {
  try {
    return thrown instanceof Error ? readable(String(thrown.name), MOST_NAME) : typeof thrown
  } catch {
    return typeof thrown
  }
}
