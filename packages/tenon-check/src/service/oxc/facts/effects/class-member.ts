import type { Node, TSTypeAnnotation } from 'oxc-parser'
import type { Origin } from '../../../../domain/facts/effect.ts'
import { bare, type ClassNode, type FunctionNode, isClass, isFunctionValue, keyOf } from '../../walk/expression.ts'
import { originOf } from '../../walk/origin.ts'
import type { Here } from '../../walk/walk.ts'

/** An origin that cannot be named. */
export const OTHER: Origin = Object.freeze({ kind: 'other' })

/** What a member of a class is or holds. */
export type ClassMember =
  | { readonly kind: 'method'; readonly fixed: boolean }
  | { readonly kind: 'argument'; readonly type: Origin }
  | { readonly kind: 'made'; readonly by: Node; readonly type: Origin }
  | { readonly kind: 'unknown'; readonly type: Origin }

/**
 * Returns the class that `this` refers to, given the nodes above; `null` if a function with its own `this` is in
 * between.
 */
export const classOf = (path: readonly Node[]): ClassNode | null => {
  for (let i = path.length - 1; i >= 0; i--) {
    const at = path[i]
    if (isClass(at)) return at
    const above = path[i - 1]
    if (at?.type === 'FunctionDeclaration') return null
    if (at?.type === 'FunctionExpression' && above?.type !== 'MethodDefinition') return null
  }
  return null
}

/** Returns what a member of a class is or holds, according to the class itself. */
export const classMember = (node: ClassNode, name: string, here: Here): ClassMember => {
  const maker = makerOf(node)
  for (const member of node.body.body) {
    if (member.type === 'MethodDefinition' && keyOf(member.key) === name)
      return member.kind === 'method'
        ? { kind: 'method', fixed: member.static }
        : { kind: 'unknown', type: annotated(member.value.returnType ?? null, here) }
    if (member.type !== 'PropertyDefinition' || keyOf(member.key) !== name) continue
    const type = annotated(member.typeAnnotation ?? null, here)
    const value = member.value === null ? assigned(maker, name) : bare(member.value)
    if (value === null) return { kind: 'unknown', type }
    if (isFunctionValue(value)) return { kind: 'method', fixed: member.static }
    const argument = value.type === 'Identifier' ? parameterType(maker, value.name, here) : null
    if (argument !== null) return { kind: 'argument', type: type.kind === 'import' ? type : argument }
    return { kind: 'made', by: value, type }
  }
  const property = maker?.params.find((each) => each.type === 'TSParameterProperty' && nameOf(each.parameter) === name)
  if (property !== undefined) return { kind: 'argument', type: parameterType(maker, name, here) ?? OTHER }
  return { kind: 'unknown', type: OTHER }
}

const makerOf = (node: ClassNode): FunctionNode | null => {
  for (const member of node.body.body)
    if (member.type === 'MethodDefinition' && member.kind === 'constructor')
      return member.value.type === 'FunctionExpression' ? member.value : null
  return null
}

/** Returns the value that a constructor assigns to a field in a separate statement. */
const assigned = (maker: FunctionNode | null, name: string): Node | null => {
  if (maker?.body?.type !== 'BlockStatement') return null
  for (const statement of maker.body.body) {
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') continue
    const { left, right } = statement.expression
    if (left.type === 'MemberExpression' && left.object.type === 'ThisExpression' && keyOf(left.property) === name)
      return bare(right)
  }
  return null
}

/** Returns where the stated type of a function's parameter comes from; `null` if there is no such parameter. */
export const parameterType = (node: FunctionNode | null, name: string, here: Here): Origin | null => {
  for (const parameter of node?.params ?? []) {
    const type = typeIn(parameter, name, here)
    if (type !== null) return type
  }
  return null
}

const typeIn = (parameter: Node, name: string, here: Here): Origin | null => {
  switch (parameter.type) {
    case 'TSParameterProperty':
      return typeIn(parameter.parameter, name, here)
    case 'AssignmentPattern':
      return typeIn(parameter.left, name, here)
    case 'RestElement':
      return nameOf(parameter.argument) === name ? OTHER : null
    case 'Identifier':
      return parameter.name === name ? annotated(parameter.typeAnnotation ?? null, here) : null
    case 'ObjectPattern': {
      const property = parameter.properties.find(
        (each) => nameOf(each.type === 'Property' ? each.value : each.argument) === name,
      )
      if (property === undefined) return null
      const whole = parameter.typeAnnotation?.typeAnnotation
      if (property.type !== 'Property' || whole?.type !== 'TSTypeLiteral') return OTHER
      const stated = whole.members.find(
        (each) => each.type === 'TSPropertySignature' && keyOf(each.key) === keyOf(property.key),
      )
      return stated?.type === 'TSPropertySignature' ? annotated(stated.typeAnnotation, here) : OTHER
    }
    default:
      return null
  }
}

const nameOf = (node: Node): string | null => {
  if (node.type === 'Identifier') return node.name
  return node.type === 'AssignmentPattern' ? nameOf(node.left) : null
}

/** Returns where the type of an annotation comes from. For `Pool | null`, it is where `Pool` comes from. */
const annotated = (node: TSTypeAnnotation | null, here: Here): Origin =>
  node === null ? OTHER : typeOrigin(node.typeAnnotation, here)

const typeOrigin = (type: Node, here: Here): Origin => {
  if (type.type === 'TSTypeReference') return originOf(type.typeName, here)
  if (type.type === 'TSUnionType')
    return type.types.map((each) => typeOrigin(each, here)).find(({ kind }) => kind === 'import') ?? OTHER
  return OTHER
}
