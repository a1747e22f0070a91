import type { Node } from 'oxc-parser'
import type { Origin } from '../../../../domain/facts/effect.ts'
import { originOf, pathOf } from '../../walk/origin.ts'
import { childrenOf } from '../../walk/scope.ts'
import type { Here } from '../../walk/walk.ts'

/**
 * Where to look for names in a type: everywhere; not in the parameters of functions; or not in the types of fields and
 * functions.
 */
export type Reach = 'everywhere' | 'given' | 'outside_of_fields'

/**
 * Returns where the names in a type come from, in order of place. Global names, such as `Promise`, and type parameters
 * are left out.
 */
export const namesIn = (type: Node, here: Here, reach: Reach): readonly Origin[] => {
  const found: Origin[] = []
  const visit = (node: Node): void => {
    const origin = nameOf(node, here)
    if (origin !== null && (origin.kind === 'import' || origin.kind === 'own')) found.push(origin)
    if (reach === 'outside_of_fields' && (node.type === 'TSTypeLiteral' || node.type === 'TSFunctionType')) return
    const below = reach === 'given' && node.type === 'TSFunctionType' ? [node.returnType] : childrenOf(node)
    for (const child of below) visit(child)
  }
  visit(type)
  return found
}

/** Returns where the name of a type comes from, or `null` if the type is not just a name. */
export const nameOf = (type: Node, here: Here): Origin | null => {
  switch (type.type) {
    case 'TSTypeReference':
      return declared(type.typeName, here)
    case 'TSTypeQuery':
      return type.exprName.type === 'TSImportType' ? nameOf(type.exprName, here) : declared(type.exprName, here)
    case 'TSClassImplements':
    case 'TSInterfaceHeritage':
      return declared(type.expression, here)
    case 'TSImportType':
      return { kind: 'import', specifier: type.source.value, imported: firstOf(type.qualifier) }
    default:
      return null
  }
}

const declared = (name: Node, here: Here): Origin => {
  const origin = originOf(name, here)
  if (origin.kind === 'import') return { ...origin, imported: [origin.imported, ...membersOf(name, here)].join('.') }
  const isParameter = origin.kind === 'own' && here.lookup(origin.name)?.node.type === 'TSTypeParameter'
  return isParameter ? { kind: 'other' } : origin
}

/** Returns the rest of a type name after the imported name: `Store` for `orders.Store` if `orders` is imported. */
const membersOf = (name: Node, here: Here): readonly string[] => {
  const [root = '', ...members] = name.type === 'TSQualifiedName' ? pathOf(name).split('.') : []
  return here.lookup(root)?.from?.imported === '*' ? members.slice(1) : members
}

const firstOf = (qualifier: Node | null): string => {
  if (qualifier?.type === 'Identifier') return qualifier.name
  return qualifier?.type === 'TSQualifiedName' ? firstOf(qualifier.left) : '*'
}

/** Returns the name of a global type, such as `Promise`, or `null` for any other type. */
export const globalName = (type: Node, here: Here): string | null => {
  const origin = type.type === 'TSTypeReference' ? nameOf(type, here) : null
  return origin?.kind === 'global' ? origin.name : null
}

/** Returns the types inside wrappers: `A` and `B` for `Promise<A | B>`, `Readonly<A & B>` and `A | B`. */
export const unwrapped = (type: Node, here: Here): readonly Node[] => {
  if (type.type === 'TSUnionType' || type.type === 'TSIntersectionType')
    return type.types.flatMap((each) => unwrapped(each, here))
  if (type.type === 'TSTypeOperator' && type.operator === 'readonly') return unwrapped(type.typeAnnotation, here)
  const [only] = type.type === 'TSTypeReference' ? (type.typeArguments?.params ?? []) : []
  return only !== undefined && WRAPPERS.has(globalName(type, here) ?? '') ? unwrapped(only, here) : [type]
}

const WRAPPERS: ReadonlySet<string> = new Set(['Promise', 'PromiseLike', 'Readonly'])
