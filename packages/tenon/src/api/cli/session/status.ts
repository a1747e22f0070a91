import type { FailureFacts } from '../../../domain/capability/failure.ts'
import type { CommonFailure } from '../../../domain/vocabulary/failures.ts'

/** The HTTP status and the exit code of each common failure. Exit codes count up from 10, in the order of the words. */
export const status = Object.freeze({
  timeout: { http: 504, exit: 10 },
  connection_lost: { http: 502, exit: 11 },
  not_found: { http: 404, exit: 12 },
  permission_denied: { http: 403, exit: 13 },
  unauthenticated: { http: 401, exit: 14 },
  unavailable: { http: 503, exit: 15 },
  busy: { http: 503, exit: 16 },
  full: { http: 507, exit: 17 },
  misconfigured: { http: 500, exit: 18 },
  too_large: { http: 413, exit: 19 },
  invalid: { http: 400, exit: 20 },
  unsupported: { http: 501, exit: 21 },
  corrupted: { http: 500, exit: 22 },
  cancelled: { http: 499, exit: 23 },
  closed: { http: 503, exit: 24 },
  unclassified: { http: 500, exit: 25 },
} as const satisfies Record<CommonFailure, Status>)

/** The HTTP status and the exit code of a failure word that only one capability has. What is declared of it decides. */
export const statusOfOther = Object.freeze({
  /** The caller or the developer has to act. */
  caller: { http: 400, exit: 26 },
  /** It passes by itself. */
  passing: { http: 503, exit: 27 },
  /** Any other. */
  other: { http: 500, exit: 28 },
} as const satisfies Record<string, Status>)

/** An HTTP status and an exit code. */
interface Status {
  readonly http: number
  readonly exit: number
}

/**
 * Returns the HTTP status and the exit code of a failure word, given what its capability declares of it. A word that is
 * not declared has those of `unclassified`.
 */
export const statusOf = (failure: string, facts: FailureFacts | undefined): Status => {
  const common = COMMON.get(failure)
  if (common !== undefined) return common
  if (facts === undefined) return status.unclassified
  if (facts.acts === 'caller' || facts.acts === 'developer') return statusOfOther.caller
  return facts.passes ? statusOfOther.passing : statusOfOther.other
}

const COMMON: ReadonlyMap<string, Status> = new Map(Object.entries(status))
