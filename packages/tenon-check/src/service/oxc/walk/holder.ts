import type { Node } from 'oxc-parser'
import type { Holder } from '../../../domain/facts/field.ts'
import type { Span } from '../../../domain/facts/span.ts'

const NONE: Holder = Object.freeze<Holder>({
  name: '',
  declared: 'statement',
  exported: false,
  executes: false,
  begins: 0,
  named: Object.freeze({ start: 0, end: 0 }),
})

/**
 * Returns the top-level declaration that contains a node, given the nodes above it. Declarations in a namespace count
 * as top-level.
 */
export const holderOf = (path: readonly Node[], node: Node): Holder => holderBelow(path, 1, node)

/** As `holderOf`, starting at the node above with the index `from`. */
const holderBelow = (path: readonly Node[], from: number, node: Node): Holder => {
  const chain = [...path.slice(from, from + 4), node]
  const [outer] = chain
  const exported = outer?.type === 'ExportNamedDeclaration' || outer?.type === 'ExportDefaultDeclaration'
  const at = exported ? 1 : 0
  const top = chain[at]
  if (outer === undefined || top === undefined) return NONE
  const declaring = (declared: Holder['declared'], id: Identified | null, runs: boolean): Holder => ({
    name: id?.name ?? 'default',
    declared,
    exported,
    executes: runs,
    begins: beginOf(outer, top),
    named: id === null ? firstWord(top) : { start: id.start, end: id.end },
  })
  switch (top.type) {
    case 'TSInterfaceDeclaration':
      return declaring('interface', top.id, false)
    case 'TSTypeAliasDeclaration':
      return declaring('type', top.id, false)
    case 'TSEnumDeclaration':
      return declaring('enum', top.id, false)
    case 'ClassDeclaration':
      return declaring('class', top.id, executes(top))
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return declaring('function', top.id, false)
    case 'VariableDeclaration': {
      const declarator = chain[at + 1]
      if (declarator?.type !== 'VariableDeclarator') return NONE
      const { id } = declarator
      return {
        name: id.type === 'Identifier' ? id.name : '',
        declared: top.kind === 'const' ? 'const' : 'let',
        exported,
        executes: false,
        begins: declarator === top.declarations[0] ? outer.start : declarator.start,
        named: { start: id.start, end: id.type === 'Identifier' ? id.start + id.name.length : id.end },
      }
    }
    case 'TSModuleDeclaration': {
      const inside = from + at + 1
      const isOfOthers = top.id.type === 'Literal' || top.kind === 'global'
      return top === node || isOfOthers || inside >= path.length ? NONE : holderBelow(path, inside + 1, node)
    }
    default:
      return NONE
  }
}

type Identified = Extract<Node, { readonly type: 'Identifier' }>

/** Returns where a declaration begins. Decorators may come before its `export`. */
const beginOf = (outer: Node, top: Node): number => {
  const [first] = top.type === 'ClassDeclaration' ? top.decorators : []
  return Math.min(outer.start, top.start, first?.start ?? outer.start)
}

/** Returns the place of the keyword of a declaration without a name. */
const firstWord = ({ start, type }: Node): Span => ({
  start,
  end: start + (type === 'ClassDeclaration' ? 'class' : 'function').length,
})

/**
 * Whether a class has its own `execute`. The result is remembered, because it is needed for each member of the class.
 */
export const executes = (node: ClassNode): boolean => {
  const known = executing.get(node)
  if (known !== undefined) return known
  const found = node.body.body.some(
    (member) =>
      (member.type === 'MethodDefinition' || member.type === 'PropertyDefinition') &&
      member.key.type === 'Identifier' &&
      member.key.name === 'execute',
  )
  executing.set(node, found)
  return found
}

const executing = new WeakMap<ClassNode, boolean>()

type ClassNode = Extract<Node, { readonly type: 'ClassDeclaration' | 'ClassExpression' }>
