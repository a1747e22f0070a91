import type { Node } from 'oxc-parser'
import { bare } from '../../walk/expression.ts'
import { pathOf } from '../../walk/origin.ts'
import { childrenOf } from '../../walk/scope.ts'
import type { Changeable } from './found.ts'
import { isChangedBy, type ContainerKind } from './container.ts'

/** The public fields of a class: what each holds, by name. */
export type Own = ReadonlyMap<string, ContainerKind>

/**
 * Finds the places where a member of a class changes the class's public fields: `this.paid = true`,
 * `this.lines.push(line)`. A constructor may assign them, because it creates the object.
 */
export const changesIn = (member: Node, own: Own): readonly Changeable[] => {
  if (member.type === 'MethodDefinition')
    return member.kind === 'constructor' || member.value.body === null ? [] : look(member.value.body, own)
  if (member.type === 'PropertyDefinition' && member.value?.type === 'ArrowFunctionExpression')
    return look(member.value, own)
  return []
}

const look = (node: Node, own: Own): readonly Changeable[] => {
  // In these, `this` is another object.
  if (node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration') return []
  if (node.type === 'ClassExpression' || node.type === 'ClassDeclaration') return []
  const within = childrenOf(node).flatMap((child) => look(child, own))
  const change = changeAt(node, own)
  if (change === null) return within
  const { start, end } = node
  return [{ ...change, part: change.name.split('.')[0] ?? '', start, end, edit: null }, ...within]
}

const changeAt = (node: Node, own: Own): Pick<Changeable, 'form' | 'name'> | null => {
  switch (node.type) {
    case 'AssignmentExpression':
    case 'ForOfStatement':
    case 'ForInStatement':
      return written(node.left, own)
    case 'UpdateExpression':
      return written(node.argument, own)
    case 'UnaryExpression':
      return node.operator === 'delete' ? written(node.argument, own) : null
    case 'CallExpression': {
      const { callee } = node
      const set = setBy(node, own)
      if (set !== null) return set
      if (callee.type !== 'MemberExpression' || callee.computed || callee.property.type !== 'Identifier') return null
      const name = fieldOf(callee.object)
      const holds = name === null ? undefined : own.get(name)
      if (holds === undefined || !isChangedBy(holds, callee.property.name)) return null
      return { form: 'mutation', name: `${name}.${callee.property.name}` }
    }
    default:
      return null
  }
}

/** Returns what `Object.assign(this, { paid: true })` and similar calls set. */
const setBy = (
  node: Extract<Node, { readonly type: 'CallExpression' }>,
  own: Own,
): Pick<Changeable, 'form' | 'name'> | null => {
  const [target, what] = node.arguments
  if (target === undefined || what === undefined || bare(target).type !== 'ThisExpression') return null
  if (!SETTERS.has(pathOf(node.callee))) return null
  if (what.type === 'Identifier') return own.size === 0 ? null : { form: 'assignment', name: '[…]' }
  const keys = what.type === 'Literal' ? [String(what.value)] : keysOf(what)
  const name = keys.find((key) => own.has(key))
  return name === undefined ? null : { form: 'assignment', name }
}

const SETTERS: ReadonlySet<string> = new Set([
  'Object.assign',
  'Object.defineProperty',
  'Object.defineProperties',
  'Reflect.set',
  'Reflect.defineProperty',
  'Reflect.deleteProperty',
])

const keysOf = (node: Node): readonly string[] =>
  node.type === 'ObjectExpression'
    ? node.properties.flatMap((each) =>
        each.type === 'Property' && each.key.type === 'Identifier' && !each.computed ? [each.key.name] : [],
      )
    : []

/** Returns what is written: a field of `this`, or a part of its value. */
const written = (node: Node, own: Own): Pick<Changeable, 'form' | 'name'> | null => {
  const target = bare(node)
  const targets = targetsOf(target)
  if (targets.length > 0) return targets.map((each) => written(each, own)).find((each) => each !== null) ?? null
  const name = fieldOf(target)
  if (name !== null) return own.has(name) ? { form: 'assignment', name } : null
  if (target.type !== 'MemberExpression') return null
  const inner = written(target.object, own)
  return inner === null ? null : { form: 'mutation', name: inner.name }
}

/** Returns the targets of a pattern: `this.a` and `this.b` for `[this.a, this.b]`. */
export const targetsOf = (node: Node): readonly Node[] => {
  switch (node.type) {
    case 'ArrayPattern':
      return node.elements.flatMap((each) => each ?? [])
    case 'ObjectPattern':
      return node.properties.map((each) => (each.type === 'Property' ? each.value : each))
    case 'AssignmentPattern':
      return [node.left]
    case 'RestElement':
      return [node.argument]
    default:
      return []
  }
}

/** Returns the name of the field in `this.name`, or `null` for any other expression. */
const fieldOf = (node: Node): string | null => {
  const member = bare(node)
  return member.type === 'MemberExpression' &&
    bare(member.object).type === 'ThisExpression' &&
    !member.computed &&
    member.property.type === 'Identifier'
    ? member.property.name
    : null
}
