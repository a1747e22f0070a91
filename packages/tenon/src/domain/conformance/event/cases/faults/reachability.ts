import type { EventStoreFailure } from '../../../../event/store.ts'
import { gives, same, Unproved } from '../../../expect.ts'
import { type EventCase, eventCases, type StatedEventCase } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import type { Fault } from '../../../fault.ts'
import { event, eventWith, mostBytes } from '../../given/events.ts'
import { underFault } from '../../under-fault.ts'

/** The cases for a binding that can give these failures: each failure can be provoked, and means what it says. */
export const reachability = (faults: readonly Fault[], failures: readonly string[]): readonly EventCase[] =>
  eventCases(
    'reachability',
    failures.flatMap((word) => own[word] ?? [foreign(word, faults)]),
  )

/** The case for a failure that only the technology gives: some fault must cause it. */
const foreign = (word: string, faults: readonly Fault[]): StatedEventCase => ({
  name: word,
  says: `A call fails with ${word} when it should.`,
  run: async (context) => {
    const makers = faults.filter(({ gives: words }) => words.some((other) => other === word))
    let says = 'no fault of the rig brings it about'
    for (const fault of makers) {
      try {
        const { failures } = await underFault(context, fault)
        if (failures.includes(word)) return
      } catch (error) {
        if (!(error instanceof Unproved)) throw error
        says = error.message
      }
    }
    throw new Unproved(says)
  },
})

const failing = async (
  context: EventContext,
  word: EventStoreFailure,
  outcome: Awaited<ReturnType<EventContext['store']['append']>>,
): Promise<void> => {
  same(gives(outcome, 'failed', 'an append').failure, word, 'the failure of an append')
  gives(await context.store.append(one(context)), 'appended', `an append after ${word}`)
}

const one = (context: EventContext) => ({ stream: 'a-1', expectedRevision: 'any' as const, events: [event(context)] })

/**
 * The failures that the library itself gives, each provoked in the same way on every binding. Only `unclassified` must
 * never be given.
 */
const own: { readonly [word: string]: readonly StatedEventCase[] } = {
  invalid: [
    {
      name: 'invalid',
      says: 'An append without events is invalid.',
      run: async (context) => failing(context, 'invalid', await context.store.append({ ...one(context), events: [] })),
    },
  ],
  too_large: [
    {
      name: 'too_large',
      says: 'An event above the granted size is too large.',
      run: async (context) => {
        const events = [eventWith(context, 'x'.repeat(mostBytes(context)), 'Happened')]
        await failing(context, 'too_large', await context.store.append({ ...one(context), events }))
      },
    },
  ],
  unsupported: [
    {
      name: 'unsupported',
      says: 'An append of two events is unsupported if only single events are stored whole.',
      lacks: { atomicity: 'stream' },
      run: async (context) => {
        const events = [event(context), event(context)]
        await failing(context, 'unsupported', await context.store.append({ ...one(context), events }))
      },
    },
  ],
  timeout: [
    {
      name: 'timeout',
      says: 'An append that cannot return within its deadline times out.',
      run: async (context) => {
        let deadlineMs = 1
        await context.until('an append times out', async () => {
          // Begun right after a reply, it comes before the timers of this turn and not after them.
          await context.store.streams({ prefix: '', after: null, limit: 1 })
          const waiting = context.store.append(one(context), { signal: null, deadlineMs })
          // No reply can arrive during this loop, and then the deadline has passed.
          for (const end = context.now() + 20; context.now() < end;);
          const outcome = await waiting
          if (outcome.kind !== 'failed') {
            // The reply was as quick as the deadline. No reply is quicker than a deadline of 0.
            deadlineMs = 0
            return false
          }
          await failing(context, 'timeout', outcome)
          return true
        })
      },
    },
  ],
  cancelled: [
    {
      name: 'cancelled',
      says: 'An append whose signal has fired is cancelled.',
      run: async (context) =>
        failing(
          context,
          'cancelled',
          await context.store.append(one(context), { signal: AbortSignal.abort(), deadlineMs: null }),
        ),
    },
  ],
  closed: [
    {
      name: 'closed',
      says: 'An append after close fails with closed.',
      run: async (context) => {
        const { store } = context
        await context.close()
        const outcome = await store.append(one(context))
        same(
          gives(outcome, 'failed', 'an append after close').failure,
          'closed',
          'the failure of an append after close',
        )
        await context.reopen()
        gives(await context.store.append(one(context)), 'appended', 'an append after the store was opened again')
      },
    },
  ],
  unclassified: [],
}
