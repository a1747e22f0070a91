import type { Operation } from '../../../../domain/capability/capability.ts'
import { fieldsOf, type JsonSchema, resolved, type SchemaField, variantsOf } from './json-schema.ts'

/** Returns the JSON Schema of what the caller of an operation states. */
export const intentSchema = ({ intent }: Operation): JsonSchema => {
  const schema: JsonSchema = intent['~standard'].jsonSchema.input({ target: TARGET })
  return resolved(schema, schema)
}

/** A result of an operation: its kind, and its other fields. */
export interface ResultKind {
  readonly kind: string
  readonly fields: readonly SchemaField[]
  /** The schema that the fields are part of. */
  readonly root: JsonSchema
}

/** Returns the results of an operation, in the order of the declaration. */
export const resultKinds = ({ result }: Operation): readonly ResultKind[] => {
  const schema: JsonSchema = result['~standard'].jsonSchema.output({ target: TARGET })
  return variantsOf(resolved(schema, schema), schema).flatMap((variant) => {
    const fields = fieldsOf(variant, schema)
    const named = fields.find(({ name }) => name === 'kind')?.schema ?? {}
    const kinds = Array.isArray(named['enum']) ? named['enum'] : [named['const']]
    const others = fields.filter(({ name }) => name !== 'kind')
    return kinds.map((kind: unknown) => ({ kind: String(kind), fields: others, root: schema }))
  })
}

const TARGET = 'draft-2020-12'
