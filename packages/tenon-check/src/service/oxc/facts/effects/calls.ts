import type { Node } from 'oxc-parser'
import type { Effect, EffectDeed } from '../../../../domain/facts/effect.ts'
import { bare, type ClassNode, isFunction } from '../../walk/expression.ts'
import { pathOf } from '../../walk/origin.ts'
import type { Here } from '../../walk/walk.ts'
import { type Called, calledBy } from './called.ts'
import { callsAtOnce, chainOf, goesOn, isKept } from './chain.ts'
import { OTHER } from './class-member.ts'
import type { RunPlace, Routines } from './routine.ts'

/** The state of collecting effects: the effects, the file's routines, and the walk. */
export interface Gathering {
  readonly found: Effect[]
  readonly routines: Routines
  readonly here: Here
}

/** Adds an effect at a place. */
export const gather = (
  { found, here }: Gathering,
  node: Node,
  place: Pick<RunPlace, 'position' | 'routine'>,
  done: Pick<Effect, 'deed' | 'path'> & Partial<Pick<Effect, 'origin' | 'target' | 'type' | 'kept'>>,
): void => {
  const { position, routine } = place
  const within = here.holder().name
  const unsaid = { origin: OTHER, target: '', type: OTHER, kept: true }
  found.push({ ...unsaid, ...done, position, routine, within, start: node.start, end: node.end })
}

/** Adds a call, if it is known what it reaches. */
export const gatherCall = (node: Node, callee: Node, deed: EffectDeed, at: Gathering): void => {
  const { here, routines } = at
  const place = routines.place(here.path, node)
  if (place === null || bare(callee).type === 'Super' || isFunction(bare(callee))) return
  const kept = isKept(node, here.path)
  const chain = chainOf(callee)
  const called = calledBy(chain, { here, routines, place, kept, followed: [] })
  if (called === null || !isIts(called, place, chain.calls, goesOn(node, here.path))) return
  const bareDate = node.type === 'NewExpression' && node.arguments.length === 0
  const path = deed === 'new' ? `new ${pathOf(callee)}${bareDate ? '()' : ''}` : pathOf(callee)
  gather(at, node, place, { ...said(called), deed, path, kept })
}

const said = ({ origin, target, type }: Called): Pick<Called, 'origin' | 'target' | 'type'> => ({
  origin,
  target,
  type,
})

/**
 * Whether a call is the one to report in a chain. In `connect().then(print)`, the inner call is the one that calls
 * `connect`; for a thing, the whole chain is reported.
 */
const isIts = ({ by, origin }: Called, { position }: RunPlace, inner: boolean, goes: boolean): boolean => {
  if (by === 'name') return !inner
  return !goes && (position !== 'function' || origin.kind === 'this')
}

/** Adds calls of functions that are passed by name and certainly called: `orders.map(parse)`. */
export const gatherHandedOver = (node: Extract<Node, { readonly type: 'CallExpression' }>, at: Gathering): void => {
  if (!callsAtOnce(node)) return
  for (const argument of node.arguments) if (argument.type === 'Identifier') gatherCall(argument, argument, 'call', at)
}

/** Adds the call of a decorator without arguments, which runs when its class is declared. */
export const gatherDecorator = (node: Extract<Node, { readonly type: 'Decorator' }>, at: Gathering): void => {
  if (bare(node.expression).type !== 'CallExpression') gatherCall(node, node.expression, 'decorate', at)
}

/** Adds that creating an instance of a class also runs the constructor of the class that it extends. */
export const gatherParent = (node: ClassNode, at: Gathering): void => {
  if (node.superClass?.type !== 'Identifier') return
  const { here, routines } = at
  const place: RunPlace = { position: 'function', routine: '', inside: false, maker: null }
  const called = calledBy(chainOf(node.superClass), { here, routines, place, kept: true, followed: [] })
  const above = here.above(1)
  const holder = node.type === 'ClassExpression' && above?.type === 'VariableDeclarator' ? above : node
  if (called?.by !== 'name') return
  const path = `new ${node.superClass.name}`
  gather(
    at,
    node.superClass,
    { position: 'function', routine: routines.of(holder) },
    { ...said(called), deed: 'extend', path },
  )
}
