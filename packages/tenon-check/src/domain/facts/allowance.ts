import type { Span } from './span.ts'

/** A comment that accepts findings of a rule: `// tenon-allow <rule>: <reason>`, on their line or on the line above. */
export interface Allowance extends Span {
  /** The rule; the text of the comment if that is not a rule or names several. */
  readonly rule: string
  /** The reason; empty if the comment gives none, and then it has no effect. */
  readonly reason: string
  /** The line that it is about, counted from 1. */
  readonly line: number
}
