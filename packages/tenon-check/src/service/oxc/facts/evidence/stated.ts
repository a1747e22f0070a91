import type { Node } from 'oxc-parser'
import { keyOf, memberName, type MemberNode } from '../../walk/expression.ts'
import { originOf } from '../../walk/origin.ts'
import type { Here } from '../../walk/walk.ts'
import { annotationOf } from '../declared/methods.ts'
import { implies } from './narrowed.ts'

/**
 * What the file says about a value's type: it is a failure of a store, the evidence of one, something else, or nothing
 * is said.
 */
export type Stated = 'failure' | 'evidence' | 'other' | 'nothing'

/** Returns what the file says about the type of an expression: by `as`, or in the declaration of its name. */
export const statedOf = (node: Node, here: Here): Stated => {
  switch (node.type) {
    case 'ChainExpression':
    case 'TSNonNullExpression':
      return statedOf(node.expression, here)
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      return meaning(node.typeAnnotation, here)
    case 'Identifier': {
      const declared = declaredAs(node, here)
      return declared === null ? 'nothing' : statedIn(declared, here)
    }
    case 'MemberExpression': {
      const field = fieldOf(node, here)
      return field === null ? 'nothing' : meaning(field, here)
    }
    default:
      return 'nothing'
  }
}

/** Returns the declaration of the variable or the parameter of a name. */
const declaredAs = ({ name }: Extract<Node, { readonly type: 'Identifier' }>, here: Here): Node | null => {
  const bound = here.lookup(name)
  return bound?.kind === 'parameter' || bound?.kind === 'variable' ? bound.node : null
}

/** Returns the stated type of the field in `this.field`. */
const fieldOf = (node: MemberNode, { path }: Here): Node | null => {
  const body = path.findLast(({ type }) => type === 'ClassBody')
  if (node.object.type !== 'ThisExpression' || body?.type !== 'ClassBody') return null
  const name = memberName(node)
  const fields = body.body.flatMap((member): readonly (Node | null)[] => {
    if (member.type === 'PropertyDefinition')
      return keyOf(member.key) === name ? [member.typeAnnotation?.typeAnnotation ?? null] : []
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') return []
    return member.value.params.flatMap((each) =>
      each.type === 'TSParameterProperty' && each.parameter.type === 'Identifier' && each.parameter.name === name
        ? [annotationOf(each)]
        : [],
    )
  })
  return fields[0] ?? null
}

/** Returns what a declarator, a parameter or a pattern says about the type of the whole value. */
export const statedIn = (node: Node, here: Here): Stated => {
  switch (node.type) {
    case 'VariableDeclarator': {
      if (node.init === null && !annotationOf(node.id)) return ofLoop(node, here)
      const stated = statedIn(node.id, here)
      const cast = node.init?.type === 'TSAsExpression' && node.id.type === 'Identifier'
      return stated === 'nothing' && cast && node.init !== null ? statedOf(node.init, here) : stated
    }
    case 'TSParameterProperty':
      return statedIn(node.parameter, here)
    case 'AssignmentPattern':
      return statedIn(node.left, here)
    case 'Identifier':
    case 'ObjectPattern':
      return node.typeAnnotation ? meaning(node.typeAnnotation.typeAnnotation, here) : ofCallback(node, here)
    default:
      return 'nothing'
  }
}

/** Returns what the variable of a loop is: an item of a list with a stated type. */
const ofLoop = (declarator: Extract<Node, { readonly type: 'VariableDeclarator' }>, here: Here): Stated => {
  const loop = here.path.find(
    (each) =>
      each.type === 'ForOfStatement' &&
      each.left.type === 'VariableDeclaration' &&
      each.left.declarations.includes(declarator),
  )
  return loop?.type === 'ForOfStatement' ? ofList(loop.right, here) : 'nothing'
}

/**
 * Returns what the first parameter of a callback is if a list with a stated type calls it: `failed.map((each) => ...)`.
 */
