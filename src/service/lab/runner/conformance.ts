import { type Case, type Judged, unpromised, verdictOn } from '../../../domain/conformance/case.ts'
import { casesFor } from '../../../domain/conformance/event/cases.ts'
import { BrokenLaw } from '../../../domain/conformance/expect.ts'
import { type Law, laws } from '../../../domain/conformance/event/laws.ts'
import type { Policy } from '../../binding/policy.ts'
import type { Rig } from '../rig.ts'
import { usual } from './policies.ts'
import { type Effort, Workbench } from './case-runner.ts'

/** How a rig is to be tried. */
export interface Trial {
  readonly policy: Policy
  /** `plain` leaves out what needs faults, other processes or races; `short` does a little of that, and `full` all. */
  readonly effort: 'plain' | Effort
}

/** One case on one rig. */
export interface Runnable {
  readonly id: string
  readonly law: Law
  readonly says: string
  /** Runs it and gives the verdict. It never rejects. */
  judge(): Promise<Judged>
  /** Runs it as a test: rejects with a sentence when a law is broken. */
  run(): Promise<void>
}

/** The cases of a rig, by what its binding grants: `for (const c of conformance(rig)) test(c.id, () => c.run())`. Nothing is done before one is run. Without a trial, all is done. Throws a `TypeError` when the rig exempts what is no case. */
export const conformance = (rig: Rig, trial?: Trial): readonly Runnable[] =>
  cases(rig, trial ?? { policy: usual, effort: 'full' }).filter(({ promised }) => promised)

/** Every case there is for a rig's binding, those it does not promise too. */
export const cases = (rig: Rig, { policy, effort }: Trial): readonly (Runnable & { readonly promised: boolean })[] => {
  // It is never opened: it is asked for what it says of itself.
  const { grants, failures } = rig.binding({ folder: '/nowhere', name: 'nowhere' }, policy)
  const all = casesFor(rig.faults, failures)
  const stray = rig.exemptions.find(({ id }) => !all.some((one) => one.id === id))
  if (stray !== undefined) throw new TypeError(`The rig exempts ${stray.id}, and there is no such case.`)
  return all
    .filter(({ law }) => effort !== 'plain' || !laws[law].hostile)
    .map((one) => {
      const not = unpromised(one, grants)
      const judge = (): Promise<Judged> =>
        not === undefined ? judged(one, rig, policy, effort) : Promise.resolve({ kind: 'not_promised', says: not })
      const { id, law, says } = one
      return { id, law, says, promised: not === undefined, judge, run: () => orThrow(judge) }
    })
}

const judged = async (one: Case, rig: Rig, policy: Policy, effort: Trial['effort']): Promise<Judged> => {
  const exemption = rig.exemptions.find(({ id }) => id === one.id)
  if (exemption !== undefined) return { kind: 'exempt', says: exemption.reason }
  try {
    await Workbench.use(rig, policy, effort === 'plain' ? 'short' : effort, (bench) => one.run(bench))
    return { kind: 'kept' }
  } catch (thrown) {
    return verdictOn(one.law, thrown)
  }
}

const orThrow = async (judge: () => Promise<Judged>): Promise<void> => {
  const verdict = await judge()
  if (verdict.kind === 'broken') throw new BrokenLaw(`${laws[verdict.law].says} Not so: ${verdict.says}`, verdict.law)
}
