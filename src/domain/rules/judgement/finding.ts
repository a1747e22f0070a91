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
  /** What it is told together with, or `null` where it is told alone. */
  readonly group: Group | null
}

/** What several violations of a rule have in common, so that one finding tells of all of them. */
export interface Group {
  /** What is the same in all of them, and in no others. */
  readonly key: string
  /** Where those that are alike are told as one: in a file, or in all that is checked. */
  readonly across: 'file' | 'project'
  /** What is broken there, in short: a field, say. */
  readonly part: string
  /** In which way it is. */
  readonly way: string
  /** The declaration that holds them all, or `null` where none does. An allowance at it lets all of them stand. */
  readonly declaration: Declaration | null
}

/** Where a declaration begins, and where its name stands. */
interface Declaration {
  readonly begins: number
  readonly named: Span
}

/** A violation at a place that is told alone, and that a person must mend. */
export const violationAt = (
  { start, end }: Span,
  { within, subject, what, fix }: Pick<Violation, 'within' | 'subject' | 'what' | 'fix'>,
): Violation => ({ start, end, within, subject, what, fix, edit: null, group: null })

/** A stretch of a file by its offsets and as people count. */
export interface Stretch extends Span {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** One of the places that a finding tells of. */
export interface Site extends Stretch {
  readonly path: string
  /** What breaks the rule there, in short. */
  readonly subject: string
  /** A change that mends it and alters nothing that runs, or `null`. */
  readonly edit: Edit | null
}

/** What a check tells of: something that breaks a rule, and each place of it. */
export interface Finding extends Stretch {
  readonly rule: RuleId | HealthId
  /** The file, or the folder, from the project's root. */
  readonly path: string
  /** The declaration that holds it; empty where none does. */
  readonly within: string
  /** What breaks the rule, in short: a specifier, a name, a path. */
  readonly subject: string
  readonly what: string
  readonly fix: string
  /** Each place where it must be mended, in order of path and place: one, or those of a declaration, or the imports of one file. */
  readonly places: readonly Site[]
}

/** What is found at one place, before those that belong together are told as one. */
export interface Breach extends Finding {
  readonly group: PlacedGroup | null
}

/** A group whose declaration has its place in the file. */
export interface PlacedGroup extends Omit<Group, 'declaration'> {
  readonly declaration: PlacedDeclaration | null
}

/** A declaration by the line on which it begins, and by its name. */
interface PlacedDeclaration {
  readonly line: number
  readonly named: Stretch
}

/** What tells a finding from every other, also after lines have moved: rule, path, declaration and subject. */
export const identityOf = ({ rule, path, within, subject }: Finding): string =>
  JSON.stringify([rule, path, within, subject])

/** Sorts by path, then by place. */
export const byPlace = (one: Finding, other: Finding): number =>
  one.path === other.path ? one.start - other.start : one.path < other.path ? -1 : 1
