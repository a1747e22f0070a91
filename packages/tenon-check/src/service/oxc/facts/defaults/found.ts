import type { Node } from 'oxc-parser'
import type { Default, DefaultForm } from '../../../../domain/facts/field.ts'
import type { Here } from '../../walk/walk.ts'

/** A value that may be left out, as a part of the collector reports it. */
interface Said {
  readonly form: DefaultForm
  readonly name: string
  /** The expression that is used instead, or `null`. */
  readonly instead: Node | null
  readonly schema: Default['schema']
  readonly field: Default['field']
}

/** Receives what was found at a node. */
export type Tell = (at: { readonly start: number; readonly end: number }, said: Said, here: Here) => void
