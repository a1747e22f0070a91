import { type Node, visitorKeys } from 'oxc-parser'
import type { Holder } from '../../../domain/facts/field.ts'
import { type Bound, childrenOf, isNode, Scopes } from './scope.ts'
import { holderOf } from './holder.ts'

/** The current position of the walk, for the collectors. */
export interface Here {
  /** The file's text. */
  readonly text: string
  /** The nodes that contain the current one, outermost first. The current node is not included. */
  readonly path: readonly Node[]
  /** Returns the node that contains the current one, `depth` levels up; `undefined` above the program. */
  readonly above: (depth: number) => Node | undefined
  /**
   * Returns the declaration that a name refers to here, or `null` if no declaration of the file is visible by that
   * name.
   */
  readonly lookup: (name: string) => Bound | null
  /**
   * Returns the top-level declaration that contains the current node; one without a name, of kind `statement`, if there
   * is none.
   */
  readonly holder: () => Holder
}

/** The functions of a collector, by the type of node that each is called for. */
export type Visitors = {
  readonly [Type in Node['type']]?: (node: NodeOf<Type>, here: Here) => void
}

/**
 * The nodes that can have a given type. Classes and functions have one of several types, so `Extract` does not find
 * them.
 */
type NodeOf<Type extends Node['type'], Each = Node> = Each extends { readonly type: infer Own }
  ? Type extends Own
    ? Each
    : never
  : never

/**
 * Walks a tree once, depth first, and calls each collector for the types of node that it handles. Throws a `RangeError`
 * if the tree is too deep.
 */
export const walk = (program: Node, text: string, collectors: readonly Visitors[]): void => {
  const table = tableOf(collectors)
  const scopes = new Scopes(text)
  const path: Node[] = []
  const here: Here = {
    text,
    path,
    above: (depth) => path[path.length - depth],
    lookup: (name) => scopes.lookup(name),
    holder: () => {
      const inner = path[INNER]
      // Everything below this depth has the same holder as its ancestor there, except in a namespace.
      if (inner === undefined || path[1]?.type === 'TSModuleDeclaration' || path[2]?.type === 'TSModuleDeclaration')
        return holderOf(path, current)
      if (inner !== held?.inner) held = { inner, holder: holderOf(path, current) }
      return held.holder
    },
  }
  let held: { readonly inner: Node; readonly holder: Holder } | undefined
  let current: Node = program
  const visit = (node: Node): void => {
    const scoped = scopes.enter(node)
    const those = table.get(node.type)
    current = node
    if (those !== undefined) for (const each of those) each(node, here)
    if (path.length > DEEPEST) throw new RangeError('The tree is too deep.')
    const keys = visitorKeys[node.type] ?? NONE
    if (keys.length > 0) {
      path.push(node)
      for (const key of keys) {
        const value: unknown = Reflect.get(node, key)
        if (Array.isArray(value)) {
          for (const each of value) if (isNode(each)) visit(each)
        } else if (isNode(value)) visit(value)
      }
      path.pop()
    }
    if (scoped) scopes.leave()
  }
  visit(program)
}

/** Whether a tree is too deep for `walk`. It is not recursive, so it works for any depth. */
export const isTooDeep = (program: Node): boolean => {
  let level: readonly Node[] = [program]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true
    level = level.flatMap(childrenOf)
  }
  return false
}

/**
 * The greatest depth of a node. Collectors look up and down from the current node, so their work grows with the square
 * of the depth.
 */
const DEEPEST = 3_000

/**
 * The depth at which two top-level declarations share no ancestor: below the program, an export, a declaration and a
 * declarator.
 */
const INNER = 4

const NONE: readonly string[] = Object.freeze([])

/** Returns the visitors for each type of node. */
const tableOf = (collectors: readonly Visitors[]): ReadonlyMap<string, readonly Visit[]> => {
  const table = new Map<string, Visit[]>()
  for (const visitors of collectors)
    for (const type in visitors) {
      // Each visitor is stored under the type of node that it takes.
      const visit = visitors[type as keyof Visitors] as Visit
      const those = table.get(type)
      if (those === undefined) table.set(type, [visit])
      else those.push(visit)
    }
  return table
}

type Visit = (node: Node, here: Here) => void
