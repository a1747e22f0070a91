import type { Failed } from '../../domain/capability/failure.ts'
import { readable } from '../../domain/capability/readable.ts'
import type { AnyExecutor } from './executor.ts'

/** The failure of an executor that threw, which none may: nobody knows what it has done. */
export const defect = (executor: AnyExecutor, operation: string, thrown: unknown): Failed => ({
  kind: 'failed',
  failure: 'unclassified',
  effect: 'unknown',
  operation,
  says: `${operation}: the executor of ${executor.technology.name} did not answer as it must: a defect of the binding. Please report it.`,
  retryAfterMs: null,
  evidence: { technology: executor.technology.name, code: nameOf(thrown), message: messageOf(thrown) },
})

/** The most characters of a message that are kept. What a failure says is a little longer, and at most 1,000. */
const MOST = 800

/** What was thrown, in its own words, at most 800 characters of them. It never throws, whatever it is given. */
export const messageOf = (thrown: unknown): string => {
  try {
    return readable(String(thrown instanceof Error ? thrown.message : thrown), MOST)
  } catch {
    // A revoked proxy, a getter that throws, an object without a prototype.
    return 'something that cannot be shown'
  }
}

const nameOf = (thrown: unknown): string => {
  try {
    return thrown instanceof Error ? readable(String(thrown.name), MOST) : typeof thrown
  } catch {
    return typeof thrown
  }
}
