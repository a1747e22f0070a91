import type { Node } from 'oxc-parser'
import type { Word } from '../../../domain/facts/declaration.ts'
import type { Here, Visitors } from '../walk/walk.ts'

/**
 * Matches a single word as written in code, or the beginning of a URL or of a similar name: `workqueue`,
 * `nats://localhost`, `arn:aws:s3:::bills`.
 */
const TELLING = /^(?:[A-Za-z_$][\w$-]*$|[A-Za-z][A-Za-z\d+.-]*:)/

/**
 * Collects keys, and strings that are a single word or begin like a URL. Specifiers of imports and prose are left out.
 */
export const words = (found: Word[]): Visitors => {
  const add = (text: string, form: Word['form'], { start, end }: Node, here: Here): void => {
    if (TELLING.test(text)) found.push({ text, form, within: here.holder().name, start, end })
  }
  const key = ({ key: node, computed }: { readonly key: Node; readonly computed: boolean }, here: Here): void => {
    if (node.type === 'Identifier' && !computed) add(node.name, 'key', node, here)
    if (node.type === 'Literal' && typeof node.value === 'string') add(node.value, 'key', node, here)
  }
  return {
    Property: key,
    TSPropertySignature: key,
    PropertyDefinition: key,
    AccessorProperty: key,
    TSAbstractPropertyDefinition: key,
    TSEnumMember: ({ id }, here) => {
      if (id.type === 'Identifier') add(id.name, 'key', id, here)
      if (id.type === 'Literal') add(id.value, 'key', id, here)
    },
    Literal: (node, here) => {
      const holder = here.above(1)
      if (typeof node.value === 'string' && !isKey(node, holder) && !isSpecifier(holder))
        add(node.value, 'literal', node, here)
    },
    TemplateLiteral: (node, here) => {
      const text = node.quasis[0]?.value.cooked
      if (typeof text === 'string') add(text, node.expressions.length === 0 ? 'literal' : 'beginning', node, here)
    },
    TSTemplateLiteralType: (node, here) => {
      const text = node.quasis[0]?.value.cooked
      if (typeof text === 'string') add(text, 'beginning', node, here)
    },
  }
}

const isKey = (node: Node, holder: Node | undefined): boolean =>
  holder !== undefined && (('key' in holder && holder.key === node) || ('id' in holder && holder.id === node))

const isSpecifier = (holder: Node | undefined): boolean => holder !== undefined && NAMING.has(holder.type)

/** The nodes that name another module with a literal. */
const NAMING: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
  'TSExternalModuleReference',
  'TSModuleDeclaration',
])
