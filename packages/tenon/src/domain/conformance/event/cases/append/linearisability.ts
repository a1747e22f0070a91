import type { Json } from '../../../../data/json.ts'
import { Broken, equal, gives, holds } from '../../../expect.ts'
import { type EventCase, eventCases, holdsAs } from '../../case.ts'
import type { EventContext, EventTask, EventTaskContext } from '../../context.ts'
import type { Fault } from '../../../fault.ts'
import type { MadeAppend, StoredEvent } from '../../race/history.ts'
import { impossible } from '../../race/linear.ts'
import { ids, streamOf } from '../../given/events.ts'
import { recover } from '../../under-fault.ts'
import { type Race, raceOn, run, said, tracksOf } from '../../race/race.ts'

/** Takes part in a race after `go`, and sends every append that it made with its outcome. */
export const race: EventTask = {
  name: 'race',
  async *run(context: EventTaskContext, input: Json, go: () => Promise<void>): AsyncIterable<Json> {
    yield 'ready'
    await go()
    // The process that started this task has sent a race.
    const made = await run(context, Object(input) as Race)
    yield made.map(said)
  },
}

/** The cases of the law `linearisability`. */
export const linearisability = eventCases('linearisability', [
  {
    name: 'in_one_process',
    says: 'Appends that race through one store have the outcomes of appends that are made one after the other.',
    run: async (context: EventContext) => {
      for (let round = 0; round < context.rounds(1, 20); round += 1) {
        const size = {
          name: `round-${round}`,
          streams: 3 + (round % 3),
          lanes: 8 + 8 * (round % 3),
          turns: 80,
          patienceMs: null,
        }
        const one = raceOn(context, size)
        await judge(context, one, await run(context, one))
      }
    },
  },
  {
    name: 'among_processes',
    says: 'Appends that race through several stores, in this process and in others, have the outcomes of appends that are made one after the other.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const beside = gives(await context.another().open(), 'opened', 'a second store on the same place')
      for (let round = 0; round < context.rounds(1, 10); round += 1) {
        const size = {
          name: `round-${round}`,
          streams: 3 + (round % 3),
          lanes: 4 + 4 * (round % 3),
          turns: 40,
          patienceMs: null,
        }
        const one = raceOn(context, size)
        const others = [context.otherProcess('race', { ...one }), context.otherProcess('race', { ...one })]
        for (const other of others)
          holds((await other.receive()) === 'ready', 'another process was not ready for a race')
        for (const other of others) other.go()
        const histories = await Promise.all([
          run(context, one),
          run({ ...here(context), store: beside.store }, one),
          ...others.map(async (other) => historyOf(await other.receiveAll())),
        ])
        await judge(context, one, histories.flat())
      }
    },
  },
])

/** The case for a fault that leaves outcomes unknown: later outcomes show whether each append was stored. */
export const linearisableUnder = (fault: Fault): readonly EventCase[] =>
  eventCases('linearisability', [
    {
      name: `under_${fault.name}`,
      says: `${fault.says} Appends that race before, during and after it have the outcomes of appends that are made one after the other.`,
      run: async (context: EventContext) => {
        const prepared = await context.lab.prepare(fault)
        const one = raceOn(context, {
          name: 'race',
          streams: 3,
          lanes: 8,
          turns: context.rounds(4, 20),
          patienceMs: 200,
        })
        const history = [...(await run(context, one))]
        await prepared.strike()
        history.push(...(await run(context, one)))
        await prepared.heal()
        history.push(...(await run(context, one)))
        await recover(context)
        await judge(context, one, history)
      },
    },
  ])

/** Checks what other laws say about racing appends first, so that a breach is reported for the right law. */
const claimOthers = (history: readonly MadeAppend[], streams: ReadonlyMap<string, readonly StoredEvent[]>): void => {
  const times = new Map<string, number>()
  for (const id of history.flatMap(({ ids: made }) => made)) times.set(id, (times.get(id) ?? 0) + 1)
  for (const { stream, expectedRevision, ids: made, outcome } of history) {
    const standing = ids(streams.get(stream) ?? [])
    if (outcome.kind === 'conflict' && outcome.actual !== 'no_stream') {
      const place = typeof expectedRevision === 'number' ? expectedRevision + 1 : 0
      const stands = expectedRevision !== 'any' && expectedRevision !== 'stream_exists'
      const itself = stands && equal(standing.slice(place, Math.min(place + made.length, outcome.actual + 1)), made)
      holdsAs(!itself, `an append to ${stream} was in conflict with itself`, 'no_false_conflict')
    }
    // An id may be part of several appends of a race, of which only one is stored.
    const alone = made.every((id) => times.get(id) === 1)
    if (outcome.kind === 'failed' && outcome.effect === 'none' && alone) {
      const says = `an append to ${stream} that failed with effect none is stored`
      holdsAs(!made.some((id) => standing.includes(id)), says, 'effect_honesty')
    }
  }
}

const here = ({ store, place, id, now }: EventTaskContext): EventTaskContext => ({ store, place, id, now })

/** Returns the messages of another process about its part in a race. */
const historyOf = (all: readonly Json[]): readonly MadeAppend[] => {
  const [made] = all
  if (!Array.isArray(made)) throw new Broken('another process ended in the middle of a race')
  // The task above has sent it.
  return made as readonly object[] as readonly MadeAppend[]
}

const judge = async (context: EventContext, one: Race, history: readonly MadeAppend[]): Promise<void> => {
  const streams = new Map<string, readonly StoredEvent[]>()
  for (const name of tracksOf(one)) {
    const last = Math.max(-1, ...history.map((made) => revisionOf(made, name)))
    // Appends through another store may become visible late.
    await context.until(`revision ${last} of ${name}, which was acknowledged, can be read`, async () => {
      const events = await streamOf(context.store, name)
      streams.set(name, events)
      return events.length > last
    })
  }
  holds(
    history.some(({ outcome }) => outcome.kind === 'appended'),
    'of many racing appends, not one was stored',
  )
  claimOthers(history, streams)
  const [first, ...more] = impossible(history, streams, context.grants)
  holds(first === undefined, `${first} (and ${more.length} more)`)
}

/** Returns the last revision that an outcome mentions, whichever append stored it. */
const revisionOf = ({ stream, outcome }: MadeAppend, name: string): number => {
  if (stream !== name) return -1
  if (outcome.kind === 'appended') return outcome.revision
  return outcome.kind === 'conflict' && outcome.actual !== 'no_stream' ? outcome.actual : -1
}
