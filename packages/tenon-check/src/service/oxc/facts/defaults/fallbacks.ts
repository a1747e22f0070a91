import type { Node } from 'oxc-parser'
import { type FunctionNode, isFreeze, isWrittenFunction } from '../../walk/expression.ts'
import { pathOf, rootOf } from '../../walk/origin.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { isOffered } from '../fields/place.ts'
import type { Tell } from './found.ts'
import { partGiven } from './given.ts'

/** Finds the places where a factory or a constructor uses its own value in place of one that it was not given. */
export const fallbacks = (tell: Tell): Visitors => {
  /** Reports a value that replaces a missing one, unless the type of the missing value says that it must be stated. */
  const standsIn = (node: Node, given: Node, instead: Node, here: Here): void => {
    const part = partGiven(given, here)
    if (part.kind === 'stated') return
    const field = part.kind === 'elsewhere' ? part.field : null
    tell(node, { form: 'fallback', name: here.text.slice(given.start, given.end), instead, schema: null, field }, here)
  }
  return {
    LogicalExpression(node, here) {
      const holder = here.above(1)?.type
      if (node.operator === '&&' || (holder !== 'Property' && holder !== 'AssignmentExpression')) return
      if (!isGiven(node.left, here) || !isStandIn(node.right, here)) return
      if (isFieldOfResult(node, here)) standsIn(node, node.left, node.right, here)
    },
    AssignmentExpression(node, here) {
      if (node.operator !== '??=' && node.operator !== '||=') return
      if (isOwnParameter(node.left, here) && isStandIn(node.right, here)) standsIn(node, node.left, node.right, here)
    },
    ConditionalExpression(node, here) {
      const tested = testedBy(node.test)
      if (here.above(1)?.type !== 'Property' || tested === null || !isGiven(tested, here)) return
      const instead = [node.consequent, node.alternate].find((each) => isStandIn(each, here))
      const taken = [node.consequent, node.alternate].some((each) => pathOf(each) === pathOf(tested))
      if (instead !== undefined && taken && isFieldOfResult(node, here)) standsIn(node, tested, instead, here)
    },
    ObjectExpression(node, here) {
      const spread = node.properties.flatMap((each) => (each.type === 'SpreadElement' ? [each.argument] : []))
      spreadOver(spread, node, here, tell)
    },
  }
}

/** Whether an expression is a parameter of the function around it, and others can call that function. */
const isOwnParameter = (node: Node, here: Here): boolean => {
  const at = here.path.findLastIndex(isWrittenFunction)
  const func = here.path[at]
  if (node.type !== 'Identifier' || !isWrittenFunction(func) || !isOffered(here.path.slice(0, at), func)) return false
  const bound = here.lookup(node.name)
  return bound?.kind === 'parameter' && func.params.some((each) => each === bound.node)
}

/** Returns the expression that a test compares with `undefined`, or `null` for any other test. */
const testedBy = (test: Node): Node | null => {
  if (test.type !== 'BinaryExpression' || !/^[!=]==?$/.test(test.operator)) return null
  const { left, right } = test
  return pathOf(right) === 'undefined' ? left : pathOf(left) === 'undefined' ? right : null
}

/** Finds `Object.assign({}, DEFAULTS, input)`. */
export const assignedOver = (
  node: Extract<Node, { readonly type: 'CallExpression' }>,
  here: Here,
  tell: Tell,
): void => {
  if (pathOf(node.callee) === 'Object.assign' && here.lookup('Object') === null)
    spreadOver(node.arguments, node, here, tell)
}

const spreadOver = (parts: readonly Node[], node: Node, here: Here, tell: Tell): void => {
  if (parts.length < 2) return
  const at = parts.findIndex((part) => isConstantObject(part, here))
  if (at === -1 || !parts.slice(at + 1).some((part) => isInput(part, here))) return
  const name = here.text.slice(parts[at]?.start, parts[at]?.end)
  tell(node, { form: 'spread_default', name, instead: null, schema: null, field: null }, here)
}

/**
 * Whether an expression is a constant object of the module: a constant that holds an object literal, or an import whose
 * name says that it holds defaults.
 */
