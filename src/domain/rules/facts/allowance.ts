import type { Span } from './span.ts'

/** A comment that lets one finding stand: `// tenon-allow <rule>: <reason>`, on its line or on the line above. */
export interface Allowance extends Span {
  /** The rule; as the comment writes it where there is none such, or several are named. */
  readonly rule: string
  /** Why; empty where the comment gives none, and then it allows nothing. */
  readonly reason: string
  /** The line that it is about, from 1. */
  readonly line: number
}
