import type { Node } from 'oxc-parser'
import type { Origin } from '../../../../domain/facts/effect.ts'
import { gather, type Gathering } from './calls.ts'

/** Adds the other names by which the routines of the file, and re-exported ones, can be run from outside. */
export const gatherExports = (
  { specifiers, source }: Extract<Node, { readonly type: 'ExportNamedDeclaration' }>,
  at: Gathering,
): void => {
  for (const { local, exported } of specifiers) {
    const target = nameOf(local)
    if (source === null && target === nameOf(exported)) continue
    gatherExport(local, nameOf(exported), target, source === null ? own(target) : imported(source.value, target), at)
  }
}

/** Adds the routine that `export default` exports, if it has its own name. */
export const gatherDefault = (
  { declaration }: Extract<Node, { readonly type: 'ExportDefaultDeclaration' }>,
  at: Gathering,
): void => {
  const name = 'id' in declaration ? declaration.id : declaration
  if (name?.type === 'Identifier') gatherExport(name, 'default', name.name, own(name.name), at)
}

/** Adds that everything of another file is re-exported. */
export const gatherAll = (
  { source, exported }: Extract<Node, { readonly type: 'ExportAllDeclaration' }>,
  at: Gathering,
): void => {
  if (exported === null) gatherExport(source, '*', '', imported(source.value, '*'), at)
}

const gatherExport = (node: Node, routine: string, target: string, origin: Origin, at: Gathering): void =>
  gather(at, node, { position: 'function', routine }, { deed: 'export', path: target, origin, target })

const own = (name: string): Origin => ({ kind: 'own', name })

const imported = (specifier: string, name: string): Origin => ({ kind: 'import', specifier, imported: name })

const nameOf = (node: Node): string => {
  if (node.type === 'Identifier') return node.name
  return node.type === 'Literal' ? String(node.value) : ''
}
