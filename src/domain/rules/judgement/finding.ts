import type { Edit } from '../facts/edit.ts'
import type { Span } from '../facts/span.ts'
import type { HealthId, RuleId } from '../rules/rule-id.ts'

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
  /** The group that is reported as one finding, or `null` if it is reported alone. */
  readonly group: Group | null
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

/** A range of a file, by offsets and by lines and columns counted from 1. */
export interface Stretch extends Span {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** One of the places that a finding reports. */
export interface Site extends Stretch {
  readonly path: string
  /** What breaks the rule there, in short. */
  readonly subject: string
  /** A change that mends it and alters nothing that runs, or `null`. */
  readonly edit: Edit | null
}

/** What a check reports: something that breaks a rule, with each of its places. */
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
  /** Each place that must be fixed, in order of path and position: a single place, the fields of a declaration, or the imports of one file. */
  readonly places: readonly Site[]
}

/** What a rule finds at one place, before places that belong together are grouped into one finding. */
export interface Breach extends Finding {
  readonly group: PlacedGroup | null
}

/** A group whose declaration has lines and columns. */
export interface PlacedGroup extends Omit<Group, 'declaration'> {
  readonly declaration: PlacedDeclaration | null
}

/** A declaration: the line on which it begins, and the place of its name. */
interface PlacedDeclaration {
  readonly line: number
  readonly named: Stretch
}

/** What identifies a finding even after lines have moved: rule, path, declaration and subject. */
export const identityOf = ({ rule, path, within, subject }: Finding): string =>
  JSON.stringify([rule, path, within, subject])

/** Sorts by path, then by place. */
export const byPlace = (one: Finding, other: Finding): number =>
  one.path === other.path ? one.start - other.start : one.path < other.path ? -1 : 1
