import type { Edit } from '../facts/edit.ts'
import type { Span } from '../facts/span.ts'

/** One place where a rule is broken, as the rule finds it. */
export interface Violation extends Span {
  /**
   * The declaration that contains it; empty if there is none. With `subject` it identifies a finding when lines move.
   */
  readonly within: string
  /** What breaks the rule, in short: a specifier, a name, a path. */
  readonly subject: string
  /** What is wrong, here: one sentence. */
  readonly what: string
  /** How to fix it, here: one or two sentences. */
  readonly fix: string
  /** A change that fixes it without changing what runs, or `null`. */
  readonly edit: Edit | null
  /** The group that is reported as one finding, or `null` if it is reported alone. */
  readonly group: Group | null
}

/** A violation that names the file or folder it is in. */
export interface PlacedViolation extends Violation {
  readonly path: string
}

/** What several violations of a rule have in common, so that one finding reports all of them. */
export interface Group {
  /** The same in all violations of the group, and in no others. */
  readonly key: string
  /** Whether equal keys form one group within a file, or within everything that is checked. */
  readonly across: 'file' | 'project'
  /** What breaks the rule there, in short: for example, a field. */
  readonly part: string
  /** How it breaks the rule. */
  readonly way: string
  /** The declaration that contains all of them, or `null`. An allowance at it covers all of them. */
  readonly declaration: Declaration | null
}

/** Where a declaration begins, and where its name is. */
interface Declaration {
  readonly begins: number
  readonly named: Span
}

/** A violation that is reported alone, and that only a person can fix. */
export const violationAt = (
  { start, end }: Span,
  { within, subject, what, fix }: Pick<Violation, 'within' | 'subject' | 'what' | 'fix'>,
): Violation => ({ start, end, within, subject, what, fix, edit: null, group: null })
