import type { Effect, Evidence } from '../capability/failure.ts'
import type { CommonFailure } from '../vocabulary/failures.ts'

/** The outcome of a failed call about runs. */
export type RunsFailed = {
  readonly kind: 'failed'
  /** The word for the program. */
  readonly failure: CommonFailure
  /**
   * What the call may have done. `none`: nothing, now or later. `unknown`: it may have taken effect, or may still do
   * so.
   */
  readonly effect: Effect
  /** The operation that failed, or `open` or `close`. */
  readonly operation: 'list' | 'show' | 'pause' | 'resume' | 'drop' | 'open' | 'close'
  /** The sentence for the person: what happened, where, and what to do next. */
  readonly says: string
  /** How many milliseconds the technology asks to wait before another attempt, or `null`. */
  readonly retryAfterMs: number | null
  /** The technology's own words, for operators, or `null`. */
  readonly evidence: Evidence | null
}
