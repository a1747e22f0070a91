import type { AnchorCall } from '../facts/capability.ts'
import type { Edge, View } from '../project/view.ts'

/** The calls of a file that are Tenon's `capability`, `need` or `bind`, by where their import leads. */
export const anchorsOf = (view: View): readonly AnchorCall[] =>
  view.facts.anchors.filter(({ anchor, callee }) => {
    if (callee.kind !== 'import') return false
    if (callee.specifier === PROVIDED[anchor]) return true
    if (view.project !== 'tenon') return false
    return view.edges.some(
      ({ reference, target }) =>
        reference.specifier === callee.specifier && target.kind === 'file' && target.path === OWN[anchor],
    )
  })

/** Whether a reference is to Tenon. */
export const isTenon = ({ reference: { specifier } }: Edge): boolean =>
  specifier === 'tenon' || specifier?.startsWith('tenon/') === true

const PROVIDED: { readonly [anchor in AnchorCall['anchor']]: string } = {
  capability: 'tenon',
  need: 'tenon',
  bind: 'tenon/bind',
}

/** Where Tenon's own source has them: it cannot import itself by its name. */
const OWN: { readonly [anchor in AnchorCall['anchor']]: string } = {
  capability: 'src/domain/capability/declaration.ts',
  need: 'src/domain/capability/need.ts',
  bind: 'src/api/bind.ts',
}
