import type { Capability } from '../../domain/capability/capability.ts'
import type { AtLeast } from '../../domain/capability/guarantee.ts'
import type { Need } from '../../domain/capability/need.ts'
import { Binding } from './binding.ts'
import type { AnyExecutor } from './executor.ts'
import { checkedPolicy, type Policy } from './policy.ts'
import type { Runtime } from './runtime.ts'

type AnyNeed = Need<Capability, object>

/** The rungs of guarantee `G` that satisfy need `N`. */
type Enough<N extends AnyNeed, G extends PropertyKey> = G extends keyof N['requires'] &
  keyof N['capability']['guarantees']
  ? AtLeast<N['capability']['guarantees'][G], N['requires'][G]>
  : never

/** The guarantees for which no rung that executor `X` may grant satisfies need `N`. */
type Short<N extends AnyNeed, X extends AnyExecutor> = {
  [G in keyof X['grants'] & keyof N['requires']]: [Extract<X['grants'][G], Enough<N, G>>] extends [never] ? G : never
}[keyof X['grants'] & keyof N['requires']]

/**
 * What an executor must be to satisfy a need. Where it falls short, the compiler's message lists the rungs that would
 * satisfy it.
 */
type Fits<N extends AnyNeed, X extends AnyExecutor> = { readonly capability: N['capability'] } & ([
  Short<N, X>,
] extends [never]
  ? unknown
  : { readonly grants: { readonly [G in Short<N, X>]: Enough<N, G> } })

/** Binds a need to an executor under a policy. */
export type Bind = <N extends AnyNeed, X extends AnyExecutor>(
  need: N,
  executor: X & Fits<N, X>,
  policy: Policy,
) => Binding<N['capability']>

/**
 * Makes the function `bind` for a runtime. `bind` does no I/O. A shortfall that the compiler can see does not compile.
 * A shortfall that shows only at run time is in the binding's `gaps`. `bind` throws a `TypeError` if the policy is not
 * valid, if the executor is of another capability or lacks `follow`, and if the need or the executor is something else.
 */
export const binder =
  (runtime: Runtime): Bind =>
  (need, executor, policy) => {
    // A project in JavaScript has no compiler that sees this.
    if (!hasParts(need, 'capability', 'requires')) throw new TypeError(NOT_A_NEED)
    if (!hasParts(executor, 'capability', 'grants', 'limits', 'technology')) throw new TypeError(NOT_AN_EXECUTOR)
    if (need.capability !== executor.capability) {
      throw new TypeError(
        `The need is of ${nameOf(need.capability)}, but the executor is of ${nameOf(executor.capability)}, or of another copy of it.`,
      )
    }
    const many = Object.entries(need.capability.operations).find(([, { gives }]) => gives === 'many')
    if (many !== undefined && typeof Reflect.get(executor, 'follow') !== 'function') {
      throw new TypeError(
        `The executor of ${executor.technology.name} has no follow(), but ${many[0]} of ${nameOf(need.capability)} gives many items. Write one.`,
      )
    }
    return new Binding(need, executor, checkedPolicy(policy), runtime)
  }

const NOT_A_NEED = 'The first argument of bind() must be a need, as need(capability, least) returns it.'

const NOT_AN_EXECUTOR =
  'The second argument of bind() must be an executor: an object with a capability, grants, limits, open, execute and close.'

const hasParts = (value: unknown, ...parts: readonly string[]): boolean =>
  typeof value === 'object' && value !== null && parts.every((part) => typeof Reflect.get(value, part) === 'object')

const nameOf = ({ name, version }: Capability): string => `${name} ${version}`
