import type { Edit } from '../facts/edit.ts'
import type { Span } from '../facts/span.ts'
import type { HealthId, RuleId } from '../rule-id.ts'

/** One place where a rule is broken, as the rule finds it. */
export interface Violation extends Span {
  /** The declaration that holds it; empty where none does. With `subject` it tells a finding from others when lines move. */
  readonly within: string
  /** What breaks the rule, in short: a specifier, a name, a path. */
  readonly subject: string
  /** What is wrong, here: one sentence. */
  readonly what: string
  /** How to mend it, here: one or two sentences. */
  readonly fix: string
  /** A change that mends it and alters nothing that runs, or `null`. */
  readonly edit: Edit | null
}

/** A violation at a place, which a person must mend. */
export const violationAt = (
  { start, end }: Span,
  { within, subject, what, fix }: Pick<Violation, 'within' | 'subject' | 'what' | 'fix'>,
): Violation => ({ start, end, within, subject, what, fix, edit: null })

/** A violation and where it is. */
export interface Finding extends Violation {
  readonly rule: RuleId | HealthId
  /** The file, or the folder, from the project's root. */
  readonly path: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** What tells a finding from every other, also after lines have moved: rule, path, declaration and subject. */
export const identityOf = ({ rule, path, within, subject }: Finding): string =>
  JSON.stringify([rule, path, within, subject])
