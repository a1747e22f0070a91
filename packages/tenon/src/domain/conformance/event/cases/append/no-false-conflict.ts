import type { RecordedEvent } from '../../../../event/event.ts'
import type { Append } from '../../../../event/intent.ts'
import type { Json } from '../../../../data/json.ts'
import { gives, holds, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext, EventTask, EventTaskContext } from '../../context.ts'
import { randomFrom } from '../../../given/random.ts'
import { batch, event, ids, streamOf } from '../../given/events.ts'

/**
 * Appends to streams of its own without end, several at the same time, each at the last revision. Sends each append
 * before it is made, and its stream when it has returned.
 */
export const announce: EventTask = {
  name: 'announce',
  async *run(context: EventTaskContext, input: Json): AsyncIterable<Json> {
    const { round, lanes, size } = Object(input)
    for (let turn = 0; ; turn += 1) {
      const appends = Array.from(
        { length: lanes },
        (_, lane) =>
          ({
            stream: `round-${round}-${lane}`,
            expectedRevision: turn === 0 ? 'no_stream' : turn * size - 1,
            events: Array.from({ length: size }, () => ({
              id: context.id(),
              type: 'Happened',
              data: null,
              metadata: {},
            })),
          }) as const,
      )
      for (const append of appends) yield append
      const answers = appends.map(async (append) => {
        gives(await context.store.append(append), 'appended', 'an append at the last revision of a stream of its own')
        return append.stream
      })
      for (const answer of answers) yield await answer
    }
  },
}

/** The cases of the law `no_false_conflict` that need no fault. */
export const noFalseConflict = eventCases('no_false_conflict', [
  {
    name: 'after_sigkill',
    says: 'An append whose outcome was lost with its process is made again: it returns repeated if it was stored before, and is stored if not.',
    needs: { durability: 'process_crash' },
    run: async (context: EventContext) => {
      const random = randomFrom(context.id())
      for (let round = 0; round < context.rounds(2, 12); round += 1) {
        const size = Math.min(batch(context), 1 + (round % 3))
        // Some technologies allow only one process at a time.
        await context.close()
        const child = context.otherProcess('announce', { round, lanes: LANES, size })
        const heard: (Json | undefined)[] = []
        // Each round kills it at another moment, in the middle of its work.
        for (let left = 1 + random(10 * LANES); left > 0; left -= 1) heard.push(await child.receive())
        const [, rest] = await Promise.all([child.kill(), child.receiveAll()])
        const lost = new Map<string, Append>()
        for (const said of [...heard, ...rest]) {
          holds(said !== undefined, 'the process ended before it was killed')
          if (typeof said === 'string') lost.delete(said)
          // A message that is not a stream is an append, as the task sends it.
          else lost.set(Object(said).stream, said as object as Append)
        }
        await context.reopen()
        for (const append of lost.values()) await again(context, append)
      }
    },
  },
])

/** Appends at the same time. */
const LANES = 6

/** Makes an append with an unknown outcome again. */
const again = async (context: EventContext, append: Append): Promise<void> => {
  const landed = standsIn(await streamOf(context.store, append.stream), append)
  const outcome = await context.store.append(append)
  const says = `an append that was ${landed ? '' : 'not '}stored when its process was killed, made again`
  const { revision, repeated } = gives(outcome, 'appended', says)
  // An append that was not stored yet may still have been on its way.
  holds(repeated || !landed, `${says}, was stored a second time`)
  const events = await streamOf(context.store, append.stream)
  same(ids(events.slice(revision + 1 - append.events.length)), ids(append.events), `the end of ${append.stream}`)
  same(new Set(ids(events)).size, events.length, `how many different events ${append.stream} holds`)
  const next = await context.store.append({
    stream: append.stream,
    expectedRevision: revision,
    events: [event(context)],
  })
  gives(next, 'appended', 'an append after it')
}

/** Returns whether the events of an append are in its stream. Throws `Broken` if only some of them are. */
const standsIn = (events: readonly RecordedEvent[], append: Append): boolean => {
  const wanted = ids(append.events)
  const standing = ids(events).filter((id) => wanted.includes(id))
  if (standing.length === 0) return false
  same(standing, wanted, `the events in ${append.stream} of an append whose process was killed`)
  return true
}
