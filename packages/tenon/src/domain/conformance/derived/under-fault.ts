import type { CallOptions } from '../../capability/outcome.ts'
import { isRepeatSafe } from '../../capability/retry.ts'
import { check } from '../../capability/schema.ts'
import type { Case } from '../case.ts'
import type { Capability } from '../../capability/capability.ts'
import { Broken, BrokenLaw, holds, Unproved } from '../expect.ts'
import type { Fault } from '../fault.ts'
import { type FaultRun, runUnderFault } from '../under-fault.ts'
import { type AnyContext, type AnySpecification, as, ask, derived, failureOf, PLAIN, operationOf } from './calls.ts'
import { admitted } from './samples.ts'
import { happenedOnce, isDone, type Ready, type Tried, whatOf, works, Writes } from './writes.ts'

/** What was done with a store of any capability while a fault struck it. */
interface DerivedRun extends FaultRun {
  readonly tried: readonly Tried[]
  readonly before: readonly Tried[]
}

/** The writes of each subject that are made at the same time under a fault. */
const AT_ONCE = 4

/** The writes that are made under a fault. */
interface ReadyWrites {
  readonly atOnce: readonly Ready[]
  /** They are made one after the other, when the others have returned. */
  readonly alone: readonly Ready[]
}

/** Uses a store under a fault, and heals it. The store of the context works again afterwards. */
export const underFault = (
  specification: AnySpecification,
  context: AnyContext,
  fault: Fault,
  writes: Writes,
): Promise<DerivedRun> => {
  let ready: ReadyWrites = { atOnce: [], alone: [] }
  return runUnderFault<Capability, DerivedRun>(context, fault, {
    capability: specification.capability,
    seed: async () => {
      const before = [...(await writes.all(context)), ...(await writes.all(context))]
      // Nothing can be made ready once the fault has struck.
      ready = { atOnce: await writes.ready(context, AT_ONCE), alone: await writes.ready(context, 1) }
      return before
    },
    use: (_context, call) => use(specification, context, call, writes, ready),
    found: (_context, store, before) => happenedOnce(store, before, `after ${fault.name}`, 'works_after'),
    recover: () => recover(specification, context, writes),
  })
}

/** Writes and reads at the same time, and then makes one more write of each subject, alone. */
const use = async (
  specification: AnySpecification,
  context: AnyContext,
  call: CallOptions,
  writes: Writes,
  { atOnce, alone }: ReadyWrites,
): Promise<Pick<DerivedRun, 'tried' | 'failures'>> => {
  const reads = admitted(specification, context)
    .filter(([operation]) => operationOf(specification, operation).touches === 'read')
    .flatMap(([operation, fits]) => fits.map((fields) => ask(specification, context.store, operation, fields, call)))
  const [tried, answers] = await Promise.all([
    Promise.all(atOnce.map((one) => writes.again(context, one, call))),
    Promise.all(reads),
  ])
  for (const one of alone) tried.push(await writes.again(context, one, call))
  return {
    tried,
    failures: [...tried.map(({ outcome }) => outcome), ...answers].flatMap((answer) => failureOf(answer) ?? []),
  }
}

/** Resolves when the store does a write of every subject again. Failures until then must pass by themselves. */
const recover = (specification: AnySpecification, context: AnyContext, writes: Writes): Promise<void> =>
  as('works_after', async () => {
    for (const subject of specification.subjects)
      await context.until(`the store does ${subject.operation} again`, async () => {
        const tried = await writes.try(context, subject, PLAIN)
        if (isDone(tried)) return true
        const word = failureOf(tried.outcome)
        if (word !== undefined && specification.capability.failures[word]?.passes === true) return false
        throw new Broken(`after everything had healed, ${whatOf(tried)}`)
      })
  })

