import type { Mutable, MutableForm } from '../../../../domain/rules/facts/field.ts'
import type { Edit } from '../../../../domain/rules/facts/edit.ts'

/** What a part of the collector found, before it is known which declaration holds it. */
export interface Changeable {
  readonly start: number
  readonly end: number
  readonly form: MutableForm
  readonly name: string
  /** The field that it is or stands in; empty where it is neither. */
  readonly part: string
  readonly edit: Mutable['edit']
}

/** Says of what was found in a field that it stands there. */
export const inField = (field: string, found: readonly Changeable[]): readonly Changeable[] =>
  found.map((each) => ({ ...each, part: each.part === '' ? field : `${field}.${each.part}` }))

/** Puts a text in at an offset. */
export const inserted = (at: number, text: string): Edit => ({ start: at, end: at, text })
