import { definitionOf } from '../../project/definition.ts'
import type { View } from '../../project/view.ts'

/** What another file must export as a schema. */
interface WantedExport {
  readonly specifier: string
  readonly imported: string
}

/**
 * Whether an import is a schema: a constant of the project that is built with a schema library, directly or from other
 * constants.
 */
export const isSchema = (wanted: WantedExport, view: View): boolean => isWithin(wanted, view, MOST_CONSTANTS)

/** The longest chain of constants to follow, each built from the next. */
const MOST_CONSTANTS = 8

const isWithin = ({ specifier, imported }: WantedExport, view: View, most: number): boolean => {
  const found = most === 0 ? null : definitionOf(view, { kind: 'import', specifier, imported })
  if (found?.kind !== 'file') return false
  const constant = found.view.facts.schemas.find(({ name }) => name === found.name)
  if (constant === undefined) return false
  return constant.made === null || isWithin(constant.made, found.view, most - 1)
}