const isConstantObject = (node: Node, here: Here): boolean => {
  if (node.type !== 'Identifier') return false
  const bound = here.lookup(node.name)
  if (bound === null || !bound.top) return false
  if (bound.from !== null) return /^[A-Z][A-Z\d_]*$|[Dd]efault/.test(node.name)
  return bound.node.type === 'VariableDeclarator' && bound.node.init !== null && isObject(bound.node.init)
}

const isObject = (node: Node): boolean => {
  if (node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression') return isObject(node.expression)
  if (node.type === 'CallExpression') return node.arguments.length === 1 && node.arguments.every(isObject)
  return node.type === 'ObjectExpression'
}

/** Whether an expression is a parameter, a local variable, or a part of one. */
const isInput = (node: Node, here: Here): boolean => {
  const root = rootOf(node)
  const bound = root.type === 'Identifier' ? here.lookup(root.name) : null
  return bound?.kind === 'parameter' || (bound?.kind === 'variable' && !bound.top)
}

/** Whether an expression is a parameter or a part of one. */
const isGiven = (node: Node, here: Here): boolean => {
  const root = rootOf(node)
  return root.type === 'Identifier' && here.lookup(root.name)?.kind === 'parameter' && !pathOf(node).includes('(')
}

/**
 * Whether an expression is a value that does not depend on the input: a literal, or a constant of the module. `null`
 * does not count: it says that there is no value.
 */
const isStandIn = (node: Node, here: Here): boolean => {
  switch (node.type) {
    case 'Literal':
      return node.value !== null || 'regex' in node || 'bigint' in node
    case 'TemplateLiteral':
      return node.expressions.length === 0
    case 'UnaryExpression':
      return node.operator !== 'void' && isStandIn(node.argument, here)
    case 'ArrayExpression':
      return node.elements.every((each) => each !== null && isStandIn(each, here))
    case 'ObjectExpression':
      return node.properties.every((each) => each.type === 'Property' && isStandIn(each.value, here))
    case 'Identifier':
    case 'MemberExpression': {
      const root = rootOf(node)
      const bound = root.type === 'Identifier' ? here.lookup(root.name) : null
      return bound !== null && bound.top && (bound.kind === 'variable' || bound.kind === 'import')
    }
    default:
      return false
  }
}

/** Whether a value becomes a field of the result of its function, or of the object that its constructor creates. */
const isFieldOfResult = (node: Node, here: Here): boolean => {
  const at = here.path.findLastIndex(isWrittenFunction)
  const func = here.path[at]
  if (!isWrittenFunction(func) || !isOffered(here.path.slice(0, at), func)) return false
  const between = here.path.slice(at + 1)
  const [holder] = between.slice(-1)
  if (holder?.type === 'AssignmentExpression')
    return (
      holder.right === node &&
      rootOf(holder.left).type === 'ThisExpression' &&
      isConstructor(here.path[at - 1]) &&
      between.every(({ type }) => type !== 'CallExpression')
    )
  if (holder?.type !== 'Property') return false
  const first = between.findLastIndex((each) => !CARRIES.has(each.type) && !isFreeze(each))
  const gives = between[first]
  if (gives?.type === 'VariableDeclarator') return isReturned(gives.id, func)
  return gives === undefined || gives.type === 'ReturnStatement'
}

/** Whether a function ends by returning a variable. */
const isReturned = (id: Node, { body }: FunctionNode): boolean => {
  const last = body?.type === 'BlockStatement' ? body.body.at(-1) : undefined
  if (id.type !== 'Identifier' || last?.type !== 'ReturnStatement' || last.argument === null) return false
  const given = isFreeze(last.argument) ? last.argument.arguments[0] : last.argument
  return given?.type === 'Identifier' && given.name === id.name
}

const isConstructor = (node: Node | undefined): boolean =>
  node?.type === 'MethodDefinition' && node.kind === 'constructor'

/** The nodes that may be between a field and the object that it becomes part of. */
const CARRIES: ReadonlySet<string> = new Set([
  'Property',
  'ObjectExpression',
  'ArrayExpression',
  'TSAsExpression',
  'TSSatisfiesExpression',
  'NewExpression',
  'ConditionalExpression',
])