const ofCallback = (parameter: Node, here: Here): Stated => {
  const at = here.path.findIndex((each) => each.type === 'ArrowFunctionExpression' && each.params[0] === parameter)
  const call = here.path[at - 1]
  if (call?.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return 'nothing'
  return CALLING.has(memberName(call.callee)) ? ofList(call.callee.object, here) : 'nothing'
}

const CALLING: ReadonlySet<string> = new Set(['map', 'flatMap', 'filter', 'find', 'some', 'every', 'forEach'])

/** Returns what an item of a list is: its stated type, or a failure if the list was filtered for failures. */
const ofList = (list: Node, here: Here): Stated => {
  if (list.type === 'CallExpression' && list.callee.type === 'MemberExpression' && memberName(list.callee) === 'filter')
    return list.arguments.some(asksForFailed) ? 'failure' : ofList(list.callee.object, here)
  const declared = list.type === 'Identifier' ? declaredAs(list, here) : null
  const annotated = declared?.type === 'VariableDeclarator' ? declared.id : declared
  const type = annotated === null ? null : annotationOf(annotated)
  const each = type === null ? null : elementOf(type)
  return each === null ? 'nothing' : meaning(each, here)
}

/** Whether a callback tests whether its parameter is a failure. */
const asksForFailed = (callback: Node): boolean => {
  if (callback.type !== 'ArrowFunctionExpression') return false
  const [each] = callback.params
  return each?.type === 'Identifier' && implies(callback.body, each.name, true)
}

const elementOf = (type: Node): Node | null => {
  if (type.type === 'TSTypeOperator') return elementOf(type.typeAnnotation)
  if (type.type === 'TSArrayType') return type.elementType
  const isList = type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && LISTS.has(type.typeName.name)
  return isList ? (type.typeArguments?.params[0] ?? null) : null
}

const LISTS: ReadonlySet<string> = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'Iterable'])

const meaning = (type: Node, here: Here): Stated => {
  switch (type.type) {
    case 'TSUnionType': {
      const meanings = type.types.filter(({ type: kind }) => !EMPTY.has(kind)).map((each) => meaning(each, here))
      const [first = 'other'] = meanings
      if (meanings.every((each) => each === first)) return first
      // The code around it decides which member of the union it is.
      return meanings.includes('failure') ? 'nothing' : 'other'
    }
    case 'TSTypeReference': {
      const name = nameOf(type.typeName, here)
      if (name.name.endsWith('Failed') || (name.tenon && name.name === 'FailedOf')) return 'failure'
      if (name.tenon && name.name === 'Evidence') return 'evidence'
      // `Readonly<EventStoreFailed>`, `Extract<Outcome, { kind: 'failed' }>`.
      const inner = type.typeArguments?.params ?? []
      if (name.name === 'Readonly') return inner[0] === undefined ? 'other' : meaning(inner[0], here)
      const extracts = name.name === 'Extract' && inner[1] !== undefined && saysFailed(inner[1])
      return extracts ? 'failure' : 'other'
    }
    default:
      return 'other'
  }
}

const EMPTY: ReadonlySet<string> = new Set(['TSNullKeyword', 'TSUndefinedKeyword'])

const saysFailed = (type: Node): boolean =>
  type.type === 'TSTypeLiteral' &&
  type.members.some(
    (member) =>
      member.type === 'TSPropertySignature' &&
      member.key.type === 'Identifier' &&
      member.key.name === 'kind' &&
      member.typeAnnotation?.typeAnnotation.type === 'TSLiteralType' &&
      member.typeAnnotation.typeAnnotation.literal.type === 'Literal' &&
      member.typeAnnotation.typeAnnotation.literal.value === 'failed',
  )

const nameOf = (type: Node, here: Here): { readonly name: string; readonly tenon: boolean } => {
  const origin = originOf(type, here)
  if (origin.kind === 'import')
    return { name: origin.imported, tenon: origin.specifier === 'tenon' || origin.specifier.startsWith('tenon/') }
  return { name: type.type === 'Identifier' ? type.name : '', tenon: false }
}
