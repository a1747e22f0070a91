import type { Node } from 'oxc-parser'
import type { Holder } from '../../../../domain/facts/field.ts'
import { isFunctionValue } from '../../walk/expression.ts'
import { childrenOf } from '../../walk/scope.ts'
import type { Here } from '../../walk/walk.ts'
import { isConfigName } from './config-name.ts'

/**
 * Returns a function that says whether a declaration of a file is a config, or a part of a config of the file. It can
 * be used for one file only.
 */
export const configTeller = (): ((holder: Holder, here: Here) => boolean) => {
  let known: ReadonlySet<string> | null = null
  return ({ name }, here) => {
    const [program] = here.path
    if (name === '' || program === undefined) return false
    known ??= configParts(program)
    return known.has(name)
  }
}

/**
 * Returns the names of a file's configs, and of the types and constants of the file that they consist of. A function or
 * a class that a config mentions is not a part of it.
 */
const configParts = (program: Node): ReadonlySet<string> => {
  const declared = declaredIn(program)
  const parts = new Set([...declared.keys()].filter(isConfigName))
  // The loop also visits the names that it adds to the set.
  for (const name of parts)
    for (const node of declared.get(name) ?? [])
      for (const mentioned of mentions(node))
        if (declared.get(mentioned)?.some(({ type }) => type !== 'ClassDeclaration') === true) parts.add(mentioned)
  return parts
}

/**
 * Returns the types, classes and constants at the top level of a file. A constant that holds a function counts as a
 * function.
 */
const declaredIn = (program: Node): ReadonlyMap<string, readonly Node[]> => {
  const declared = new Map<string, Node[]>()
  const add = (name: string, node: Node): void => {
    const others = declared.get(name)
    if (others === undefined) declared.set(name, [node])
    else others.push(node)
  }
  for (const statement of childrenOf(program)) {
    const node = statement.type === 'ExportNamedDeclaration' ? (statement.declaration ?? statement) : statement
    if (node.type === 'TSInterfaceDeclaration' || node.type === 'TSTypeAliasDeclaration') add(node.id.name, node)
    if (node.type === 'ClassDeclaration' && node.id !== null) add(node.id.name, node)
    if (node.type === 'VariableDeclaration')
      for (const each of node.declarations)
        if (each.id.type === 'Identifier' && !isFunctionValue(each.init)) add(each.id.name, each)
  }
  return declared
}

/** Returns the names that a declaration mentions outside its functions. Keys and members do not count. */
const mentions = (node: Node): readonly string[] => {
  if (node.type === 'Identifier') return [node.name, ...childrenOf(node).flatMap(mentions)]
  if (isFunctionValue(node)) return []
  const named = nameOf(node)
  return childrenOf(node).flatMap((child) => (child === named ? [] : mentions(child)))
}

const nameOf = (node: Node): Node | null => {
  if (node.type === 'MemberExpression') return node.computed ? null : node.property
  if (node.type === 'Property') return node.shorthand || node.computed ? null : node.key
  if ('key' in node && 'computed' in node) return node.computed ? null : node.key
  return null
}
