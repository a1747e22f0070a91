import type { Capability } from '../../../domain/capability/capability.ts'
import { type Case, type Judged, unpromised, verdictOn } from '../../../domain/conformance/case.ts'
import { withDerived } from '../../../domain/conformance/derived/derive.ts'
import { BrokenLaw } from '../../../domain/conformance/expect.ts'
import type { Laws } from '../../../domain/conformance/law.ts'
import type { Policy } from '../../binding/policy.ts'
import type { Rig } from '../rig.ts'
import { CaseRunner, type Effort } from './case-runner.ts'
import { usual } from './policies.ts'

/** How a rig is tried. */
export interface Trial {
  readonly policy: Policy
  /**
   * `plain` leaves out the laws that need faults, other processes or races; `short` does a little of that, and `full`
   * all of it.
   */
  readonly effort: 'plain' | Effort
}

/** One case on one rig. */
export interface Runnable {
  readonly id: string
  /** The name of the law. */
  readonly law: string
  /** What must hold, in one sentence. */
  readonly says: string
  /** Runs the case and returns the verdict. It never rejects. */
  judge(): Promise<Judged>
  /** Runs the case as a test: rejects with a sentence if a law is broken. */
  run(): Promise<void>
}

/**
 * Returns the cases for what the rig's binding grants: `for (const c of conformance(rig)) test(c.id, () => c.run())`.
 * Nothing is done before a case is run. Without a trial, cases run in full under the usual policy. Throws a `TypeError`
 * if the rig exempts a case that does not exist, if two cases have one id, or if a fault gives a failure that its capability does not have.
 */
export const conformance = <C extends Capability>(rig: Rig<C>, trial?: Trial): readonly Runnable[] =>
  cases(rig, trial ?? { policy: usual, effort: 'full' }).filter(({ promised }) => promised)

/** Returns every case for a rig's binding, including those that it does not promise. */
export const cases = <C extends Capability>(
  rig: Rig<C>,
  { policy, effort }: Trial,
): readonly (Runnable & { readonly promised: boolean })[] => {
  const { capability, laws, cases: casesFor } = withDerived(rig.specification)
  // This binding is never opened. It only says what it grants.
  const { grants, failures } = rig.binding({ folder: '/nowhere', name: 'nowhere' }, policy)
  const all = casesFor(rig.faults, failures)
  const twice = all.find(({ id }, i) => all.findIndex((other) => other.id === id) !== i)
  const stray = rig.exemptions.find(({ id }) => !all.some((one) => one.id === id))
  const unknown = rig.faults.find(({ gives }) => !gives.every((word) => Object.hasOwn(capability.failures, word)))
  if (unknown !== undefined)
    throw new TypeError(
      `The fault ${unknown.name} gives ${unknown.gives.join(', ')}: not all are failures of ${capability.name}.`,
    )
  if (twice !== undefined)
    throw new TypeError(`The specification of ${capability.name} has two cases ${twice.id}. Rename its own.`)
  if (stray !== undefined) throw new TypeError(`The rig exempts ${stray.id}, and there is no such case.`)
  return all
    .filter(({ law }) => effort !== 'plain' || laws[law]?.hostile !== true)
    .map((one) => {
      const not = unpromised(capability, one, grants)
      const judge = (): Promise<Judged> =>
        not === undefined ? judged(one, rig, policy, effort) : Promise.resolve({ kind: 'not_promised', says: not })
      const { id, law, says } = one
      return { id, law, says, promised: not === undefined, judge, run: () => orThrow(laws, judge) }
    })
}

const judged = async <C extends Capability>(
  one: Case<C>,
  rig: Rig<C>,
  policy: Policy,
  effort: Trial['effort'],
): Promise<Judged> => {
  const exemption = rig.exemptions.find(({ id }) => id === one.id)
  if (exemption !== undefined) return { kind: 'exempt', says: exemption.reason }
  try {
    await CaseRunner.run(rig, policy, effort === 'plain' ? 'short' : effort, (context) => one.run(context))
    return { kind: 'kept' }
  } catch (thrown) {
    return verdictOn(one.law, thrown)
  }
}

const orThrow = async (laws: Laws, judge: () => Promise<Judged>): Promise<void> => {
  const verdict = await judge()
  if (verdict.kind !== 'broken') return
  throw new BrokenLaw(`${laws[verdict.law]?.says ?? verdict.law} Not so: ${verdict.says}`, verdict.law)
}
