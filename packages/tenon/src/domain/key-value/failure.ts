import { type Effect, type Evidence, failed } from '../capability/failure.ts'
import type { CommonFailure } from '../vocabulary/failures.ts'

/** A failure word of a key-value store. */
export type KeyValueWord = CommonFailure | 'forgotten'

/** The outcome of a failed call to a key-value store. */
export type KeyValueFailed = {
  readonly kind: 'failed'
  /** The word for the program. */
  readonly failure: KeyValueWord
  /**
   * What the call may have done. `none`: nothing, now or later. `unknown`: it may have taken effect, or may still do
   * so.
   */
  readonly effect: Effect
  /** The operation that failed, or `open` or `close`. */
  readonly operation: 'get' | 'put' | 'remove' | 'keys' | 'watch' | 'open' | 'close'
  /** The sentence for the person: what happened, where, and what to do next. */
  readonly says: string
  /** How many milliseconds the technology asks to wait before another attempt, or `null`. */
  readonly retryAfterMs: number | null
  /** The technology's own words, for operators, or `null`. */
  readonly evidence: Evidence | null
}

/** Returns the failure of a write of which the store can no longer tell whether an earlier attempt did it. */
export const forgotten = (operation: 'put' | 'remove'): KeyValueFailed =>
  failed(
    'forgotten',
    'unknown',
    operation,
    `${operation}: the key is not as expected, and it was changed so often since that the store no longer remembers ` +
      `whether an earlier attempt of this ${operation} was among the changes. Get the key, and decide anew.`,
  )
