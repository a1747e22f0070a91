import type { Capability } from '../../capability/capability.ts'
import type { Case } from '../case.ts'
import { same, Unproved } from '../expect.ts'
import type { Fault } from '../fault.ts'
import {
  type AnyContext,
  type AnySpecification,
  as,
  ask,
  derived,
  failureOf,
  PLAIN,
  rungs,
  type StatedDerivedCase,
} from './calls.ts'
import { works, Writes } from './writes.ts'
import { intentLimits } from './larger.ts'
import { asked, isTooLarge, isUnsupported } from './refusal.ts'
import { underFault } from './under-fault.ts'

/** The derived cases of the law `reachability` for a binding that can give these failures. */
export const reachability = (
  specification: AnySpecification,
  faults: readonly Fault[],
  failures: readonly string[],
): readonly Case<Capability>[] =>
  derived(
    'reachability',
    failures.flatMap((word) => own(specification, faults)[word] ?? [foreign(specification, word, faults)]),
  )

/** The case for a failure that only the technology gives: some fault must cause it. */
const foreign = (specification: AnySpecification, word: string, faults: readonly Fault[]): StatedDerivedCase => ({
  name: word,
  says: `A call fails with ${word} when it should.`,
  run: async (context) => {
    const writes = new Writes(specification, 0)
    let says = 'no fault of the rig brings it about'
    for (const fault of faults.filter(({ gives: words }) => words.includes(word))) {
      try {
        const { failures } = await underFault(specification, context, fault, writes)
        if (failures.includes(word)) return
      } catch (error) {
        if (!(error instanceof Unproved)) throw error
        says = error.message
      }
    }
    throw new Unproved(says)
  },
})

/**
 * The failures that can be provoked in the same way on every binding. Only `unclassified` must never be given.
 */
const own = (
  specification: AnySpecification,
  faults: readonly Fault[],
): { readonly [word: string]: readonly StatedDerivedCase[] } => ({
  invalid: [
    {
      name: 'invalid',
      says: 'A write of null instead of fields is invalid.',
      run: async (context) => {
        for (const { operation } of specification.subjects)
          same(
            // A write may need no field, so an empty object may fit.
            failureOf(await ask(specification, context.store, operation, null, PLAIN)),
            'invalid',
            `${operation} of null`,
          )
        await works(specification, context, new Writes(specification, 0))
      },
    },
  ],
  too_large: intentLimits(specification)
    .slice(0, 1)
    .map(() => ({
      name: 'too_large',
      says: 'A call above a limit is too large.',
      run: (context) => as('refusal', () => exceeds(specification, context)),
    })),
  unsupported: asked(specification).map(({ name, operation, rule }, i) => ({
    name: i === 0 ? 'unsupported' : `unsupported_${name}`,
    says: `A call of ${operation} that asks for ${rule.guarantee} ${rule.rung} is unsupported where less is granted.`,
    lacks: rungs({ [rule.guarantee]: rule.rung }),
    run: (context) => as('refusal', () => isUnsupported(specification, context, operation, rule)),
  })),
  timeout: [
    {
      name: 'timeout',
      says: 'A write that cannot return within its deadline times out.',
      run: (context) => timesOut(specification, context),
    },
  ],
  cancelled: [
    {
      name: 'cancelled',
      says: 'A write whose signal has fired is cancelled.',
      run: async (context) => {
        const writes = new Writes(specification, 0)
        for (const subject of specification.subjects) {
          const call = { signal: AbortSignal.abort(), deadlineMs: null }
          const { outcome } = await writes.try(context, subject, call)
          same(failureOf(outcome), 'cancelled', `${subject.operation} that was cancelled before`)
        }
        await works(specification, context, writes)
      },
    },
  ],
  not_found: [
    {
      name: 'not_found',
      says: 'A store that does not exist is not found.',
      run: async (context) => {
        const opened = await (await context.unused())().openExisting()
        // A store that keeps nothing is there as soon as it is looked for.
        if (failureOf(opened) !== 'not_found') await foreign(specification, 'not_found', faults).run(context)
      },
    },
  ],
  closed: [
    {
      name: 'closed',
      says: 'A write after close fails with closed.',
      run: async (context) => {
        const { store, id, now, place } = context
        const writes = new Writes(specification, 0)
        const ready = await writes.ready(context, 1)
        await context.close()
        for (const one of ready) {
          const { outcome } = await writes.again({ store, id, now, place }, one, PLAIN)
          same(failureOf(outcome), 'closed', `${one.subject.operation} after close`)
        }
        await context.reopen()
        await works(specification, context, writes)
      },
    },
  ],
  unclassified: [],
})

/** Claims that a call above a limit is refused, above the first that a sample can be made to exceed. */
const exceeds = async (specification: AnySpecification, context: AnyContext): Promise<void> => {
  let says = ''
  for (const [limit] of intentLimits(specification)) {
    try {
      return await isTooLarge(specification, context, limit)
    } catch (error) {
      if (!(error instanceof Unproved)) throw error
      says = error.message
    }
  }
  throw new Unproved(says)
}

/** Claims that a write times out if nothing can reply within its deadline. */
const timesOut = async (specification: AnySpecification, context: AnyContext): Promise<void> => {
  const writes = new Writes(specification, 0)
  for (const subject of specification.subjects) {
    let deadlineMs = 1
    await context.until(`${subject.operation} times out`, async () => {
      const fields = await writes.fields(context, subject)
      // Begun in a turn of its own, it comes before the timers of that turn.
      const waiting = writes.again(context, { subject, fields }, { signal: null, deadlineMs })
      // No reply can arrive during this loop, and then the deadline has passed.
      for (const end = context.now() + 20; context.now() < end;);
      const tried = await waiting
      // No reply is quicker than a deadline of 0.
      if (tried.outcome.kind !== 'failed') deadlineMs = 0
      else same(failureOf(tried.outcome), 'timeout', 'the failure of a write whose deadline has passed')
      return tried.outcome.kind === 'failed'
    })
  }
  await works(specification, context, writes)
}
