import type { Node } from 'oxc-parser'
import { pathOf, rootOf } from '../../walk/origin.ts'
import type { Here } from '../../walk/walk.ts'

/**
 * What an expression begins with if it is, or may be, a schema: a schema library, or an import that only another module
 * can explain.
 */
export type SchemaRoot =
  | { readonly kind: 'library'; readonly specifier: string }
  | { readonly kind: 'imported'; readonly specifier: string; readonly imported: string }

/** Whether an import is from a library whose schemas are known: zod, and libraries with functions of the same names. */
const isLibrary = ({ specifier, imported }: { readonly specifier: string; readonly imported: string }): boolean =>
  isZod(specifier) ||
  /^(?:valibot|effect\/Schema|@effect\/schema)$/.test(specifier) ||
  (specifier === 'effect' && imported === 'Schema')

/** Whether a module is zod or a part of it. */
export const isZod = (specifier: string): boolean => /^(?:zod|@zod\/mini)(?:\/|$)/.test(specifier)

/**
 * Returns what a chain of calls such as `z.string().min(1)` or `Money.max(3)` begins with, or `null` if it cannot be a
 * schema.
 */
export const schemaRootOf = (node: Node, here: Here): SchemaRoot | null => rootWithin(node, here, MOST_STEPS)

/** The number of constants that are followed in a row. */
const MOST_STEPS = 8

const rootWithin = (node: Node, here: Here, steps: number): SchemaRoot | null => {
  const root = rootOf(node)
  if (root.type !== 'Identifier' || steps === 0 || LEAVES.test(pathOf(node))) return null
  const bound = here.lookup(root.name)
  if (bound === null) return null
  if (bound.from !== null) {
    if (isLibrary(bound.from)) return { kind: 'library', specifier: bound.from.specifier }
    const imported = bound.from.imported === '*' ? (pathOf(node).split('.')[1] ?? '*') : bound.from.imported
    return { kind: 'imported', specifier: bound.from.specifier, imported }
  }
  const made = bound.top && bound.node.type === 'VariableDeclarator' ? bound.node.init : null
  return made === null ? null : rootWithin(made, here, steps - 1)
}

/** Methods that do not return a schema. */
const LEAVES = /\.(?:safe)?(?:parse|validate|decode|encode)(?:Async)?\(\)|\.(?:is\w+|def|_zod|~standard)\b/i

/**
 * Returns the name of a direct call of a schema library: `optional` for `z.optional(…)`, or for `optional(…)` imported
 * by name; `null` for any other call.
 */
export const libraryWordOf = (callee: Node, here: Here): string | null => {
  const root = callee.type === 'MemberExpression' ? callee.object : callee
  if (root.type !== 'Identifier') return null
  const from = here.lookup(root.name)?.from ?? null
  if (from === null || !isLibrary(from)) return null
  if (callee.type !== 'MemberExpression') return from.imported
  return callee.property.type === 'Identifier' && !callee.computed ? callee.property.name : null
}
