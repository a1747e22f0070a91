import type { Node } from 'oxc-parser'
import type { Origin } from '../../../domain/facts/effect.ts'
import type { Here } from './walk.ts'

/** Returns a short form of an expression: `Date.now`, `this.pool.connect`. Computed parts become `[]`, calls `()`. */
export const pathOf = (node: Node): string => {
  switch (node.type) {
    case 'Identifier':
      return node.name
    case 'ThisExpression':
      return 'this'
    case 'Super':
      return 'super'
    case 'MetaProperty':
      return `${node.meta.name}.${node.property.name}`
    case 'MemberExpression': {
      const of = pathOf(node.object)
      if (node.property.type === 'PrivateIdentifier') return `${of}.#${node.property.name}`
      if (!node.computed && node.property.type === 'Identifier') return `${of}.${node.property.name}`
      return node.property.type === 'Literal' && typeof node.property.value === 'string'
        ? `${of}.${node.property.value}`
        : `${of}[]`
    }
    case 'CallExpression':
      return `${pathOf(node.callee)}()`
    case 'NewExpression':
      return `new ${pathOf(node.callee)}()`
    case 'ChainExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      return pathOf(node.expression)
    case 'AwaitExpression':
      return pathOf(node.argument)
    case 'TSQualifiedName':
      return `${pathOf(node.left)}.${node.right.name}`
    default:
      return ''
  }
}

/** Returns the first part of an expression: `Date` for `Date.now()`, `this` for `this.pool.connect()`. */
export const rootOf = (node: Node): Node => {
  switch (node.type) {
    case 'MemberExpression':
      return rootOf(node.object)
    case 'CallExpression':
    case 'NewExpression':
      return rootOf(node.callee)
    case 'TaggedTemplateExpression':
      return rootOf(node.tag)
    case 'ChainExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      return rootOf(node.expression)
    case 'AwaitExpression':
      return rootOf(node.argument)
    case 'TSQualifiedName':
      return rootOf(node.left)
    default:
      return node
  }
}

/** Returns where the first name of an expression, or of a type name, comes from. */
export const originOf = (node: Node, here: Here): Origin => {
  const root = rootOf(node)
  if (root.type === 'ThisExpression') return { kind: 'this', name: pathOf(node) }
  if (root.type !== 'Identifier') return { kind: 'other' }
  const bound = here.lookup(root.name)
  if (bound === null) return { kind: 'global', name: pathOf(node) || root.name }
  if (bound.from !== null) return { kind: 'import', ...importedBy(node, bound.from) }
  return bound.kind === 'parameter' ? { kind: 'parameter', name: root.name } : { kind: 'own', name: root.name }
}

/** Returns which export of a module is used: `object` for `z.object` if `z` is the whole module. */
const importedBy = (
  node: Node,
  from: { readonly specifier: string; readonly imported: string },
): { readonly specifier: string; readonly imported: string } => {
  if (from.imported !== '*') return from
  const [, first] = pathOf(node).split('.')
  return first === undefined ? from : { specifier: from.specifier, imported: first.replace(/[([].*$/, '') }
}
