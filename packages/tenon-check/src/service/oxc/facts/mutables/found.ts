import type { Mutable, MutableForm } from '../../../../domain/facts/field.ts'
import type { Edit } from '../../../../domain/facts/edit.ts'

/** Something that can be changed, before it is known which declaration contains it. */
export interface Changeable {
  readonly start: number
  readonly end: number
  readonly form: MutableForm
  readonly name: string
  /** The field that it is or is in; empty if there is none. */
  readonly part: string
  readonly edit: Mutable['edit']
}

/** Adds the name of a field to what was found in it. */
export const inField = (field: string, found: readonly Changeable[]): readonly Changeable[] =>
  found.map((each) => ({ ...each, part: each.part === '' ? field : `${field}.${each.part}` }))

/** Returns an edit that inserts a text at an offset. */
export const inserted = (at: number, text: string): Edit => ({ start: at, end: at, text })
