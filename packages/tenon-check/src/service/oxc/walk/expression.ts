import type { ArrowFunctionExpression, Function as PlainFunction, Node } from 'oxc-parser'
import { pathOf } from './origin.ts'

/** Returns an expression without the wrappers that affect only its type, and without the node of an optional chain. */
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

/** Whether a node affects only the type of the expression in it. */
export const isWrapping = (node: Node): boolean => bare(node) !== node

/** Returns the text of a string, or of a template without `${…}`; `null` if it is computed. */
export const textOf = (node: Node | undefined): string | null => {
  const inner = node === undefined ? undefined : bare(node)
  if (inner?.type === 'Literal') return typeof inner.value === 'string' ? inner.value : null
  if (inner?.type !== 'TemplateLiteral' || inner.expressions.length > 0) return null
  return inner.quasis[0]?.value.cooked ?? null
}

/** An expression that accesses a member of another one. */
export type MemberNode = Extract<Node, { readonly type: 'MemberExpression' }>

/** Returns the name of the accessed member. A private name keeps its `#`; a computed one is `[]`. */
export const memberName = ({ property, computed }: MemberNode): string => keyName({ key: property, computed })

/**
 * Returns the name of a key that may be computed: `a` for `['a']`, `[]` for any other computed key. A private name
 * keeps its `#`.
 */
export const keyName = ({ key, computed }: { readonly key: Node; readonly computed: boolean }): string =>
  computed ? (textOf(key) ?? '[]') : keyOf(key)

/** Returns the object and the name of a member access; `null` for any other expression. */
export const memberOf = (node: Node): { readonly object: Node; readonly name: string } | null =>
  node.type === 'MemberExpression' ? { object: bare(node.object), name: memberName(node) } : null

/** Returns the name of a key of a class or an object. A private name keeps its `#`; a computed one is `[]`. */
export const keyOf = (key: Node): string => {
  if (key.type === 'Identifier') return key.name
  if (key.type === 'PrivateIdentifier') return `#${key.name}`
  return key.type === 'Literal' && typeof key.value === 'string' ? key.value : '[]'
}

/** A function that may have a body, as an expression or a declaration. */
export type FunctionNode = PlainFunction | ArrowFunctionExpression

/** Whether a node is a function expression, an arrow function or a function declaration. */
export const isFunction = (node: Node | null | undefined): node is FunctionNode =>
  node?.type === 'FunctionDeclaration' || isFunctionValue(node)

/** Whether a node is a function expression or an arrow function. */
export const isFunctionValue = (node: Node | null | undefined): node is FunctionNode =>
  node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression'

/** Whether a node is a function, including one without a body, such as an overload. */
export const isWrittenFunction = (node: Node | undefined): node is FunctionNode =>
  node?.type === 'TSDeclareFunction' || node?.type === 'TSEmptyBodyFunctionExpression' || isFunction(node)

/** A function, or the type of one: it has parameters and a result. */
export interface Callable {
  readonly params: readonly Node[]
  readonly returnType?: { readonly typeAnnotation: Node } | null
}

/** A class expression or a class declaration. */
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

/** Returns a value without the calls that freeze it: the object of `Object.freeze({ ... } as const)`. */
export const frozenPart = (node: Node): Node => {
  const inner = bare(node)
  const [frozen, ...others] = isFreeze(inner) ? inner.arguments : []
  return frozen === undefined || others.length > 0 ? inner : frozenPart(frozen)
}
