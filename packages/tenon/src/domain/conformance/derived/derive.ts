import type { Capability } from '../../capability/capability.ts'
import type { Case } from '../case.ts'
import type { Fault } from '../fault.ts'
import type { Specification } from '../specification.ts'
import type { AnySpecification } from './calls.ts'
import { closing } from './closing.ts'
import { derivedLaws, derivedLawsOf } from './laws.ts'
import { durability, reach, tasks } from './processes.ts'
import { reachability } from './reachability.ts'
import { refusal } from './refusal.ts'
import { under } from './under-fault.ts'
import { sampleCases } from './samples.ts'
import { effectHonesty, itemCases } from './without-fault.ts'

/**
 * Returns a specification with everything that the kit derives: laws, cases and tasks beside its own. Without subjects
 * nothing is derived but the two laws that the kit judges in every case.
 */
export const withDerived = <C extends Capability>(specification: Specification<C>): Specification<C> => {
  const { total, closing: closes } = derivedLaws
  const { capability, laws, subjects } = specification
  if (subjects.length === 0)
    return { ...specification, laws: { ...laws, total: laws['total'] ?? total, closing: laws['closing'] ?? closes } }
  // Derived cases know the operations of a capability only by their names, so they are the same for every capability.
  const erased = specification as Specification<Capability> as AnySpecification
  return {
    ...specification,
    laws: { ...derivedLawsOf(capability), ...laws },
    cases: (faults, failures) => {
      const own = specification.cases(faults, failures)
      // A capability provokes the failures of its own words itself.
      const others = failures.filter((word) => !own.some(({ id }) => id === `reachability/${word}`))
      return [...own, ...(casesFor(erased, faults, others) as readonly Case<C>[])]
    },
    tasks: [...specification.tasks, ...(tasks(erased) as Specification<C>['tasks'])],
  }
}

const casesFor = (
  specification: AnySpecification,
  faults: readonly Fault[],
  failures: readonly string[],
): readonly Case<Capability>[] => [
  ...sampleCases(specification),
  ...itemCases(specification),
  ...closing(specification),
  ...refusal(specification),
  ...reach(specification),
  ...effectHonesty(specification),
  ...durability(specification),
  ...reachability(specification, faults, failures),
  ...faults.flatMap((fault) => under(specification, fault)),
]
