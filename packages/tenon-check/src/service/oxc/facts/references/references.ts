import type { Node } from 'oxc-parser'
import type { BroughtName, Reference } from '../../../../domain/facts/reference.ts'
import type { Span } from '../../../../domain/facts/span.ts'
import { textOf } from '../../walk/expression.ts'
import { importedName } from '../../walk/scope.ts'
import type { Here, Visitors } from '../../walk/walk.ts'
import { exportName } from '../../walk/exports.ts'
import { loaded } from './loaders.ts'

/** Collects every mention of another module outside comments. */
export const references = (found: Reference[]): Visitors => {
  const add = (mention: Mention, at: Span, here: Here): void => {
    found.push({ names: [], ...mention, within: here.holder().name, start: at.start, end: at.end })
  }
  let loads: boolean | null = null
  return {
    ImportDeclaration(node, here) {
      const names = node.specifiers.map((specifier) => brought(importedName(specifier), specifier.local.name))
      const typeOnly = node.importKind === 'type' || isTypes(node.specifiers.map(kindOf))
      add({ form: 'import', specifier: node.source.value, typeOnly, names }, node.source, here)
    },
    ExportNamedDeclaration(node, here) {
      if (node.source === null) return
      const typeOnly = node.exportKind === 'type' || isTypes(node.specifiers.map(({ exportKind }) => exportKind))
      const names = node.specifiers.map((each) => brought(exportName(each.local), exportName(each.exported)))
      add({ form: 'export', specifier: node.source.value, typeOnly, names }, node.source, here)
    },
    ExportAllDeclaration(node, here) {
      const typeOnly = node.exportKind === 'type'
      const names = node.exported === null ? [] : [brought('*', exportName(node.exported))]
      add({ form: 'export', specifier: node.source.value, typeOnly, names }, node.source, here)
    },
    ImportExpression(node, here) {
      add({ form: 'dynamic_import', specifier: textOf(node.source), typeOnly: false }, node.source, here)
    },
    TSImportEqualsDeclaration(node, here) {
      if (node.moduleReference.type !== 'TSExternalModuleReference') return
      const { expression } = node.moduleReference
      const names = [brought('*', node.id.name)]
      const typeOnly = node.importKind === 'type'
      add({ form: 'import_equals', specifier: expression.value, typeOnly, names }, expression, here)
    },
    TSImportType(node, here) {
      add({ form: 'import_type', specifier: textOf(node.source), typeOnly: true }, node.source, here)
    },
    TSModuleDeclaration(node, here) {
      // `declare module '*.css'` describes such files, but names none of them.
      if (node.id.type !== 'Literal' || node.id.value.includes('*')) return
      add({ form: 'declare_module', specifier: node.id.value, typeOnly: true }, node.id, here)
    },
    CallExpression(node, here) {
      if (!(loads ??= LOADS.test(here.text))) return
      const form = loaded(node.callee, here)
      if (form === null) return
      const [argument] = node.arguments
      add({ form, specifier: textOf(argument), typeOnly: false }, argument ?? node, here)
    },
    NewExpression(node, here) {
      const [path, base] = node.arguments
      if (path === undefined || base === undefined || !isUrl(node.callee, here) || !isOwnUrl(base)) return
      const text = textOf(path)
      if (text !== null && !isFile(text)) return
      add({ form: 'url', specifier: text === null ? null : relative(text), typeOnly: false }, path, here)
    },
  }
}

/** Matches the text of a file in which a call may load a module. An escape sequence can hide any name. */
const LOADS = /require|resolve|getBuiltinModule|\\u/i

type Mention = Pick<Reference, 'form' | 'specifier' | 'typeOnly'> & Partial<Pick<Reference, 'names'>>

const brought = (imported: string, local: string): BroughtName => ({ imported, local })

const kindOf = (specifier: Extract<Node, { type: `Import${string}Specifier` | 'ImportSpecifier' }>): string =>
  specifier.type === 'ImportSpecifier' ? (specifier.importKind ?? 'value') : 'value'

const isTypes = (kinds: readonly (string | undefined)[]): boolean =>
  kinds.length > 0 && kinds.every((kind) => kind === 'type')

const isUrl = (callee: Node, here: Here): boolean => {
  if (callee.type !== 'Identifier' || callee.name !== 'URL') return false
  const bound = here.lookup('URL')
  return bound === null || /^(?:node:)?url$/.test(bound.from?.specifier ?? '')
}

const isOwnUrl = (node: Node): boolean =>
  node.type === 'MemberExpression' &&
  node.object.type === 'MetaProperty' &&
  node.property.type === 'Identifier' &&
  node.property.name === 'url'

/** A URL of a folder, or one with a scheme, does not name a module. */
const isFile = (text: string): boolean => text !== '' && !/(?:^|\/)\.{0,2}$|^[a-z][a-z\d+.-]+:|^[?#]/i.test(text)

const relative = (text: string): string => (/^\.{0,2}\//.test(text) ? text : `./${text}`)
