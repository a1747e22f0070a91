import type { StatementSync } from 'node:sqlite'

/** A statement whose rows are arrays, which are read faster than objects. */
export interface ArrayStatement<Row> {
  get(...parameters: readonly (string | number)[]): Row | undefined
  all(...parameters: readonly (string | number)[]): Row[]
}

/** Makes a statement give its rows as arrays. The caller states their type, in the order of the columns. */
export const withArrays = <Row>(statement: StatementSync): ArrayStatement<Row> => {
  statement.setReturnArrays(true)
  // The types of `node:sqlite` do not know of this mode.
  const arrays: unknown = statement
  return arrays as ArrayStatement<Row>
}
