import type { Origin } from '../facts/effect.ts'
import type { Edge, View } from './view.ts'

/** Where something is declared: in a file of the project, or in what a package, a built-in module or an unresolved specifier provides. */
export type Definition =
  | { readonly kind: 'file'; readonly view: View; readonly name: string }
  | { readonly kind: 'foreign'; readonly edge: Edge; readonly name: string }

/** Where what an expression or a type of a file begins with is declared: imports and re-exports are followed. `null` where nobody can say. */
export const definitionOf = (view: View, origin: Origin): Definition | null => {
  if (origin.kind === 'own') return { kind: 'file', view, name: origin.name }
  if (origin.kind !== 'import') return null
  const edge = view.edges.find(({ reference }) => reference.specifier === origin.specifier)
  return edge === undefined ? null : along(edge, view, origin.imported, new Set())
}

const along = (edge: Edge, from: View, name: string, seen: ReadonlySet<string>): Definition | null => {
  const { target } = edge
  if (target.kind === 'computed') return null
  if (target.kind !== 'file') return { kind: 'foreign', edge, name }
  const view = from.other(target.path)
  if (view === null || seen.has(target.path)) return null
  return exported(view, name, new Set([...seen, target.path]))
}

/** Where a file has what it exports under a name: from a module that it hands on, or else from itself. */
const exported = (view: View, path: string, seen: ReadonlySet<string>): Definition | null => {
  // Of `orders.Store` the file exports `orders`, which can be a whole module.
  const [name = '', ...members] = path.split('.')
  const on = (imported: string): string => [...(imported === '*' ? [] : [imported]), ...members].join('.')
  const handedOn = view.edges.filter(({ reference }) => reference.form === 'export')
  for (const edge of handedOn) {
    const named = edge.reference.names.find(({ local }) => local === name)
    if (named !== undefined) return along(edge, view, on(named.imported), seen)
  }
  if (declares(view, name)) return { kind: 'file', view, name }
  const throughImport = view.edges.find(({ reference: { form, names } }) => form === 'import' && has(names, name))
  const imported = throughImport?.reference.names.find(({ local }) => local === name)
  if (throughImport !== undefined && imported !== undefined)
    return along(throughImport, view, on(imported.imported), seen)
  // Of a module that is handed on in whole it is not said what it has: what is not found here is the one's that has it, or a package's.
  const whole = handedOn
    .filter(({ reference }) => reference.names.length === 0)
    .flatMap((edge) => along(edge, view, path, seen) ?? [])
  const declaring = whole.find((each) => each.kind === 'file' && declares(each.view, each.name))
  return declaring ?? whole.find(({ kind }) => kind === 'foreign') ?? { kind: 'file', view, name }
}

const has = (names: readonly { readonly local: string }[], name: string): boolean =>
  names.some(({ local }) => local === name)

const declares = ({ facts }: View, name: string): boolean =>
  facts.declaredTypes.some((each) => each.name === name || each.exports.includes(name)) ||
  facts.anchors.some(({ exports }) => exports.includes(name)) ||
  facts.names.some((each) => each.name === name && each.within === name)
