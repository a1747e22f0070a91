import { type Node, visitorKeys } from 'oxc-parser'
import type { Holder } from '../../../domain/rules/facts/field.ts'
import { type Bound, childrenOf, isNode, Scopes } from './scope.ts'
import { holderOf } from './holder.ts'

/** Where the walk is, for whoever collects facts on the way. */
export interface Here {
  /** The file's text. */
  readonly text: string
  /** The nodes that hold the current one, outermost first; the current one is not among them. */
  readonly path: readonly Node[]
  /** The node that holds the current one directly, `depth` levels up; `undefined` above the program. */
  readonly above: (depth: number) => Node | undefined
  /** What a name stands for here, or `null` when the file declares no such name that is seen from here. */
  readonly lookup: (name: string) => Bound | null
  /** The declaration at the top of the file that holds the current node; a nameless one of kind `statement` where none does. */
  readonly holder: () => Holder
}

/** What a collector does when the walk comes to a node of a type. */
export type Visitors = {
  readonly [Type in Node['type']]?: (node: NodeOf<Type>, here: Here) => void
}

/** The nodes that can have a type. Some have one of several, as classes and functions, and so `Extract` does not find them. */
type NodeOf<Type extends Node['type'], Each = Node> = Each extends { readonly type: infer Own }
  ? Type extends Own
    ? Each
    : never
  : never

/** Goes once over a tree, depth first, and tells each collector of the nodes that it asked for. Throws a `RangeError` where it is too deep. */
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
      // All that lies so deep below one node has one holder, but in a namespace.
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

/** Whether some node of a tree lies too deep for `walk`. It calls nothing on the way, so any depth will do. */
export const isTooDeep = (program: Node): boolean => {
  let level: readonly Node[] = [program]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true
    level = level.flatMap(childrenOf)
  }
  return false
}

/** How deep a node may lie. Collectors look up and down from where they are, so what they do grows with the square of it. */
const DEEPEST = 3_000

/** How deep a node lies that no two declarations at the top of a file share: below the program, an export, a declaration and a declarator. */
const INNER = 4

const NONE: readonly string[] = Object.freeze([])

/** Who asks for which type of node. */
const tableOf = (collectors: readonly Visitors[]): ReadonlyMap<string, readonly Visit[]> => {
  const table = new Map<string, Visit[]>()
  for (const visitors of collectors)
    for (const type in visitors) {
      // Each visitor stands under the type of node that it takes.
      const visit = visitors[type as keyof Visitors] as Visit
      const those = table.get(type)
      if (those === undefined) table.set(type, [visit])
      else those.push(visit)
    }
  return table
}

type Visit = (node: Node, here: Here) => void
