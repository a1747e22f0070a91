import type { Mutable, MutableForm } from '../../../../domain/rules/facts/field.ts'
import type { Edit } from '../../../../domain/rules/facts/edit.ts'

/** What a part of the collector found, before it is known which declaration holds it. */
export interface Changeable {
  readonly start: number
  readonly end: number
  readonly form: MutableForm
  readonly name: string
  readonly edit: Mutable['edit']
}

/** Puts a text in at an offset. */
export const inserted = (at: number, text: string): Edit => ({ start: at, end: at, text })
