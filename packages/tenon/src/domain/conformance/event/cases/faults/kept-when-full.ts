import { Broken, same, text, Unproved } from '../../../expect.ts'
import { type EventCase, eventCases } from '../../case.ts'
import type { EventContext } from '../../context.ts'
import type { Fault } from '../../../fault.ts'
import { randomFrom } from '../../../given/random.ts'
import { eventWith, fill, ids, logOf, streamOf } from '../../given/events.ts'
import { recover } from '../../under-fault.ts'

/** The case for a fault that fills the store: a full store refuses new events, and keeps the old ones. */
export const keptWhenFull = (fault: Fault): readonly EventCase[] =>
  eventCases('durability', [
    {
      name: `under_${fault.name}`,
      says: `${fault.says} Everything that was acknowledged is there, from the first event on, after one writer and then several have appended until nothing more fitted.`,
      needs: { retention: 'forever' },
      run: async (context: EventContext) => {
        const prepared = await context.lab.prepare(fault)
        const acknowledged = new Map<string, readonly string[]>([
          ['before', ids(await fill(context, 'before', BEFORE))],
        ])
        await prepared.strike()
        acknowledged.set('alone', await fillUp(context, 'alone'))
        const lanes = Array.from({ length: LANES }, (_, lane) => `lane-${lane}`)
        const made = await Promise.all(lanes.map((lane) => fillUp(context, lane)))
        for (const [i, lane] of lanes.entries()) acknowledged.set(lane, made[i] ?? [])
        await kept(context, acknowledged, 'when the store is full')
        await prepared.heal()
        if (fault.recovery === 'opened_again') await context.reopen()
        await recover(context)
        await kept(context, acknowledged, 'when there is room again')
      },
    },
  ])

/** How many events are stored before the fault. */
const BEFORE = 20
const LANES = 8
/** How often a writer is refused before it stops: a small event may still have room if a large one has none. */
const REFUSALS = 4
const MOST_APPENDS = 1_000
/** The most characters of data in an event. Sizes differ, so that each fill ends at another distance from the limit. */
const MOST_DATA = 1_500

/** Appends events of many sizes to a stream until the store is full. Returns the ids of those that were stored. */
const fillUp = async (context: EventContext, stream: string): Promise<readonly string[]> => {
  const random = randomFrom(context.id())
  const stored: string[] = []
  for (let appends = 0, refusals = 0; refusals < REFUSALS; appends += 1) {
    if (appends === MOST_APPENDS) throw new Unproved(`${MOST_APPENDS} appends did not fill the store`)
    const event = eventWith(context, 'x'.repeat(random(MOST_DATA)), 'Happened')
    const outcome = await context.store.append({ stream, expectedRevision: 'any', events: [event] })
    if (outcome.kind === 'appended') stored.push(event.id)
    else if (outcome.kind === 'failed' && outcome.failure === 'full') refusals += 1
    else throw new Broken(`an append to a store that is nearly full returned ${text(outcome)}`)
  }
  return stored
}

/** Claims that the streams and the log have the events that were stored, in their order. */
const kept = async (
  context: EventContext,
  acknowledged: ReadonlyMap<string, readonly string[]>,
  when: string,
): Promise<void> => {
  const log = await logOf(context.store)
  for (const [stream, wanted] of acknowledged) {
    const among = new Set(wanted)
    const found = (await streamOf(context.store, stream)).filter(({ id }) => among.has(id))
    same(ids(found), wanted, `the acknowledged events of stream ${stream}, ${when}`)
    const logged = log.filter(({ id }) => among.has(id))
    same(ids(logged), wanted, `the events of stream ${stream} in the log, ${when}`)
  }
}
