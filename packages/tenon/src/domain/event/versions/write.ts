import { heldAgainst } from './held-against.ts'
import type { Declaration } from './declaration.ts'

/** The data fits. The event can be appended, with an id and with this in its metadata. */
export interface WrittenType {
  readonly kind: 'written'
  readonly type: string
  readonly data: unknown
  /** The version of the type, for the key `schema` of the metadata. */
  readonly schema: number
}

/** The data does not fit the schema of its type. */
export interface UnfitType {
  readonly kind: 'unfit'
  /** What does not fit, in one sentence. */
  readonly says: string
}

/**
 * Checks the data of a new event against the newest version of its type. The data is stored as it was stated, not as
 * the schema returns it, so that the same schema can read it again.
 */
export const writeTyped = (
  declared: ReadonlyMap<string, Declaration>,
  type: string,
  data: unknown,
): WrittenType | UnfitType => {
  const declaration = declared.get(type)
  if (declaration === undefined)
    return { kind: 'unfit', says: `${type} is not a declared type. Declared are ${[...declared.keys()].join(', ')}.` }
  const held = heldAgainst(declaration.data, data)
  return held.kind === 'fits'
    ? { kind: 'written', type, data, schema: declaration.version }
    : { kind: 'unfit', says: `The data of ${type} ${held.says}.` }
}
