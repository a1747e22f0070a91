import type { Node } from 'oxc-parser'
import type { Holder } from '../../../domain/rules/facts/field.ts'

const NONE: Holder = { name: '', declared: 'statement', exported: false, executes: false }

/** The declaration at the top of a file that holds a node, by the nodes above it. What a namespace declares stands at the top, too. */
export const holderOf = (path: readonly Node[], node: Node): Holder => {
  const chain = [...path.slice(1, 5), node]
  const [outer] = chain
  const exported = outer?.type === 'ExportNamedDeclaration' || outer?.type === 'ExportDefaultDeclaration'
  const at = exported ? 1 : 0
  const top = chain[at]
  if (top === undefined) return NONE
  switch (top.type) {
    case 'TSInterfaceDeclaration':
      return { name: top.id.name, declared: 'interface', exported, executes: false }
    case 'TSTypeAliasDeclaration':
      return { name: top.id.name, declared: 'type', exported, executes: false }
    case 'TSEnumDeclaration':
      return { name: top.id.name, declared: 'enum', exported, executes: false }
    case 'ClassDeclaration':
      return { name: top.id?.name ?? 'default', declared: 'class', exported, executes: executes(top) }
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
      return { name: top.id?.name ?? 'default', declared: 'function', exported, executes: false }
    case 'VariableDeclaration': {
      const declarator = chain[at + 1]
      if (declarator?.type !== 'VariableDeclarator') return NONE
      const name = declarator.id.type === 'Identifier' ? declarator.id.name : ''
      return { name, declared: top.kind === 'const' ? 'const' : 'let', exported, executes: false }
    }
    case 'TSModuleDeclaration': {
      const inside = path.slice(path.indexOf(top) + 1)
      const isOfOthers = top.id.type === 'Literal' || top.kind === 'global'
      return top === node || isOfOthers || inside.length === 0 ? NONE : holderOf(inside, node)
    }
    default:
      return NONE
  }
}

/** Whether a class has an `execute` of its own. */
export const executes = (node: Extract<Node, { readonly type: 'ClassDeclaration' | 'ClassExpression' }>): boolean =>
  node.body.body.some(
    (member) =>
      (member.type === 'MethodDefinition' || member.type === 'PropertyDefinition') &&
      member.key.type === 'Identifier' &&
      member.key.name === 'execute',
  )
