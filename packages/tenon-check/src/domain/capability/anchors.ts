import type { AnchorCall } from '../facts/capability.ts'
import type { Edge, View } from '../project/view.ts'

/** The calls in a file of Tenon's `capability`, `need` or `bind`, recognised by where their import leads. */
export const anchorsOf = (view: View): readonly AnchorCall[] =>
  view.facts.anchors.filter(({ anchor, callee }) => {
    if (callee.kind !== 'import') return false
    if (callee.specifier === PROVIDED[anchor]) return true
    return view.edges.some(
      ({ reference, target }) =>
        reference.specifier === callee.specifier && target.kind === 'file' && OWN[anchor].includes(target.path),
    )
  })

/** Whether a reference is to Tenon. */
export const isTenon = ({ reference: { specifier } }: Edge): boolean =>
  specifier === 'tenon' || specifier?.startsWith('tenon/') === true

type Anchor = AnchorCall['anchor']

const PROVIDED: { readonly [anchor in Anchor]: string } = {
  capability: 'tenon',
  need: 'tenon',
  bind: 'tenon/bind',
}

/** The files of Tenon's workspace that declare them: Tenon's source imports them by path, and not by package name. */
const OWN: { readonly [anchor in Anchor]: readonly string[] } = {
  capability: [
    'packages/tenon/src/domain/capability/declaration.ts',
    'packages/tenon/src/domain/capability/declaration/tested.ts',
  ],
  need: ['packages/tenon/src/domain/capability/need.ts'],
  bind: ['packages/tenon/src/api/bind.ts'],
}
