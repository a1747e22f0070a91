import { sentenceOf } from '../../capability/schema.ts'
import { type Json, writeJson } from '../../data/json.ts'
import { type Declarations, shown, shownTypes } from './declaration.ts'
import { heldAgainst } from './held-against.ts'

/** The data fits. The event can be appended, with an id and with `schema` in its metadata. */
export interface WrittenType<Output = unknown> {
  readonly kind: 'written'
  readonly type: string
  /** A copy of the data as it was stated, as a store returns it. A later change of what was stated does not reach it. */
  readonly data: Json
  /** What the schema returned for the data: the data as the event will have it when it is read. */
  readonly output: Output
  /** The version of the type, for the key `schema` of the metadata. */
  readonly schema: number
}

/** The data is no JSON, or does not fit the schema of its type. */
export interface UnfitType {
  readonly kind: 'unfit'
  /** What does not fit, in one sentence. */
  readonly says: string
}

/**
 * Checks the data of a new event: it must be JSON, and fit the newest version of its type. The data is kept as it was
 * stated, not as the schema returns it, so that the same schema can read it again.
 */
export const writeTyped = (declared: Declarations, type: string, data: unknown): WrittenType | UnfitType => {
  const declaration = declared.get(type)
  if (declaration === undefined)
    return unfit(`${shown(type)} is not a declared type. Declared are ${shownTypes(declared.keys())}.`)
  const json = writeJson(data)
  if ('flaw' in json)
    return unfit(
      `The data of ${shown(type)} is not JSON: ${sentenceOf([{ message: json.flaw.says, path: json.flaw.path }])}.`,
    )
  const stated: Json = JSON.parse(json.text)
  const held = heldAgainst(declaration.data, stated)
  return held.kind === 'fits'
    ? { kind: 'written', type, data: stated, output: held.value, schema: declaration.version }
    : unfit(`The data of ${shown(type)} ${held.says}.`)
}

const unfit = (says: string): UnfitType => ({ kind: 'unfit', says })
