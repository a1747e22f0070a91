import type { ArrowFunctionExpression, Function as PlainFunction, Node } from 'oxc-parser'
import { pathOf } from './origin.ts'

/** An expression without what says something of its type alone, and without the mark of an optional chain. */
export const bare = (node: Node): Node => {
  switch (node.type) {
    case 'ChainExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
      return bare(node.expression)
    default:
      return node
  }
}

/** Whether a node says something of the type of the expression in it, and nothing else. */
export const isWrapping = (node: Node): boolean => bare(node) !== node

/** The text that an expression surely is: a string, or a template without holes; `null` where it is computed. */
export const textOf = (node: Node | undefined): string | null => {
  const inner = node === undefined ? undefined : bare(node)
  if (inner?.type === 'Literal') return typeof inner.value === 'string' ? inner.value : null
  if (inner?.type !== 'TemplateLiteral' || inner.expressions.length > 0) return null
  return inner.quasis[0]?.value.cooked ?? null
}

/** An expression that takes a member of another one. */
export type MemberNode = Extract<Node, { readonly type: 'MemberExpression' }>

/** The name of the member that an expression takes; private ones keep their `#`, computed ones are `[]`. */
export const memberName = ({ property, computed }: MemberNode): string => keyName({ key: property, computed })

/** The name of a key that may be computed: of `['a']` it is `a`, of any other computed one `[]`; private ones keep their `#`. */
export const keyName = ({ key, computed }: { readonly key: Node; readonly computed: boolean }): string =>
  computed ? (textOf(key) ?? '[]') : keyOf(key)

/** The name of the member that an expression takes of another, and that other; `null` where it takes none. */
export const memberOf = (node: Node): { readonly object: Node; readonly name: string } | null =>
  node.type === 'MemberExpression' ? { object: bare(node.object), name: memberName(node) } : null

/** The name of a key of a class or an object; private ones keep their `#`, computed ones are `[]`. */
export const keyOf = (key: Node): string => {
  if (key.type === 'Identifier') return key.name
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : '[]'
}

/** A function with what it does, as an expression or a declaration. */
export type FunctionNode = PlainFunction | ArrowFunctionExpression

/** Whether a node is a function, with what it does. */
export const isFunction = (node: Node | null | undefined): node is FunctionNode =>
  node?.type === 'FunctionDeclaration' || isFunctionValue(node)

/** Whether a node is a function that stands as a value. */
export const isFunctionValue = (node: Node | null | undefined): node is FunctionNode =>
  node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression'

/** Whether a node is a function that is written out, also without what it does, as an overload is. */
export const isWrittenFunction = (node: Node | undefined): node is FunctionNode =>
  node?.type === 'TSDeclareFunction' || node?.type === 'TSEmptyBodyFunctionExpression' || isFunction(node)

/** What takes parameters and gives a result: a function, or the type of one. */
export interface Callable {
  readonly params: readonly Node[]
  readonly returnType?: { readonly typeAnnotation: Node } | null
}

/** A class as an expression, or a declaration of one. */
export type ClassNode = Extract<Node, { readonly type: 'ClassDeclaration' | 'ClassExpression' }>

/** Whether a node is a class. */
export const isClass = (node: Node | null | undefined): node is ClassNode =>
  node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression'

/** Whether a type is the `const` of `as const`. */
export const isConst = (type: Node): boolean =>
  type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && type.typeName.name === 'const'

/** Whether a node is a call of `Object.freeze`. */
export const isFreeze = (node: Node): node is Extract<Node, { readonly type: 'CallExpression' }> =>
  node.type === 'CallExpression' && pathOf(node.callee) === 'Object.freeze'

/** What a value is without what freezes it: the object of `Object.freeze({ ... } as const)`. */
export const frozenPart = (node: Node): Node => {
  const inner = bare(node)
  const [frozen, ...others] = isFreeze(inner) ? inner.arguments : []
  return frozen === undefined || others.length > 0 ? inner : frozenPart(frozen)
}
