import { type Failed, failed } from '../../../domain/capability/failure.ts'
import { messageOf } from '../../../domain/data/message-of.ts'
import type { CommonFailure } from '../../../domain/vocabulary/failures.ts'

/** The outcome of a failed call to a store or a read model. */
export type AnyFailed = Failed<CommonFailure>

/**
 * Calls a store or a read model. What it throws or rejects with is a failure: they should return one, but a run must
 * survive those that do not.
 */
export const asked = async <Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer | AnyFailed> => {
  try {
    return await ask()
  } catch (thrown) {
    const says = `${what} threw instead of returning a failure: ${messageOf(thrown)}. This is a defect of it.`
    return failed('unclassified', 'unknown', what, says)
  }
}
