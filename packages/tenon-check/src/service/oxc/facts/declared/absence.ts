import type { Node } from 'oxc-parser'
import type { Default } from '../../../../domain/facts/field.ts'
import type { Here } from '../../walk/walk.ts'
import { keyText } from '../fields/place.ts'
import { globalName, nameOf } from './type-names.ts'

/**
 * Returns the name of a type's member, as written, if the member is required and may be `null` or `undefined`; empty
 * for any other member.
 */
export const absenceOf = (member: Node, here: Here): readonly string[] => {
  const field = fieldOf(member)
  return field !== null && !field.optional && mayBeAbsent(field.type, here) ? [keyText(field.key, here.text)] : []
}

/**
 * What a type says about a part of a value: that it must be stated, possibly as absent; that it is a field of another
 * file's type; or nothing.
 */
export type Part =
  | { readonly kind: 'stated' }
  | { readonly kind: 'elsewhere'; readonly field: NonNullable<Default['field']> }
  | { readonly kind: 'unknown' }

/**
 * Looks up a part of a value by its type and the names that lead to the part. The parts on the way must not be absent.
 */
export const partOf = (type: Node, names: readonly string[], here: Here): Part => {
  const [name, ...deeper] = names
  if (name === undefined || mayBeAbsent(type, here)) return UNKNOWN
  const inside = insideOf(type, here, MOST_STEPS)
  const fields = inside.flatMap((each) => fieldOf(each) ?? []).filter(({ key }) => keyText(key, here.text) === name)
  const [field] = fields
  if (field === undefined) {
    const imported = inside.flatMap((each) => nameOf(each, here) ?? []).find(({ kind }) => kind === 'import')
    return imported === undefined || deeper.length > 0
      ? UNKNOWN
      : { kind: 'elsewhere', field: { type: imported, name } }
  }
  if (fields.some(({ optional }) => optional)) return UNKNOWN
  if (deeper.length > 0) return partOf(field.type, deeper, here)
  return fields.some((each) => mayBeAbsent(each.type, here)) ? { kind: 'stated' } : UNKNOWN
}

const UNKNOWN: Part = { kind: 'unknown' }

/** The number of names that are followed in a row. */
const MOST_STEPS = 8

interface Field {
  readonly key: Node
  readonly optional: boolean
  readonly type: Node
}

const fieldOf = (member: Node): Field | null => {
  if (member.type !== 'TSPropertySignature' && member.type !== 'PropertyDefinition') return null
  const type = member.typeAnnotation?.typeAnnotation
  return type === undefined ? null : { key: member.key, optional: member.optional === true, type }
}

/** Whether a type includes `null` or `undefined`, in place or through an alias of the file. */
const mayBeAbsent = (type: Node, here: Here): boolean => isAbsent(type, here, MOST_STEPS)

const isAbsent = (type: Node, here: Here, steps: number): boolean => {
  switch (type.type) {
    case 'TSNullKeyword':
    case 'TSUndefinedKeyword':
      return true
    case 'TSUnionType':
      return type.types.some((each) => isAbsent(each, here, steps))
    case 'TSTypeReference': {
      const alias = declared(type.typeName, here)
      return alias?.type === 'TSTypeAliasDeclaration' && steps > 0 && isAbsent(alias.typeAnnotation, here, steps - 1)
    }
    default:
      return false
  }
}

/**
 * Returns the members of a type, written in place or in the types of the file that it names, and the imported names in
 * it.
 */
const insideOf = (type: Node, here: Here, steps: number): readonly Node[] => {
  const within = (types: readonly Node[]): readonly Node[] => types.flatMap((each) => insideOf(each, here, steps))
  switch (type.type) {
    case 'TSTypeLiteral':
      return type.members
    case 'TSUnionType':
    case 'TSIntersectionType':
      return within(type.types)
    case 'TSTypeOperator':
      return within([type.typeAnnotation])
    case 'TSInterfaceDeclaration':
      return [...type.body.body, ...within(type.extends)]
    case 'ClassDeclaration':
      return type.body.body
    case 'TSTypeAliasDeclaration':
      return within([type.typeAnnotation])
    case 'TSInterfaceHeritage':
      return named(type, type.expression, here, steps)
    case 'TSTypeReference': {
      const [only] = type.typeArguments?.params ?? []
      return only !== undefined && SAME.has(globalName(type, here) ?? '')
        ? within([only])
        : named(type, type.typeName, here, steps)
    }
    case 'TSImportType':
      return [type]
    default:
      return []
  }
}

/** Global types that have the fields of their first argument. */
const SAME: ReadonlySet<string> = new Set(['Readonly', 'Pick', 'Omit'])

const named = (type: Node, name: Node, here: Here, steps: number): readonly Node[] => {
  const declaration = declared(name, here)
  if (declaration === null) return [type]
  return steps > 0 ? insideOf(declaration, here, steps - 1) : []
}

/**
 * Returns the declaration of a type name in the file, or `null` if it is imported or global. A value may have the same
 * name.
 */
const declared = (name: Node, here: Here): Node | null => {
  const bound = name.type === 'Identifier' ? here.lookup(name.name) : null
  if (bound === null || bound.from !== null || name.type !== 'Identifier') return null
  return (bound.top ? typeAtTop(name.name, here) : null) ?? bound.node
}

const typeAtTop = (name: string, { path: [program] }: Here): Node | null => {
  for (const statement of program?.type === 'Program' ? program.body : []) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    if ((node?.type === 'TSInterfaceDeclaration' || node?.type === 'TSTypeAliasDeclaration') && node.id.name === name)
      return node
  }
  return null
}
