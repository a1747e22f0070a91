import type { SchemaConstant } from '../../../domain/facts/field.ts'
import type { Visitors } from '../walk/walk.ts'
import { schemaRootOf } from './fields/schema.ts'

/**
 * Collects the constants of a file that are schemas, or that are schemas if the imported value that they are built from
 * is one.
 */
export const schemas = (found: SchemaConstant[]): Visitors => ({
  VariableDeclarator(node, here) {
    if (here.path.length > TOP || node.init === null || node.id.type !== 'Identifier') return
    const root = schemaRootOf(node.init, here)
    if (root === null) return
    const made = root.kind === 'library' ? null : { specifier: root.specifier, imported: root.imported }
    found.push({ name: node.id.name, made })
  },
})

/** At the top level, a declarator is in a program, perhaps an export, and a declaration. */
const TOP = 3
