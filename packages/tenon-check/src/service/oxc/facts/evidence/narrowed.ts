import type { Node } from 'oxc-parser'
import { pathOf } from '../../walk/origin.ts'

/**
 * Whether the code around a node ensures that the value that `of` names is a failure: `of.kind` is `'failed'` there.
 * `path` holds the nodes above it.
 */
export const isNarrowed = (of: string, path: readonly Node[], node: Node): boolean => {
  let child = node
  for (const at of path.toReversed()) {
    if (narrows(at, child, of, path)) return true
    child = at
  }
  return false
}

const narrows = (at: Node, child: Node, of: string, path: readonly Node[]): boolean => {
  switch (at.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      if (at.test === child) return false
      return implies(at.test, of, at.consequent === child)
    case 'LogicalExpression':
      return at.right === child && at.operator !== '??' && implies(at.left, of, at.operator === '&&')
    case 'WhileStatement':
      return at.body === child && implies(at.test, of, true)
    case 'SwitchCase': {
      const above = path[path.indexOf(at) - 1]
      return (above?.type === 'SwitchStatement' && isCaseOf(above, at, of)) || isAfter(at.consequent, child, of)
    }
    case 'BlockStatement':
    case 'Program':
    case 'StaticBlock':
      return isAfter(at.body, child, of)
    default:
      return false
  }
}

/** Whether `of` is a failure if a test has a given result. */
export const implies = (test: Node, of: string, outcome: boolean): boolean => {
  switch (test.type) {
    case 'BinaryExpression': {
      const same = test.operator === '===' || test.operator === '=='
      const different = test.operator === '!==' || test.operator === '!='
      if (outcome ? !same : !different) return false
      return isKindAndWord(test.left, test.right, of) || isKindAndWord(test.right, test.left, of)
    }
    case 'LogicalExpression':
      if (test.operator === '??' || (test.operator === '&&') !== outcome) return false
      return implies(test.left, of, outcome) || implies(test.right, of, outcome)
    case 'UnaryExpression':
      return test.operator === '!' && implies(test.argument, of, !outcome)
    default:
      return false
  }
}

const isKindAndWord = (kind: Node, word: Node, of: string): boolean => pathOf(kind) === `${of}.kind` && isFailed(word)

const isFailed = (node: Node): boolean => node.type === 'Literal' && node.value === 'failed'

type Switch = Extract<Node, { readonly type: 'SwitchStatement' }>

/** Whether a case is entered if `of.kind` is `'failed'`, by its own test or by that of an empty case above it. */
const isCaseOf = ({ discriminant, cases }: Switch, at: Switch['cases'][number], of: string): boolean => {
  if (pathOf(discriminant) !== `${of}.kind`) return false
  for (let i = cases.indexOf(at); i >= 0; i--) {
    const one = cases[i]
    if (one === undefined || (one !== at && one.consequent.length > 0)) return false
    if (one.test !== null && isFailed(one.test)) return true
  }
  return false
}

/** Whether a statement above it in the same block leaves the block for every other kind. */
const isAfter = (statements: readonly Node[], child: Node, of: string): boolean => {
  for (const statement of statements) {
    if (statement === child) return false
    if (statement.type !== 'IfStatement') continue
    if (leaves(statement.consequent) && implies(statement.test, of, false)) return true
    if (statement.alternate !== null && leaves(statement.alternate) && implies(statement.test, of, true)) return true
  }
  return false
}

const leaves = (node: Node): boolean => {
  if (node.type === 'BlockStatement') {
    const last = node.body.at(-1)
    return last !== undefined && leaves(last)
  }
  return LEAVING.has(node.type)
}

const LEAVING: ReadonlySet<string> = new Set([
  'BreakStatement',
  'ContinueStatement',
  'ReturnStatement',
  'ThrowStatement',
])
