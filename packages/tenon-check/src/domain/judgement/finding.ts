import type { Edit } from '../facts/edit.ts'
import type { Span } from '../facts/span.ts'
import type { HealthId } from '../health/health.ts'
import type { RuleId } from '../rules/rule-id.ts'
import type { Group } from '../rules/violation.ts'

/** A range of a file, in offsets and in lines and columns counted from 1. */
export interface TextRange extends Span {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** One of the places that a finding reports. */
export interface Site extends TextRange {
  readonly path: string
  /** What breaks the rule there, in short. */
  readonly subject: string
  /** A change that fixes it without changing what runs, or `null`. */
  readonly edit: Edit | null
}

/** What a check reports: something that breaks a rule, with each of its places. */
export interface Finding extends TextRange {
  readonly rule: RuleId | HealthId
  /** The file or folder, relative to the project's root. */
  readonly path: string
  /** The declaration that contains it; empty if there is none. */
  readonly within: string
  /** What breaks the rule, in short: a specifier, a name, a path. */
  readonly subject: string
  readonly what: string
  readonly fix: string
  /**
   * Each place that must be fixed, in order of path and position: a single place, the fields of a declaration, or the
   * imports of one file.
   */
  readonly places: readonly Site[]
}

/** What a rule finds at one place, before findings that belong together are grouped. */
export interface UngroupedFinding extends Finding {
  readonly group: PlacedGroup | null
}

/** A group whose declaration has lines and columns. */
export interface PlacedGroup extends Omit<Group, 'declaration'> {
  readonly declaration: PlacedDeclaration | null
}

/** A declaration: the line on which it begins, and the range of its name. */
interface PlacedDeclaration {
  readonly line: number
  readonly named: TextRange
}

/** What identifies a finding even after lines have moved: rule, path, declaration and subject. */
export const identityOf = ({ rule, path, within, subject }: Finding): string =>
  JSON.stringify([rule, path, within, subject])

/** Orders findings by path, then by position. */
export const byPlace = (one: Finding, other: Finding): number =>
  one.path === other.path ? one.start - other.start : one.path < other.path ? -1 : 1
