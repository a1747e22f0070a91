import { gives, holds, same, text, Unproved } from '../../../expect.ts'
import { type EventCase, eventCases, holdsAs, type StatedEventCase } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import type { Fault } from '../../../fault.ts'
import { follow, untilCaughtUp } from '../../given/collect.ts'
import { ids, logOf, statesPlace, streamOf } from '../../given/events.ts'
import { underFault, NEVER, type EventFaultRun, recover, timesStored, type Tried } from '../../under-fault.ts'

/** The cases that hold for a binding that can suffer a fault. */
export const under = (fault: Fault): readonly EventCase[] => [
  ...eventCases('effect_honesty', [
    on(fault, {
      says: 'What failed with effect none is absent, what was appended stands where it was said, and nothing is torn or doubled.',
      run: async (context, run) => {
        await honest(context, run)
        if (context.grants.durability !== 'none') await context.reopen()
        // What is on its way somewhere arrives before what is appended now is answered.
        await recover(context)
        await honest(context, run)
      },
    }),
  ]),
  ...eventCases('total', [
    on(fault, {
      says: `Every call is answered in time, with an outcome as it is declared, and what fails is told as ${fault.gives.join(' or ')}.`,
      // That each answer is as declared is seen wherever one is given.
      run: async (_bench, { failures, tried }) => {
        const words: readonly string[] = fault.gives
        const other = failures.find((word) => !words.includes(word))
        holdsAs(other === undefined, `${fault.name} was told as ${other}`, 'reachability')
        // Where the store tries again by itself, a fault that passes may be seen by nobody.
        const bit = failures.length > 0 || tried.some(({ outcome }) => outcome.kind === 'appended' && outcome.repeated)
        holdsAs(bit, `no call failed under ${fault.name}`, 'reachability')
      },
    }),
  ]),
  ...eventCases('works_after', [
    on(fault, {
      says: 'The store appends, reads, lists and follows again, and all of them tell of the same.',
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

/** What a law claims of an run. */
interface Claimed {
  readonly says: string
  readonly run: (context: EventContext, run: EventFaultRun) => Promise<void>
}

const on = (fault: Fault, { says, run }: Claimed): StatedEventCase => ({
  name: `under_${fault.name}`,
  says: `${fault.says} ${says}`,
  run: async (context) => run(context, await underFault(context, fault)),
})

/** Claims of every append that came of it what was said. */
const honest = async ({ store }: EventContext, { tried, before }: EventFaultRun): Promise<void> => {
  for (const one of tried) await honestOne(store, one)
  for (const { stream, ids: wanted } of before) {
    same(ids(await streamOf(store, stream)).slice(0, wanted.length), wanted, `stream ${stream}, from before`)
  }
}

const honestOne = async (store: EventContext['store'], { append, outcome }: Tried): Promise<void> => {
  const times = await timesStored(store, append)
  const what = `the append to ${append.stream} that was answered ${text(outcome)}`
  if (outcome.kind === 'appended') {
    same(times, 1, `how often ${what} is stored`)
    const standing = ids(await streamOf(store, append.stream))
    const first = outcome.revision - append.events.length + 1
    same(standing.slice(first, outcome.revision + 1), ids(append.events), `where ${what} stands`)
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
  says: `${fault.says} The same append is then answered repeated if it had landed, and stored if it had not.`,
  run: async (context) => {
    const { tried } = await underFault(context, fault)
    const unknown = tried.filter(({ outcome }) => outcome.kind === 'failed' && outcome.effect === 'unknown')
    // Where the store tries again by itself, a lost answer is seen as a repeated append.
    const repeats = tried.some(({ outcome }) => outcome.kind === 'appended' && outcome.repeated)
    if (unknown.length === 0 && !repeats) throw new Unproved(`no append under ${fault.name} had an unknown outcome`)
    let resent = 0
    for (const { append } of unknown) {
      // A second try of one that states no place is another append, where ids are not recognised everywhere.
      if (!statesPlace(append) && context.grants.dedupe !== 'forever') continue
      const landed = (await timesStored(context.store, append)) === 1
      const again = await context.store.append(append)
      if (append.stream === NEVER && again.kind === 'conflict') continue
      resent += 1
      const { repeated } = gives(
        again,
        'appended',
        `the same append to ${append.stream} again, which had ${landed ? '' : 'not '}landed`,
      )
      holds(repeated || !landed, `an append to ${append.stream} that had landed was not answered repeated`)
      same(
        await timesStored(context.store, append),
        1,
        `how often the append to ${append.stream} is stored after it was made again`,
      )
    }
    if (resent === 0 && !repeats) throw new Unproved(`no append under ${fault.name} could be made again`)
  },
})
