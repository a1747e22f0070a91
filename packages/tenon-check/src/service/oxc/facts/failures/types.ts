import type { Node } from 'oxc-parser'
import type { FailureMember } from '../../../../domain/facts/failure.ts'
import type { Here } from '../../walk/walk.ts'
import { literalOf, member, word } from './member.ts'
import type { Listed, Values } from './words.ts'
import { globalName } from '../declared/type-names.ts'

/**
 * Returns the words that a type lists, or those of the constant that it takes them from; `null` if it is not a
 * vocabulary.
 */
export const typeWords = (node: Node, values: Values, here: Here): Listed | null => {
  switch (node.type) {
    case 'TSParenthesizedType':
      return typeWords(node.typeAnnotation, values, here)
    case 'TSIndexedAccessType':
      return constantOf(node.objectType, values, here, 'values')
    case 'TSTypeOperator':
      return node.operator === 'keyof' ? constantOf(node.typeAnnotation, values, here, 'keys') : null
    case 'TSTypeReference':
      return inferred(node, values, here) ?? united(node, here)
    default:
      return united(node, here)
  }
}

const united = (node: Node, here: Here): Listed | null => {
  const members = unionMembers(node, here)
  return members.length === 0 ? null : { node, form: 'union', members }
}

/** Returns the words of an enum. */
export const enumWords = (node: Extract<Node, { readonly type: 'TSEnumDeclaration' }>, here: Here): Listed => ({
  node,
  form: 'enum',
  members: node.body.members.map((each) => {
    const key = each.id.type === 'Identifier' ? each.id.name : String(literalOf(each.id) ?? '')
    const value = each.initializer === null ? 0 : literalOf(each.initializer)
    if (typeof value === 'string') return { ...word(value, each), key }
    return { ...member(value === null ? 'computed' : 'number', here, each), key }
  }),
})

/** Returns the words, numbers and open strings of a union. Named types are judged where they are declared. */
const unionMembers = (node: Node, here: Here): readonly FailureMember[] => {
  switch (node.type) {
    case 'TSParenthesizedType':
      return unionMembers(node.typeAnnotation, here)
    case 'TSUnionType':
      return node.types.flatMap((each) => unionMembers(each, here))
    case 'TSLiteralType': {
      const value = literalOf(node.literal)
      if (typeof value === 'string') return [word(value, node)]
      return value === null ? [] : [member('number', here, node)]
    }
    case 'TSIntersectionType':
      return node.types.some(isOpen) ? [member('open', here, node)] : []
    case 'TSTemplateLiteralType':
      return node.types.some(isOpen) ? [member('open', here, node)] : []
    case 'TSStringKeyword':
    case 'TSNumberKeyword':
    case 'TSUnknownKeyword':
    case 'TSAnyKeyword':
      return [member('open', here, node)]
    case 'TSTypeReference':
      return globalName(node, here) === 'Error' ? [member('open', here, node)] : []
    default:
      return []
  }
}

const isOpen = ({ type }: Node): boolean => type === 'TSStringKeyword' || type === 'TSNumberKeyword'

/** Returns the words of the constant that `typeof` names. */
const constantOf = (node: Node, values: Values, here: Here, side: 'values' | 'keys'): Listed | null => {
  if (node.type === 'TSParenthesizedType') return constantOf(node.typeAnnotation, values, here, side)
  if (node.type !== 'TSTypeQuery' || node.exprName.type !== 'Identifier') return null
  return values.named(node.exprName.name, here, side)
}

/** Returns the words of the schema that `z.infer<typeof schema>` names. */
const inferred = (
  { typeName, typeArguments }: Extract<Node, { readonly type: 'TSTypeReference' }>,
  values: Values,
  here: Here,
): Listed | null => {
  const name = typeName.type === 'TSQualifiedName' ? typeName.right.name : ''
  const of = typeArguments?.params[0]
  return ['infer', 'input', 'output'].includes(name) && of !== undefined ? constantOf(of, values, here, 'values') : null
}
