import type { Node } from 'oxc-parser'

/** The names under which a file exports what it declares at its top, by the names there: by the declaration, in a list, or through another constant. */
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

/** One thing of a file, and a name under which it is exported. */
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

/** What a declaration that is exported gives a name: itself, and the constant that it just hands on. */
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

/** The name that an expression just hands on, or an empty text. */
const givenBy = (node: Node): string => {
  if (node.type === 'Identifier') return node.name
  return node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression' ? givenBy(node.expression) : ''
}

/** The name of an import or an export, which may be written as a text. */
export const exportName = (node: Node): string => {
  if (node.type === 'Identifier') return node.name
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : ''
}
