import type { Node } from 'oxc-parser'
import type { ReferenceForm } from '../../../../domain/facts/reference.ts'
import { bare, memberOf } from '../../walk/expression.ts'
import type { Bound } from '../../walk/scope.ts'
import type { Here } from '../../walk/walk.ts'

/**
 * Returns how a call loads a module, or `null` if it loads none. A name that the file declares itself loads nothing,
 * except a `require` created by Node.
 */
export const loaded = (callee: Node, here: Here): ReferenceForm | null => {
  const node = bare(callee)
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression' && node.type !== 'CallExpression') return null
  const member = memberOf(node)
  if (member?.name === 'resolve') {
    if (isImportMeta(member.object)) return 'import_meta_resolve'
    return isRequire(member.object, here, STEPS) ? 'require' : null
  }
  if (isRequire(node, here, STEPS)) return 'require'
  return isGetBuiltin(node, here) ? 'builtin_module' : null
}

const isImportMeta = (node: Node): boolean => node.type === 'MetaProperty' && node.meta.name === 'import'

/**
 * Whether an expression is Node's `require`: the global, `module.require`, the result of `createRequire`, or a constant
 * that holds one of these.
 */
const isRequire = (expression: Node, here: Here, steps: number): boolean => {
  const node = bare(expression)
  switch (node.type) {
    case 'Identifier': {
      const bound = here.lookup(node.name)
      if (bound === null) return node.name === 'require'
      const held = steps === 0 ? null : heldBy(bound)
      return held !== null && isRequire(held, here, steps - 1)
    }
    case 'MemberExpression': {
      const member = memberOf(node)
      if (member?.name !== 'require' || member.object.type !== 'Identifier') return false
      return /^(?:module|globalThis|global)$/.test(member.object.name) && here.lookup(member.object.name) === null
    }
    case 'CallExpression':
      return isFrom(bare(node.callee), here, 'createRequire', /^(?:node:)?module$/)
    default:
      return false
  }
}

const isGetBuiltin = (node: Node, here: Here): boolean => {
  if (isFrom(node, here, 'getBuiltinModule', /^(?:node:)?process$/)) return true
  const member = memberOf(node)
  if (member?.name !== 'getBuiltinModule') return false
  const { object } = member
  if (object.type === 'Identifier') return object.name === 'process' && here.lookup('process') === null
  const of = memberOf(object)
  return of?.name === 'process' && of.object.type === 'Identifier' && here.lookup(of.object.name) === null
}

/** Whether an expression is a certain export of a module: imported by name, or a member of the whole module. */
const isFrom = (node: Node, here: Here, exported: string, specifier: RegExp): boolean => {
  if (node.type === 'Identifier') {
    const from = here.lookup(node.name)?.from ?? null
    return from !== null && from.imported === exported && specifier.test(from.specifier)
  }
  const member = memberOf(node)
  if (member?.name !== exported || member.object.type !== 'Identifier') return false
  const from = here.lookup(member.object.name)?.from ?? null
  return from !== null && /^(?:\*|default|Module)$/.test(from.imported) && specifier.test(from.specifier)
}

/** Returns the initial value of a constant that is declared by a plain name. */
const heldBy = ({ node }: Bound): Node | null =>
  node.type === 'VariableDeclarator' && node.id.type === 'Identifier' ? node.init : null

/** The number of constants that are followed in a row. Constants can refer to each other in a circle. */
const STEPS = 5
