import type { Node } from 'oxc-parser'
import { type FunctionNode, isWrittenFunction } from '../../walk/expression.ts'
import { childrenOf } from '../../walk/scope.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { holderAt, isDeclared, isOffered } from '../fields/place.ts'
import type { Tell } from './found.ts'

/** Finds optional parameters, and parameters with a default value. */
export const parameterDefaults = (tell: Tell): Visitors => {
  const look = (node: FunctionNode, here: Here): void => {
    if (node.params.some(isOptional) && isOffered(here.path, node) && !isBehindOverloads(node, here.path))
      each(node.params, here)
  }
  const each = (params: readonly Node[], here: Here): void => {
    for (const parameter of params)
      if (isOptional(parameter)) {
        const name = nameOf(parameter, here.text)
        tell(parameter, { form: 'optional_parameter', name, instead: null, schema: null, field: null }, here)
      }
  }
  return {
    FunctionDeclaration: look,
    FunctionExpression: look,
    ArrowFunctionExpression: look,
    TSDeclareFunction: look,
    TSEmptyBodyFunctionExpression: look,
    TSMethodSignature(node, here) {
      if (node.params.some(isOptional) && holderAt(here).exported && isDeclared(here.path, node))
        each(node.params, here)
    },
    AssignmentPattern(node, here) {
      const at = rootAt(here.path)
      const root = here.path[at]
      const path = here.path.slice(0, at)
      if (
        root?.type === 'VariableDeclarator'
          ? !isDeclared(path, root)
          : !(isWrittenFunction(root) && isOffered(path, root))
      )
        return
      const form = here.path.slice(at).some(isPattern) ? 'pattern_default' : 'parameter_default'
      tell(node, { form, name: nameOf(node, here.text), instead: node.right, schema: null, field: null }, here)
    },
  }
}

/**
 * Whether a function is the implementation of overloads. Its callers see only the overloads, which state their own
 * parameters.
 */
const isBehindOverloads = (func: FunctionNode, path: readonly Node[]): boolean => {
  const isMethod = path.at(-1)?.type === 'MethodDefinition'
  const own = isMethod ? path.at(-1) : func
  const above = path.at(isMethod ? -2 : -1)
  const [among, it] = isExport(above) ? [path.at(-2), above] : [above, own]
  const siblings = among === undefined ? [] : childrenOf(among)
  const before = siblings[siblings.findIndex((each) => each === it) - 1]
  const stated = isExport(before) ? before.declaration : before
  if (stated?.type === 'TSDeclareFunction')
    return func.type === 'FunctionDeclaration' && func.id?.name === stated.id?.name
  return isMethod && stated?.type === 'MethodDefinition' && stated.value.type === 'TSEmptyBodyFunctionExpression'
}

type Export = Extract<Node, { readonly type: 'ExportNamedDeclaration' | 'ExportDefaultDeclaration' }>

const isExport = (node: Node | undefined): node is Export =>
  node?.type === 'ExportNamedDeclaration' || node?.type === 'ExportDefaultDeclaration'

/** Whether a parameter may be left out. */
export const isOptional = (parameter: Node): boolean =>
  parameter.type === 'TSParameterProperty'
    ? isOptional(parameter.parameter)
    : 'optional' in parameter && parameter.optional === true

const nameOf = (parameter: Node, text: string): string => {
  switch (parameter.type) {
    case 'Identifier':
      return parameter.name
    case 'TSParameterProperty':
      return nameOf(parameter.parameter, text)
    case 'AssignmentPattern':
      return nameOf(parameter.left, text)
    case 'ObjectPattern':
      return '{ … }'
    default:
      return text.slice(parameter.start, parameter.end)
  }
}

/** Returns the index in the path of the function or the declarator that a pattern belongs to. */
const rootAt = (path: readonly Node[]): number =>
  path.findLastIndex(({ type }) => !PATTERNS.has(type) && type !== 'TSParameterProperty')

const isPattern = ({ type }: Node): boolean => type === 'ObjectPattern' || type === 'ArrayPattern'

const PATTERNS: ReadonlySet<string> = new Set([
  'Property',
  'ObjectPattern',
  'ArrayPattern',
  'AssignmentPattern',
  'RestElement',
])
