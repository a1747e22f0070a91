import type { StandardSchemaV1 } from '@standard-schema/spec'
import { sentenceOf } from '../../capability/schema.ts'
import { answerOf } from '../../data/answer-of.ts'

/** What a schema returned for a value, or why the value does not fit. */
export type Held =
  | { readonly kind: 'fits'; readonly value: unknown }
  /** `says` is the end of a sentence that begins with the value. */
  | { readonly kind: 'unfit'; readonly says: string }

/** Holds a value against a schema. Nothing fits a schema that throws, or that returns a promise or nonsense. */
export const heldAgainst = (schema: StandardSchemaV1, value: unknown): Held => {
  const result = answerOf(() => schema['~standard'].validate(value))
  switch (result.kind) {
    case 'gave': {
      const held = answerOf(() => heldIn(result.value))
      return held.kind === 'gave' ? held.value : NONSENSE
    }
    case 'threw':
      return unfit(`cannot be checked: its schema ${result.says}`)
    case 'later':
      return unfit(`cannot be checked: its schema ${result.says}. Some libraries return one if a transform throws`)
    default:
      return result satisfies never
  }
}

const heldIn = (result: StandardSchemaV1.Result<unknown>): Held => {
  if (result.issues) return unfit(`does not fit: ${sentenceOf(result.issues)}`)
  return 'value' in result ? { kind: 'fits', value: result.value } : NONSENSE
}

const unfit = (says: string): Held => ({ kind: 'unfit', says })

const NONSENSE: Held = Object.freeze(unfit('cannot be checked: its schema returned no result of a Standard Schema'))
