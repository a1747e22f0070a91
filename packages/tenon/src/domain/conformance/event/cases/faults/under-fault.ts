import { gives, holds, same, text, Unproved } from '../../../expect.ts'
import { type EventCase, eventCases, holdsAs, type StatedEventCase } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import type { Fault } from '../../../fault.ts'
import { follow, untilCaughtUp } from '../../given/collect.ts'
import { ids, logOf, statesPlace, streamOf } from '../../given/events.ts'
import { underFault, NEVER, type EventFaultRun, recover, timesStored, type Tried } from '../../under-fault.ts'

/** The cases for a binding that can suffer a fault. */
export const under = (fault: Fault): readonly EventCase[] => [
  ...eventCases('effect_honesty', [
    on(fault, {
      says: 'Appends that failed with effect none are absent, the others are where their outcomes say, and nothing is stored in part or twice.',
      run: async (context, run) => {
        await honest(context, run)
        if (context.grants.durability !== 'none') await context.reopen()
        // Appends that are still on their way arrive before an append that is made now returns.
        await recover(context)
        await honest(context, run)
      },
    }),
  ]),
  ...eventCases('total', [
    on(fault, {
      says: `Every call returns in time, with an outcome as declared, and calls fail with ${fault.gives.join(' or ')}.`,
      // Every outcome is checked against the declaration as it is returned.
      run: async (_bench, { failures, tried }) => {
        const words: readonly string[] = fault.gives
        const other = failures.find((word) => !words.includes(word))
        holdsAs(other === undefined, `a call under ${fault.name} failed with ${other}`, 'reachability')
        // If the store tries again by itself, a fault that passes may not show in any outcome.
        const bit = failures.length > 0 || tried.some(({ outcome }) => outcome.kind === 'appended' && outcome.repeated)
        holdsAs(bit, `no call failed under ${fault.name}`, 'reachability')
      },
    }),
  ]),
  ...eventCases('works_after', [
    on(fault, {
      says: 'The store appends, reads, lists and subscribes again, and all of these agree.',
      run: async (context, { before }) => {
        await recover(context)
        const log = ids(await logOf(context.store))
        for (const { stream, ids: wanted } of before) {
          same(
            ids(await streamOf(context.store, stream)).slice(0, wanted.length),
            wanted,
            `stream ${stream}, from before`,
          )
          holds(
            wanted.every((id) => log.includes(id)),
            `the log lacks events of stream ${stream}, from before`,
          )
        }
        gives(await context.store.streams({ prefix: '', after: null, limit: 10 }), 'page', 'a listing')
        const items = follow(context, 'start')
        const given = ids((await untilCaughtUp(context, items)).events)
        await items.return?.()
        same(given.slice(0, log.length), log, 'what a subscription gives, beside the log')
      },
    }),
  ]),
  ...eventCases(
    'no_false_conflict',
    fault.effects.includes('unknown') && fault.strikes === 'calls' ? [resend(fault)] : [],
  ),
]

/** What a law claims about a run under a fault. */
interface Claimed {
  readonly says: string
  readonly run: (context: EventContext, run: EventFaultRun) => Promise<void>
}

const on = (fault: Fault, { says, run }: Claimed): StatedEventCase => ({
  name: `under_${fault.name}`,
  says: `${fault.says} ${says}`,
  run: async (context) => run(context, await underFault(context, fault)),
})

/** Claims that every append did what its outcome says. */
const honest = async ({ store }: EventContext, { tried, before }: EventFaultRun): Promise<void> => {
  for (const one of tried) await honestOne(store, one)
  for (const { stream, ids: wanted } of before) {
    same(ids(await streamOf(store, stream)).slice(0, wanted.length), wanted, `stream ${stream}, from before`)
  }
}

const honestOne = async (store: EventContext['store'], { append, outcome }: Tried): Promise<void> => {
  const times = await timesStored(store, append)
  const what = `the append to ${append.stream} that returned ${text(outcome)}`
  if (outcome.kind === 'appended') {
    same(times, 1, `how often ${what} is stored`)
    const standing = ids(await streamOf(store, append.stream))
    const first = outcome.revision - append.events.length + 1
    same(standing.slice(first, outcome.revision + 1), ids(append.events), `where ${what} is stored`)
  } else if (outcome.kind === 'failed' && outcome.effect === 'unknown') {
    holds(times <= 1, `${what} is stored ${times} times`)
  } else {
    // No other append touches its stream.
    const due = outcome.kind !== 'conflict' || append.stream === NEVER
    holdsAs(due, `${what} has a stream of its own, and is stored ${times} times`, 'no_false_conflict')
    holdsAs(times === 0, `${what} is stored`, 'effect_honesty')
  }
}

const resend = (fault: Fault): StatedEventCase => ({
  name: `under_${fault.name}`,
  says: `${fault.says} The same append then returns repeated if it was stored before, and is stored if not.`,
  run: async (context) => {
    const { tried } = await underFault(context, fault)
    const unknown = tried.filter(({ outcome }) => outcome.kind === 'failed' && outcome.effect === 'unknown')
    // If the store tries again by itself, a lost reply shows as a repeated append.
    const repeats = tried.some(({ outcome }) => outcome.kind === 'appended' && outcome.repeated)
    if (unknown.length === 0 && !repeats) throw new Unproved(`no append under ${fault.name} had an unknown outcome`)
    let resent = 0
    for (const { append } of unknown) {
      // If ids are not recognised everywhere, a second try of an append that states no place is another append.
      if (!statesPlace(append) && context.grants.dedupe !== 'forever') continue
      const landed = (await timesStored(context.store, append)) === 1
      const again = await context.store.append(append)
      if (append.stream === NEVER && again.kind === 'conflict') continue
      resent += 1
      const { repeated } = gives(
        again,
        'appended',
        `the same append to ${append.stream} again, which was ${landed ? '' : 'not '}stored before`,
      )
      holds(repeated || !landed, `an append to ${append.stream} that was stored did not return repeated`)
      same(
        await timesStored(context.store, append),
        1,
        `how often the append to ${append.stream} is stored after it was made again`,
      )
    }
    if (resent === 0 && !repeats) throw new Unproved(`no append under ${fault.name} could be made again`)
  },
})
