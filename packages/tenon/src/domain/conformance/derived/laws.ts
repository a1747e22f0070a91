import type { Capability } from '../../capability/capability.ts'
import type { Laws } from '../law.ts'

/** The laws for which the kit derives cases, for any capability: one sentence each. */
export const derivedLaws = Object.freeze({
  states: { says: 'The fields that an intent states give an equal intent.', hostile: false },
  closing: { says: 'Opening and closing always return, free everything, and lose nothing.', hostile: false },
  refusal: {
    says: 'A call that is invalid or beyond the grants is refused before any I/O, and never ignored.',
    hostile: false,
  },
  reach: { says: 'Another process finds the same store.', hostile: true },
  effect_honesty: {
    says: 'A write that failed with effect none is absent, now and after everything has healed.',
    hostile: true,
  },
  no_lost_own_write: {
    says: 'After an unknown outcome, the same write again is done, and never refused because of itself.',
    hostile: true,
  },
  total: { says: 'Nothing throws or hangs, and every outcome is as declared.', hostile: true },
  reachability: { says: 'Every failure that the binding can give was provoked.', hostile: true },
  works_after: { says: 'After a failure the store works again, and holds what it held before.', hostile: true },
  durability: { says: 'What was acknowledged outlives its process.', hostile: true },
} as const)

/** The name of a law for which the kit derives cases. */
export type DerivedLaw = keyof typeof derivedLaws

/** The rung of a shared ladder from which a law holds. A capability without the ladder does not have the law. */
export const promised = Object.freeze({
  durability: { durability: 'process_crash' },
  reach: { reach: 'machine' },
} as const)

/** Returns the derived laws of a capability. */
export const derivedLawsOf = (capability: Capability): Laws =>
  Object.fromEntries(Object.entries(derivedLaws).filter(([law]) => isOf(capability, law)))

/** Returns whether a capability has a derived law. */
export const isOf = ({ guarantees }: Capability, law: string): boolean => {
  const rungs = new Map<string, object>(Object.entries(promised)).get(law) ?? {}
  return Object.entries(rungs).every(
    ([name, rung]) => Object.hasOwn(guarantees, name) && guarantees[name]?.includes(rung) === true,
  )
}
