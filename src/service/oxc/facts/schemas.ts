import type { SchemaConstant } from '../../../domain/rules/facts/field.ts'
import type { Visitors } from '../walk/walk.ts'
import { schemaRootOf } from './fields/schema.ts'

/** Collects the constants of a file that are schemas, or would be if what they are made of is one. */
export const schemas = (found: SchemaConstant[]): Visitors => ({
  VariableDeclarator(node, here) {
    if (here.path.length > TOP || node.init === null || node.id.type !== 'Identifier') return
    const root = schemaRootOf(node.init, here)
    if (root === null) return
    const made = root.kind === 'library' ? null : { specifier: root.specifier, imported: root.imported }
    found.push({ name: node.id.name, made })
  },
})

/** At the top of a file a declarator stands in a program, perhaps an export, and a declaration. */
const TOP = 3
