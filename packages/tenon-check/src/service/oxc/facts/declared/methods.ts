import type { Node } from 'oxc-parser'
import type { DeclaredMethod } from '../../../../domain/facts/capability.ts'
import { type Callable, isFunctionValue } from '../../walk/expression.ts'
import { childrenOf } from '../../walk/scope.ts'
import type { Here } from '../../walk/walk.ts'
import { globalName, namesIn } from './type-names.ts'

/**
 * Returns a member of an interface, a type or a class as a method; `null` if it is a field, an accessor, an index, or
 * optional, such as a listener.
 */
export const methodOf = (member: Node, here: Here): DeclaredMethod | null => {
  switch (member.type) {
    case 'TSMethodSignature':
      return member.kind === 'method' && !member.optional ? made('abstract', member.key, member, here) : null
    case 'TSPropertySignature':
    case 'TSAbstractPropertyDefinition': {
      const type = member.typeAnnotation?.typeAnnotation
      return type?.type === 'TSFunctionType' && member.optional !== true
        ? made('abstract', member.key, type, here)
        : null
    }
    case 'TSAbstractMethodDefinition':
      return member.kind === 'method' ? made('abstract', member.key, member.value, here) : null
    case 'MethodDefinition':
      if (member.kind === 'constructor') return made('constructor', member.key, member.value, here)
      if (member.kind !== 'method') return null
      return made(member.static ? 'static' : 'implemented', member.key, member.value, here)
    case 'PropertyDefinition': {
      if (member.static) return { ...made('static', member.key, BARE, here), start: member.start, end: member.end }
      const { key, value } = member
      return isFunctionValue(value) ? made('implemented', key, value, here) : null
    }
    default:
      return null
  }
}

const BARE: Callable = { params: [], returnType: null }

const made = (
  form: DeclaredMethod['form'],
  key: Node,
  { params, returnType }: Callable,
  here: Here,
): DeclaredMethod => {
  const result = returnType?.typeAnnotation
  return {
    name: here.text.slice(key.start, key.end),
    form,
    asynchronous: result !== undefined && isLater(result, here),
    result: result === undefined ? 'missing' : tells(result, here) ? 'stated' : 'any',
    untyped: params
      .filter((each) => isUntold(each, here))
      .map((each) => (each.type === 'Identifier' ? each.name : here.text.slice(each.start, each.end))),
    takes: params.flatMap((each) => {
      const type = annotationOf(each)
      return type === null ? [] : namesIn(type, here, 'everywhere')
    }),
    gives: result === undefined ? [] : namesIn(result, here, 'everywhere'),
    start: key.start,
    end: key.end,
  }
}

/** Returns the stated type of a parameter, or `null`. */
export const annotationOf = (parameter: Node): Node | null => {
  if (parameter.type === 'TSParameterProperty') return annotationOf(parameter.parameter)
  if (parameter.type === 'AssignmentPattern') return annotationOf(parameter.left)
  const annotation = 'typeAnnotation' in parameter ? parameter.typeAnnotation : null
  return annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : null
}

const isUntold = (parameter: Node, here: Here): boolean => {
  const type = annotationOf(parameter)
  return type === null || hasAny(type) || globalName(type, here) === 'Function'
}

const hasAny = (type: Node): boolean => type.type === 'TSAnyKeyword' || childrenOf(type).some(hasAny)

const tells = (result: Node, here: Here): boolean =>
  !hasAny(result) && !given(result, here).some((type) => EMPTY.has(type.type) || isEmpty(type))

const EMPTY: ReadonlySet<string> = new Set(['TSUnknownKeyword', 'TSObjectKeyword'])

const isEmpty = (type: Node): boolean => type.type === 'TSTypeLiteral' && type.members.length === 0

/** Returns the types of a result when it arrives: `A` and `B` for `Promise<A | B>` and for `AsyncIterable<A | B>`. */
const given = (type: Node, here: Here): readonly Node[] => {
  if (type.type === 'TSUnionType') return type.types.flatMap((each) => given(each, here))
  const [first] = type.type === 'TSTypeReference' ? (type.typeArguments?.params ?? []) : []
  return first !== undefined && LATER.has(globalName(type, here) ?? '') ? given(first, here) : [type]
}

const isLater = (type: Node, here: Here): boolean =>
  type.type === 'TSUnionType' ? type.types.some((each) => isLater(each, here)) : LATER.has(globalName(type, here) ?? '')

const LATER: ReadonlySet<string> = new Set([
  'Promise',
  'PromiseLike',
  'AsyncIterable',
  'AsyncIterator',
  'AsyncIterableIterator',
  'AsyncGenerator',
  'ReadableStream',
])
