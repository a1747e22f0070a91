import type { Node } from 'oxc-parser'
import type { DefaultForm } from '../../../../domain/facts/field.ts'
import type { Here } from '../../walk/walk.ts'
import { keyText } from '../fields/place.ts'
import { libraryWordOf, schemaRootOf } from '../fields/schema.ts'
import type { Tell } from './found.ts'

type Call = Extract<Node, { readonly type: 'CallExpression' }>

/** Finds calls that make a value of a schema optional: `.default(…)` on a schema, `z.optional(…)`. */
export const schemaDefault = (node: Call, here: Here, tell: Tell): void => {
  const { callee } = node
  if (callee.type === 'MemberExpression' && !isAbsence(callee.property)) return
  const word = libraryWordOf(callee, here)
  if (word !== null) {
    const form = FUNCTIONS.get(word)
    const instead = form === 'schema_default' ? (node.arguments[1] ?? null) : null
    if (form !== undefined) tell(node, { form, name: named(word, here), instead, schema: null, field: null }, here)
    return
  }
  if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return
  const form = METHODS.get(callee.property.name)
  if (form === undefined) return
  const root = schemaRootOf(callee.object, here)
  if (root === null) return
  const schema = root.kind === 'library' ? null : { specifier: root.specifier, imported: root.imported }
  const name = named(callee.property.name, here)
  const instead = form === 'schema_default' ? (node.arguments[0] ?? null) : null
  tell({ start: callee.property.start, end: node.end }, { form, name, instead, schema, field: null }, here)
}

const isAbsence = (property: Node): boolean =>
  property.type === 'Identifier' && (METHODS.has(property.name) || FUNCTIONS.has(property.name))

/** Returns the name of a call with the key of its schema, if it has one: `note.optional`. */
const named = (word: string, here: Here): string => {
  const property = here.path.findLast(({ type }) => type === 'Property')
  const key = property?.type === 'Property' && !property.computed ? keyText(property.key, here.text) : ''
  return key === '' ? word : `${key}.${word}`
}

const METHODS: ReadonlyMap<string, DefaultForm> = new Map([
  ['default', 'schema_default'],
  ['prefault', 'schema_default'],
  ['catch', 'schema_default'],
  ['optional', 'schema_optional'],
  ['exactOptional', 'schema_optional'],
  ['nullish', 'schema_optional'],
  ['partial', 'schema_optional'],
  ['deepPartial', 'schema_optional'],
])

const FUNCTIONS: ReadonlyMap<string, DefaultForm> = new Map([
  ['_default', 'schema_default'],
  ['prefault', 'schema_default'],
  ['catch', 'schema_default'],
  ['fallback', 'schema_default'],
  ['optionalWith', 'schema_optional'],
  ['optional', 'schema_optional'],
  ['exactOptional', 'schema_optional'],
  ['nullish', 'schema_optional'],
  ['partial', 'schema_optional'],
])
