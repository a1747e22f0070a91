import type { Span } from './span.ts'

/** A place where the evidence of a failure is read: `outcome.evidence`, `const { evidence } = outcome`. */
export interface EvidenceRead extends Span {
  /** The declaration at the top of the file that holds it; empty where none does. */
  readonly within: string
  /** What is read, as the file writes it: `outcome.evidence`; of a parameter that is taken apart, just `evidence`. */
  readonly path: string
  /**
   * How it is known that this is a failure of a store and not a word of the domain: its kind was looked at, its type is stated, or a part
   * is read that a technology's evidence alone has.
   */
  readonly known: 'narrowed' | 'typed' | 'parts'
}