/** The derived cases for a binding that can suffer a fault. */
export const under = (specification: AnySpecification, fault: Fault): readonly Case<Capability>[] => {
  const on = (
    says: string,
    claim: (context: AnyContext, run: DerivedRun, writes: Writes, begun: number) => Promise<void>,
  ) => [
    {
      name: `under_${fault.name}`,
      says: `${fault.says} ${says}`,
      run: async (context: AnyContext) => {
        const writes = new Writes(specification, 0)
        const begun = context.now()
        await claim(context, await underFault(specification, context, fault, writes), writes, begun)
      },
    },
  ]
  return [
    ...derived(
      'effect_honesty',
      on(
        'Writes that failed with effect none have not happened, those that were done have happened once, and none has happened twice.',
        async (context, { tried, before }, writes) => {
          await honest(context, tried)
          if (keeps(specification, context)) await context.reopen()
          // Writes that are still on their way arrive before a write that is made now returns.
          await recover(specification, context, writes)
          await honest(context, tried)
          await happenedOnce(context.store, before, `after ${fault.name}`, 'works_after')
        },
      ),
    ),
    ...derived(
      'total',
      on(
        `Every call returns in time, with an outcome as declared, and calls fail with ${fault.gives.join(' or ')}.`,
        // Every outcome is checked against the declaration as it is returned.
        async (context, { failures, tried }) => {
          const other = failures.find((word) => !fault.gives.includes(word))
          if (other !== undefined)
            throw new BrokenLaw(`a call under ${fault.name} failed with ${other}`, 'reachability')
          // If the store tries again by itself, a fault that passes may not show in any outcome.
          const bit = failures.length > 0 || tried.some(({ fields }) => context.attempts(fields) > 1)
          if (!bit) throw new BrokenLaw(`no call failed under ${fault.name}`, 'reachability')
        },
      ),
    ),
    ...derived(
      'works_after',
      on('The store works again, and what was written before is there.', async (context, { before }, writes) => {
        await works(specification, context, writes)
        await happenedOnce(context.store, before, `after ${fault.name}`, null)
      }),
    ),
    ...derived(
      'no_lost_own_write',
      fault.effects.includes('unknown') && fault.strikes === 'calls'
        ? on(
            'The same write again is then done, and happens once if it is safe to repeat.',
            async (context, { tried }, writes, begun) => {
              const again = await resend(context, tried, writes, fault)
              for (const one of again)
                if (isSafe(specification, context, one, context.now() - begun)) await atMostOnce(context, one)
            },
          )
        : [],
    ),
  ]
}

/** Returns whether the writes that a binding acknowledged outlive its store. */
const keeps = ({ capability }: AnySpecification, { grants }: AnyContext): boolean =>
  capability.guarantees['durability']?.includes('none') === true && grants['durability'] !== 'none'

/** Claims that every write did what its outcome says. */
export const honest = async ({ store }: AnyContext, tried: readonly Tried[]): Promise<void> => {
  let seen = 0
  for (const one of tried) {
    const times = await one.subject.happened(store, one.fields)
    const { kind, effect } = Object(one.outcome)
    if (times === 'cannot_tell') continue
    seen += 1
    const says = `it has happened ${times} times: ${whatOf(one)}`
    if (isDone(one)) holdsFor(times === 1, says, 'effect_honesty')
    else if (kind === 'failed' && effect === 'unknown') holdsFor(times !== 'many', says, 'effect_honesty')
    else {
      holdsFor(times === 0, says, 'effect_honesty')
      holdsFor(kind === 'failed', `a write that nothing else hinders was refused: ${whatOf(one)}`, 'no_lost_own_write')
    }
  }
  if (seen === 0 && tried.length > 0)
    throw new Unproved('of none of the writes could it be seen whether it has happened')
}

const holdsFor = (condition: boolean, says: string, law: string): void => {
  if (!condition) throw new BrokenLaw(says, law)
}

/** Makes the writes of unknown outcome again, and returns them. */
const resend = async (
  context: AnyContext,
  tried: readonly Tried[],
  writes: Writes,
  fault: Fault,
): Promise<readonly Tried[]> => {
  const unknown = tried.filter(({ outcome }) => Object(outcome).effect === 'unknown')
  // If the store tries again by itself, a lost reply shows as a write of several attempts that was done.
  const repeated = tried.filter((one) => isDone(one) && context.attempts(one.fields) > 1)
  if (unknown.length + repeated.length === 0) throw new Unproved(`no write under ${fault.name} had an unknown outcome`)
  for (const one of repeated) await atMostOnce(context, one)
  for (const one of unknown) {
    const again = await writes.again(context, one, PLAIN)
    holds(isDone(again), `the same write again, after an unknown outcome: ${whatOf(again)}`)
  }
  return unknown
}

const atMostOnce = async ({ store }: AnyContext, one: Tried): Promise<void> => {
  const times = await one.subject.happened(store, one.fields)
  holds(times !== 'many', `it has happened several times, and is safe to repeat: ${whatOf(one)}`)
  holds(times !== 0, `it was made again and has not happened: ${whatOf(one)}`)
}

/** Returns whether a write is safe to repeat by the declaration and the grants, as long after the first try. */
const isSafe = (
  specification: AnySpecification,
  { grants, limits }: AnyContext,
  { subject, fields }: Tried,
  afterMs: number,
): boolean => {
  const operation = operationOf(specification, subject.operation)
  const stated = check(operation.intent, fields)
  const intent = stated.fits ? { ...Object(stated.value), kind: subject.operation } : undefined
  return isRepeatSafe(specification.capability, operation, intent, { grants, limits }, afterMs)
}
