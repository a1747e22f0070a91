import type { Node } from 'oxc-parser'
import type { Default, DefaultForm } from '../../../../domain/rules/facts/field.ts'
import type { Here } from '../../walk/walk.ts'

/** What a part of the collector says of a value that may be left unstated. */
interface Said {
  readonly form: DefaultForm
  readonly name: string
  /** The expression that is taken instead, or `null`. */
  readonly instead: Node | null
  readonly schema: Default['schema']
  readonly field: Default['field']
}

/** Takes what was found at a node. */
export type Tell = (at: { readonly start: number; readonly end: number }, said: Said, here: Here) => void
