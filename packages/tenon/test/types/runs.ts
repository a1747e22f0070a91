import type { FailedOf, Intent, Outcome, Runs, RunsCapability, RunsFailed, RunsIntent, RunsOutcome, Store } from 'tenon'

/**
 * Whether two types are identical, including `readonly` and optional marks. Mutual assignability does not compare
 * those.
 */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

type Derived = Store<RunsCapability>
type Operation = keyof RunsCapability['operations']

/** The interface written by hand and the type derived from the declaration are assignable to each other. */
export const toDerived = (store: Runs): Derived => store
export const fromDerived = (store: Derived): Runs => store

/** They are identical, method by method. */
export const same: { readonly [Method in keyof Runs | keyof Derived]: Same<Runs[Method], Derived[Method]> } = {
  list: true,
  show: true,
  pause: true,
  resume: true,
  drop: true,
}
export const sameFailure: Same<
  Pick<RunsFailed, keyof RunsFailed>,
  Pick<FailedOf<RunsCapability>, keyof FailedOf<RunsCapability>>
> = true

/** The intents and outcomes written by hand are what the declaration gives an executor, and back. */
export const toIntent = (intent: RunsIntent): Intent<RunsCapability, Operation> => intent
export const fromIntent = (intent: Intent<RunsCapability, Operation>): RunsIntent => intent
export const toOutcome = (outcome: RunsOutcome): Outcome<RunsCapability, Operation> => outcome
export const fromOutcome = (outcome: Outcome<RunsCapability, Operation>): RunsOutcome => outcome
