import type { Origin } from '../facts/effect.ts'
import type { Edge, View } from './view.ts'

/**
 * Where something is declared: in a file of the project, or in what a package, a built-in module or an unresolved
 * specifier provides.
 */
export type Definition =
  | { readonly kind: 'file'; readonly view: View; readonly name: string }
  | { readonly kind: 'foreign'; readonly edge: Edge; readonly name: string }

/**
 * Finds where the first name of an expression or a type is declared, following imports and re-exports. `null` if that
 * is unknown.
 */
export const definitionOf = (view: View, origin: Origin): Definition | null => {
  if (origin.kind === 'own') return { kind: 'file', view, name: origin.name }
  if (origin.kind !== 'import') return null
  const edge = view.edges.find(({ reference }) => reference.specifier === origin.specifier)
  return edge === undefined ? null : followEdge(edge, view, origin.imported, new Set())
}

const followEdge = (edge: Edge, from: View, name: string, seen: ReadonlySet<string>): Definition | null => {
  const { target } = edge
  if (target.kind === 'computed') return null
  if (target.kind !== 'file') return { kind: 'foreign', edge, name }
  const view = from.other(target.path)
  if (view === null || seen.has(target.path)) return null
  return exportedAs(view, name, new Set([...seen, target.path]))
}

/** Where a file declares what it exports under a name: in a module that it re-exports, or in itself. */
const exportedAs = (view: View, path: string, seen: ReadonlySet<string>): Definition | null => {
  // For `orders.Store` the file exports `orders`, which may be a whole module.
  const [name = '', ...members] = path.split('.')
  const on = (imported: string): string => [...(imported === '*' ? [] : [imported]), ...members].join('.')
  const reExports = view.edges.filter(({ reference }) => reference.form === 'export')
  for (const edge of reExports) {
    const named = edge.reference.names.find(({ local }) => local === name)
    if (named !== undefined) return followEdge(edge, view, on(named.imported), seen)
  }
  if (declares(view, name)) return { kind: 'file', view, name }
  const throughImport = view.edges.find(({ reference: { form, names } }) => form === 'import' && has(names, name))
  const imported = throughImport?.reference.names.find(({ local }) => local === name)
  if (throughImport !== undefined && imported !== undefined)
    return followEdge(throughImport, view, on(imported.imported), seen)
  // `export *` does not list names: a name that is not found here belongs to the re-exported module that declares it,
  // or to a package.
  const wholeModules = reExports
    .filter(({ reference }) => reference.names.length === 0)
    .flatMap((edge) => followEdge(edge, view, path, seen) ?? [])
  const declaring = wholeModules.find((each) => each.kind === 'file' && declares(each.view, each.name))
  return declaring ?? wholeModules.find(({ kind }) => kind === 'foreign') ?? { kind: 'file', view, name }
}

const has = (names: readonly { readonly local: string }[], name: string): boolean =>
  names.some(({ local }) => local === name)

const declares = ({ facts }: View, name: string): boolean =>
  facts.declaredTypes.some((each) => each.name === name || each.exports.includes(name)) ||
  facts.anchors.some(({ exports }) => exports.includes(name)) ||
  facts.names.some((each) => each.name === name && each.within === name)
