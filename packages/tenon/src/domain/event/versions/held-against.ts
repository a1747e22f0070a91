import type { StandardSchemaV1 } from '@standard-schema/spec'
import { check, type Schema } from '../../capability/schema.ts'

/** What a schema returned for a value, or why the value does not fit. */
export type Held =
  | { readonly kind: 'fits'; readonly value: unknown }
  | { readonly kind: 'unfit'; readonly says: string }

/** Holds a value against a schema. A schema that throws or returns a promise fits nothing. */
export const heldAgainst = (schema: StandardSchemaV1 | undefined, value: unknown): Held => {
  if (schema === undefined) return { kind: 'unfit', says: 'has no schema' }
  try {
    const checked = check(schema as Schema, value)
    return checked.fits ? { kind: 'fits', value: checked.value } : { kind: 'unfit', says: checked.says }
  } catch (error) {
    return { kind: 'unfit', says: `cannot be checked: its schema threw ${String(error)}` }
  }
}
