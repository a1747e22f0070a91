import type { Capability, Operation } from '../../../../domain/capability/capability.ts'
import type { Chosen } from '../../session/stores.ts'
import { statusOf } from '../../session/status.ts'
import { exits } from '../../terminal/exits.ts'
import { fieldsOf, type JsonSchema, resolved, variantsOf } from '../schema/json-schema.ts'
import { intentSchema, resultKinds } from '../schema/operation-schema.ts'
import { typeText } from '../schema/type-text.ts'
import { limitText } from './limit-text.ts'
import { aligned } from './section.ts'

/** Returns an operation as lines for people: what it does, its fields and its results. */
export const operationLines = (name: string, operation: Operation): readonly string[] => [
  `  ${name}  ${operation.touches}, gives ${operation.gives}: ${operation.says}`,
  ...aligned(fieldRows(operation), 4),
  ...aligned(
    resultRows(operation).map(([kind, ...row]) => [`-> ${kind}`, ...row]),
    4,
  ),
]

/** Returns what the help of a store's operation says after its options: its results, limits, demands and failures. */
export const operationFacts = ({ capability, binding }: Chosen<Capability>, name: string): readonly string[] => {
  const operation = capability.operations[name]
  if (operation === undefined) return []
  const limits = Object.entries(capability.limits).filter(
    ([, limit]) => 'operation' in limit && limit.operation === name,
  )
  return [
    ...listed('Results:', resultRows(operation)),
    ...listed(
      'Limits:',
      limits.map(([limit, { says }]) => [limit, limitText(limit, binding.limits[limit] ?? 0), says]),
    ),
    ...listed(
      'Some intents need:',
      operation.asks.map(({ guarantee, rung }) => [guarantee, rung, `granted: ${binding.grants[guarantee]}`]),
    ),
    ...listed(
      'Failures:',
      Object.entries(capability.failures)
        .filter(([word]) => binding.failures.includes(word))
        .map(([word, facts]) => [word, `exit ${statusOf(word, facts).exit}`, facts.says]),
    ),
  ]
}

const listed = (title: string, rows: readonly (readonly string[])[]): readonly string[] =>
  rows.length === 0 ? [] : ['', title, ...aligned(rows, 2)]

const resultRows = (operation: Operation): readonly (readonly string[])[] =>
  resultKinds(operation).map(({ kind, fields, root }, i) => [
    kind,
    ...(operation.gives === 'one' ? [`exit ${i === 0 ? exits.well : exits.finding}`] : []),
    fields.map(({ name, schema }) => `${name}: ${typeText(schema, root)}`).join('; '),
  ])

/** Returns a row for each field of an intent, and for each field within it. */
const fieldRows = (operation: Operation): readonly (readonly string[])[] => {
  const root = intentSchema(operation)
  return rowsIn(root, root, '', MOST_DEPTH)
}

/** Fields that are nested deeper are not listed. A schema may contain itself. */
const MOST_DEPTH = 4

const rowsIn = (schema: JsonSchema, root: JsonSchema, place: string, depth: number): readonly (readonly string[])[] =>
  depth === 0
    ? []
    : fieldsOf(schema, root).flatMap(({ name, schema: field, required }) => {
        const own = place === '' ? name : `${place}.${name}`
        const says = typeof field['description'] === 'string' ? field['description'] : ''
        return [
          [own, `${typeText(field, root)}${required ? '' : ' (may be left out)'}`, says],
          ...variantsOf(field, root).flatMap((variant) => [
            ...rowsIn(variant, root, own, depth - 1),
            ...rowsIn(resolved(variant['items'], root), root, `${own}[]`, depth - 1),
          ]),
        ]
      })
