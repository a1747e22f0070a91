import type { Node } from 'oxc-parser'
import { bare, isWrapping, memberName } from '../../walk/expression.ts'

/** The parts of an expression: `a`, and `b`, `c` for `a.b.c`. */
export interface Chain {
  readonly root: Node
  /** The names after the root, up to the first call. A computed one is `[]`. */
  readonly members: readonly string[]
  /** Whether the expression contains a call, as `a.b().c` does. */
  readonly calls: boolean
}

/** Returns the parts of an expression, from its root. */
export const chainOf = (node: Node): Chain => {
  switch (node.type) {
    case 'MemberExpression': {
      const { root, members, calls } = chainOf(node.object)
      return calls ? { root, members, calls } : { root, members: [...members, memberName(node)], calls }
    }
    case 'CallExpression':
      if (requiredBy(node) !== null) return { root: node, members: [], calls: false }
      return { ...chainOf(node.callee), calls: true }
    case 'NewExpression':
      return { ...chainOf(node.callee), calls: true }
    case 'TaggedTemplateExpression':
      return { ...chainOf(node.tag), calls: true }
    case 'AwaitExpression':
      return chainOf(node.argument)
    case 'SequenceExpression':
      return chainOf(node.expressions.at(-1) ?? node)
    default: {
      const inner = bare(node)
      return inner === node ? { root: node, members: [], calls: false } : chainOf(inner)
    }
  }
}

/** Returns the module that an expression such as `require('pg')` loads, or `null`. */
export const requiredBy = (node: Node): string | null => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier' || node.callee.name !== 'require') return null
  const [argument] = node.arguments
  return argument?.type === 'Literal' && typeof argument.value === 'string' ? argument.value : null
}

/** Whether a call is part of a longer chain: `a.b()` in `a.b().c()`. `path` holds the nodes above it. */
export const goesOn = (node: Node, path: readonly Node[]): boolean => {
  const above = path.findLast((each) => !isWrapping(each))
  if (above === undefined) return false
  if (above.type === 'MemberExpression') return bare(above.object) === node
  return above.type === 'CallExpression' && bare(above.callee) === node
}

/** Whether the value of an expression is used. `path` holds the nodes above it. */
export const isKept = (node: Node, path: readonly Node[]): boolean => {
  let child = node
  for (let i = path.length - 1; i >= 0; i--) {
    const above = path[i]
    if (above === undefined || above.type === 'ExpressionStatement') return false
    if (above.type === 'ArrowFunctionExpression') return !(above.body === child && isForEach(path[i - 1]))
    const passes =
      isWrapping(above) ||
      above.type === 'AwaitExpression' ||
      (above.type === 'UnaryExpression' && above.operator === 'void') ||
      (above.type === 'LogicalExpression' && above.right === child) ||
      (above.type === 'ConditionalExpression' && above.test !== child)
    if (!passes) return true
    child = above
  }
  return true
}

const isForEach = (node: Node | undefined): boolean =>
  node?.type === 'CallExpression' && node.callee.type === 'MemberExpression' && memberName(node.callee) === 'forEach'

/** Methods of arrays, maps and strings that call their argument before they return. */
const AT_ONCE: ReadonlySet<string> = new Set([
  'every',
  'filter',
  'find',
  'findIndex',
  'findLast',
  'findLastIndex',
  'flatMap',
  'forEach',
  'from',
  'groupBy',
  'map',
  'reduce',
  'reduceRight',
  'replace',
  'replaceAll',
  'some',
  'sort',
  'toSorted',
])

/** Whether a function among the arguments of a call is certainly called at once. */
export const callsAtOnce = (node: Node): boolean => {
  if (node.type === 'NewExpression') return node.callee.type === 'Identifier' && node.callee.name === 'Promise'
  return (
    node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && AT_ONCE.has(memberName(node.callee))
  )
}
