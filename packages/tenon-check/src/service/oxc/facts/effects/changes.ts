import type { Node } from 'oxc-parser'
import type { EffectDeed, Origin } from '../../../../domain/facts/effect.ts'
import { bare } from '../../walk/expression.ts'
import { pathOf } from '../../walk/origin.ts'
import { type Called, calledBy } from './called.ts'
import { gather, type Gathering } from './calls.ts'
import { chainOf } from './chain.ts'
import type { RunPlace } from './routine.ts'

/**
 * Adds a change of something that the code does not own: a global, an import, an argument, or a top-level value of the
 * file.
 */
export const gatherChange = (node: Node, changed: Node, deed: EffectDeed, at: Gathering): void => {
  const { here, routines } = at
  const place = routines.place(here.path, node)
  if (place === null) return
  const origin = ownerOf(changed, place, at)
  if (origin !== null) gather(at, node, place, { deed, path: pathOf(changed), origin, kept: false })
}

/** Built-in functions that change their first argument. */
export const CHANGING: ReadonlySet<string> = new Set([
  'Object.assign',
  'Object.defineProperties',
  'Object.defineProperty',
  'Object.setPrototypeOf',
  'Reflect.defineProperty',
  'Reflect.deleteProperty',
  'Reflect.set',
  'Reflect.setPrototypeOf',
])

/** Adds a change that is made by a call: `Object.assign(globalThis, ...)`. */
export const gatherAssigning = (node: Extract<Node, { readonly type: 'CallExpression' }>, at: Gathering): void => {
  const [first] = node.arguments
  if (first === undefined || !CHANGING.has(pathOf(node.callee)) || at.here.lookup('Object') !== null) return
  const target = bare(first)
  if (target.type === 'Identifier' || target.type === 'MemberExpression') gatherChange(node, target, 'assign', at)
}

/** Returns the origin of the changed thing, or `null` if the code may change it. */
const ownerOf = (changed: Node, place: RunPlace, { here, routines }: Gathering): Origin | null => {
  const chain = chainOf(changed)
  const root = bare(chain.root)
  if (root.type !== 'Identifier' || chain.calls) return null
  const bound = here.lookup(root.name)
  const making = place.position === 'constructor' || place.position === 'field'
  if (bound === null)
    return MODULE.has(root.name) ? null : { kind: 'global', name: [root.name, ...chain.members].join('.') }
  if (bound.kind === 'class') return making ? { kind: 'own', name: root.name } : null
  if (bound.kind === 'variable' && bound.top && making) return { kind: 'own', name: root.name }
  if (bound.kind === 'variable' && chain.members.length === 0) return null
  const called = calledBy(chain, { here, routines, place, kept: true, followed: [] })
  return called !== null && isForeign(called) ? called.origin : null
}

/** A CommonJS module owns these, and may change them. */
const MODULE: ReadonlySet<string> = new Set(['module', 'exports'])

const isForeign = ({ by, origin, target }: Called): boolean =>
  (by === 'name' && (origin.kind === 'global' || (origin.kind === 'import' && target !== ''))) ||
  (by === 'thing' && origin.kind === 'parameter')
