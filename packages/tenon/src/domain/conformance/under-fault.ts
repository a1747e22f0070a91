import type { Capability } from '../capability/capability.ts'
import type { CallOptions, Store } from '../capability/outcome.ts'
import { flawOfFailure } from './checked-store.ts'
import type { CaseContext } from './context.ts'
import { BrokenLaw, gives, text } from './expect.ts'
import type { Fault } from './fault.ts'

/** What was done with a store while a fault struck it. */
export interface FaultRun {
  /** The writes that were made under the fault, with their outcomes. */
  readonly tried: readonly unknown[]
  /** Every failure that was given, by writes and by reads. */
  readonly failures: readonly string[]
  /** What was stored before the fault, and must still be there after it. */
  readonly before: unknown
}

/** How a capability uses a store, so that the effects of a fault can be seen. */
export interface Workload<C extends Capability, Run extends FaultRun> {
  readonly capability: C
  /** Stores something before the fault. */
  readonly seed: (context: CaseContext<C>) => Promise<Run['before']>
  /** Uses the store under the fault, and passes `call` with each call. */
  readonly use: (context: CaseContext<C>, call: CallOptions) => Promise<Pick<Run, 'tried' | 'failures'>>
  /** Resolves when a store that was opened after the fault holds what `seed` stored. */
  readonly found: (context: CaseContext<C>, store: Store<C>, before: Run['before'], fault: Fault) => Promise<void>
  /** Resolves when the store of the context works again. */
  readonly recover: (context: CaseContext<C>) => Promise<void>
}

/**
 * Brings a fault about while a store is used or opened, and heals it. The store of the context works again afterwards.
 */
export const runUnderFault = <C extends Capability, Run extends FaultRun>(
  context: CaseContext<C>,
  fault: Fault,
  workload: Workload<C, Run>,
): Promise<Pick<Run, keyof FaultRun>> =>
  fault.strikes === 'open' ? openUnderFault(context, fault, workload) : callUnderFault(context, fault, workload)

/** The time limit of calls under a fault. It is short if the usual failure of the fault is that time is over. */
const callUnder = ({ gives: [first] }: Fault): CallOptions => ({
  signal: null,
  deadlineMs: first === 'timeout' ? 300 : 10_000,
})

const callUnderFault = async <C extends Capability, Run extends FaultRun>(
  context: CaseContext<C>,
  fault: Fault,
  workload: Workload<C, Run>,
): Promise<Pick<Run, keyof FaultRun>> => {
  const prepared = await context.lab.prepare(fault)
  const before = await workload.seed(context)
  await prepared.strike()
  const { tried, failures } = await workload.use(context, callUnder(fault))
  await prepared.heal()
  if (fault.recovery === 'opened_again') await context.reopen()
  await workload.recover(context)
  return { tried, failures, before }
}

const openUnderFault = async <C extends Capability, Run extends FaultRun>(
  context: CaseContext<C>,
  fault: Fault,
  workload: Workload<C, Run>,
): Promise<Pick<Run, keyof FaultRun>> => {
  const prepared = await context.lab.prepare(fault)
  const before = await workload.seed(context)
  await context.close()
  const other = context.another()
  await prepared.strike()
  const refused = gives(await other.open(), 'failed', `opening under ${fault.name}`)
  const flaw = flawOfFailure(workload.capability, 'open', 'read', refused, context.failures)
  if (flaw !== undefined)
    throw new BrokenLaw(`open gave what is not as declared: ${flaw}. It was ${text(refused)}.`, 'total')
  await prepared.heal()
  const { store } = gives(await other.open(), 'opened', `the same binding, opened again after ${fault.name}`)
  await workload.found(context, store, before, fault)
  await other.close()
  await context.reopen()
  await workload.recover(context)
  return { tried: [], failures: [refused.failure], before }
}
