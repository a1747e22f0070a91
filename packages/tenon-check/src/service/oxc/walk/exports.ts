import type { Node } from 'oxc-parser'

/**
 * Returns the names under which a file exports each name of its top level: through the declaration, a list of exports,
 * or another constant.
 */
export const exportsIn = (
  program: Extract<Node, { readonly type: 'Program' }>,
): ReadonlyMap<string, readonly string[]> => {
  const names = new Map<string, string[]>()
  for (const { local, exported } of program.body.flatMap(exportedBy)) {
    const those = names.get(local)
    if (those === undefined) names.set(local, [exported])
    else those.push(exported)
  }
  return names
}

/** A name in a file, and a name under which it is exported. */
interface Exported {
  readonly local: string
  readonly exported: string
}

const exportedBy = (statement: Node): readonly Exported[] => {
  if (statement.type === 'ExportDefaultDeclaration')
    return [givenBy(statement.declaration), ...declaredBy(statement.declaration).map(({ local }) => local)]
      .filter((local) => local !== '')
      .map((local) => ({ local, exported: 'default' }))
  if (statement.type !== 'ExportNamedDeclaration' || statement.source !== null) return []
  const listed = statement.specifiers.map(({ local, exported }) => ({
    local: exportName(local),
    exported: exportName(exported),
  }))
  return statement.declaration === null ? listed : [...listed, ...declaredBy(statement.declaration)]
}

/** Returns what an exported declaration exports: itself, and the constant whose value it only passes on. */
const declaredBy = (declaration: Node): readonly Exported[] => {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id, init }) => {
      if (id.type !== 'Identifier') return []
      const other = init === null ? '' : givenBy(init)
      return [id.name, ...(other === '' ? [] : [other])].map((local) => ({ local, exported: id.name }))
    })
  const named = 'id' in declaration && declaration.id !== null && declaration.id !== undefined ? declaration.id : null
  return typeof named === 'object' && named?.type === 'Identifier' ? [{ local: named.name, exported: named.name }] : []
}

/** Returns the name whose value an expression only passes on, or an empty string. */
const givenBy = (node: Node): string => {
  if (node.type === 'Identifier') return node.name
  return node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression' ? givenBy(node.expression) : ''
}

/** Returns the name of an import or an export, which may be written as a string. */
export const exportName = (node: Node): string => {
  if (node.type === 'Identifier') return node.name
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : ''
}
