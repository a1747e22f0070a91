import { type Failed, failed } from '../../../domain/capability/failure.ts'
import { messageOf } from '../../../domain/data/message-of.ts'
import type { CommonFailure } from '../../../domain/vocabulary/failures.ts'

/** The outcome of a failed call to a store or a read model. */
export type AnyFailed = Failed<CommonFailure>

/**
 * Calls a store or a read model. If it throws, rejects or returns no outcome, that is a failure: it should return one,
 * but a run must survive one that does not.
 */
export const asked = async <Outcome extends { readonly kind: string }>(
  what: string,
  ask: () => Promise<Outcome>,
): Promise<Outcome | AnyFailed> => {
  try {
    const outcome = await ask()
    return isOutcome(outcome) ? outcome : defect(what, `returned no outcome, but ${typeof outcome}`)
  } catch (thrown) {
    return defect(what, `threw instead of returning a failure: ${messageOf(thrown)}`)
  }
}

const isOutcome = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'kind') === 'string'

const defect = (what: string, did: string): AnyFailed =>
  failed('unclassified', 'unknown', what, `${what} ${did}. This is a defect of the store or the read model.`)
