import type { EventStoreFailure } from '../../../../event/failure.ts'
import type { Bench } from '../../../context.ts'
import { type Case, casesOf, type Stated } from '../../../case.ts'
import { gives, same, Unproved } from '../../../expect.ts'
import type { Fault } from '../../../fault.ts'
import { event, eventWith, mostBytes } from '../../given/events.ts'
import { endure } from '../../under-fault.ts'

/** A case for each failure that a binding can give: that it can be provoked, and means what it says. */
export const reachability = (faults: readonly Fault[], failures: readonly string[]): readonly Case[] =>
  casesOf(
    'reachability',
    failures.flatMap((word) => own[word] ?? [foreign(word, faults)]),
  )

/** A failure that only the technology gives: some fault must bring it about. */
const foreign = (word: string, faults: readonly Fault[]): Stated => ({
  name: word,
  says: `The failure ${word} comes when it should.`,
  needs: {},
  lacks: {},
  run: async (bench) => {
    const makers = faults.filter(({ gives: words }) => words.some((other) => other === word))
    let says = 'no fault of the rig brings it about'
    for (const fault of makers) {
      try {
        const { failures } = await endure(bench, fault)
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
  bench: Bench,
  word: EventStoreFailure,
  outcome: Awaited<ReturnType<Bench['store']['append']>>,
): Promise<void> => {
  same(gives(outcome, 'failed', 'an append').failure, word, 'the failure of an append')
  gives(await bench.store.append(one(bench)), 'appended', `an append after ${word}`)
}

const one = (bench: Bench) => ({ stream: 'a-1', expectedRevision: 'any' as const, events: [event(bench)] })

/** The failures that the library itself gives, each provoked in the same way on every binding. `unclassified` alone is never to be seen. */
const own: { readonly [word: string]: readonly Stated[] } = {
  invalid: [
    {
      name: 'invalid',
      says: 'An append without events is invalid.',
      needs: {},
      lacks: {},
      run: async (bench) => failing(bench, 'invalid', await bench.store.append({ ...one(bench), events: [] })),
    },
  ],
  too_large: [
    {
      name: 'too_large',
      says: 'An event above the granted size is too large.',
      needs: {},
      lacks: {},
      run: async (bench) => {
        const events = [eventWith(bench, 'x'.repeat(mostBytes(bench)), 'Happened')]
        await failing(bench, 'too_large', await bench.store.append({ ...one(bench), events }))
      },
    },
  ],
  unsupported: [
    {
      name: 'unsupported',
      says: 'An append of two events is unsupported where none can be whole.',
      needs: {},
      lacks: { atomicity: 'stream' },
      run: async (bench) => {
        const events = [event(bench), event(bench)]
        await failing(bench, 'unsupported', await bench.store.append({ ...one(bench), events }))
      },
    },
  ],
  timeout: [
    {
      name: 'timeout',
      says: 'An append that cannot be answered within its deadline times out.',
      needs: {},
      lacks: {},
      run: async (bench) => {
        let deadlineMs = 1
        await bench.until('an append times out', async () => {
          // Begun from an answer, it is before the timers' turn and not behind it.
          await bench.store.streams({ prefix: '', after: null, limit: 1 })
          const waiting = bench.store.append(one(bench), { signal: null, deadlineMs })
          // Nothing can be answered while this goes on, and then the deadline is over.
          for (const end = bench.now() + 20; bench.now() < end;);
          const outcome = await waiting
          if (outcome.kind !== 'failed') {
            // An answer was as quick as the end of its time; none is quicker than no time at all.
            deadlineMs = 0
            return false
          }
          await failing(bench, 'timeout', outcome)
          return true
        })
      },
    },
  ],
  cancelled: [
    {
      name: 'cancelled',
      says: 'An append whose signal has fired is cancelled.',
      needs: {},
      lacks: {},
      run: async (bench) =>
        failing(
          bench,
          'cancelled',
          await bench.store.append(one(bench), { signal: AbortSignal.abort(), deadlineMs: null }),
        ),
    },
  ],
  closed: [
    {
      name: 'closed',
      says: 'An append after close is answered closed.',
      needs: {},
      lacks: {},
      run: async (bench) => {
        const { store } = bench
        await bench.close()
        const outcome = await store.append(one(bench))
        same(
          gives(outcome, 'failed', 'an append after close').failure,
          'closed',
          'the failure of an append after close',
        )
        await bench.reopen()
        gives(await bench.store.append(one(bench)), 'appended', 'an append after the store was opened again')
      },
    },
  ],
  unclassified: [],
}
