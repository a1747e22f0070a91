import type { Span } from './span.ts'

/** A place where the evidence of a failure is read: `outcome.evidence`, `const { evidence } = outcome`. */
export interface EvidenceRead extends Span {
  /** The top-level declaration that contains it; empty if there is none. */
  readonly within: string
  /** What is read, as the file writes it: `outcome.evidence`; for a destructured parameter, only `evidence`. */
  readonly path: string
  /**
   * How it is known that this is a failure of a store and not a word of the domain: its kind was compared, its type is
   * stated, or a field is read that only the evidence of a technology has.
   */
  readonly known: 'narrowed' | 'typed' | 'parts'
}
