import type { AnchorCall } from '../facts/capability.ts'
import type { Edge, View } from '../project/view.ts'

/** The calls in a file of Tenon's `capability`, `need` or `bind`, recognised by where their import leads. */
export const anchorsOf = (view: View): readonly AnchorCall[] =>
  view.facts.anchors.filter(({ anchor, callee }) => {
    if (callee.kind !== 'import') return false
    if (callee.specifier === PROVIDED[anchor]) return true
    return view.edges.some(
      ({ reference, target }) =>
        reference.specifier === callee.specifier && target.kind === 'file' && isOwn(anchor, target.path, view.project),
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

/** The files of Tenon's own source that declare them: that source cannot import itself by its name. */
const OWN: { readonly [anchor in Anchor]: string } = {
  capability: 'src/domain/capability/declaration.ts',
  need: 'src/domain/capability/need.ts',
  bind: 'src/api/bind.ts',
}

/** Whether a path is that of Tenon's own declaration, in the package itself or in its workspace. */
const isOwn = (anchor: Anchor, path: string, project: string | null): boolean =>
  path === `packages/tenon/${OWN[anchor]}` || (project === 'tenon' && path === OWN[anchor])
