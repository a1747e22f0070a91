import type { View } from '../../project/view.ts'
import { definitionOf } from '../../project/definition.ts'

/** What another file would have to export as a schema. */
interface Wanted {
  readonly specifier: string
  readonly imported: string
}

/** Whether what a file imports is a schema: a constant of the project that is made of a schema library, at first or second hand. */
export const isSchema = (wanted: Wanted, view: View): boolean => isWithin(wanted, view, MOST_CONSTANTS)

/** How many constants are followed, each made of the next. */
const MOST_CONSTANTS = 8

const isWithin = ({ specifier, imported }: Wanted, view: View, most: number): boolean => {
  const found = most === 0 ? null : definitionOf(view, { kind: 'import', specifier, imported })
  if (found?.kind !== 'file') return false
  const constant = found.view.facts.schemas.find(({ name }) => name === found.name)
  if (constant === undefined) return false
  return constant.made === null || isWithin(constant.made, found.view, most - 1)
}
