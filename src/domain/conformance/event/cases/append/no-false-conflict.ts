import type { RecordedEvent } from '../../../../event/event.ts'
import type { Append } from '../../../../event/intent.ts'
import type { Json } from '../../../../event/json.ts'
import { gives, holds, same } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext, EventTask, EventTaskContext } from '../../context.ts'
import { randomFrom } from '../../given/random.ts'
import { batch, event, ids, streamOf } from '../../given/events.ts'

/** Appends to streams of its own, each at its last revision, several at the same time and for ever; says each append before it is sent, and its stream when it is answered. */
export const announce: EventTask = {
  name: 'announce',
  async *run(site: EventTaskContext, input: Json): AsyncIterable<Json> {
    const { round, lanes, size } = Object(input)
    for (let turn = 0; ; turn += 1) {
      const appends = Array.from(
        { length: lanes },
        (_, lane) =>
          ({
            stream: `round-${round}-${lane}`,
            expectedRevision: turn === 0 ? 'no_stream' : turn * size - 1,
            events: Array.from({ length: size }, () => ({ id: site.id(), type: 'Happened', data: null, metadata: {} })),
          }) as const,
      )
      for (const append of appends) yield append
      const answers = appends.map(async (append) => {
        gives(await site.store.append(append), 'appended', 'an append at the last revision of a stream of its own')
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
    says: 'An append whose answer was lost with its process, made again, is answered repeated if it had landed, and stored if it had not.',
    needs: { durability: 'process_crash' },
    run: async (context: EventContext) => {
      const random = randomFrom(context.id())
      for (let round = 0; round < context.rounds(2, 12); round += 1) {
        const size = Math.min(batch(context), 1 + (round % 3))
        // Not every technology lets two processes in.
        await context.close()
        const child = context.otherProcess('announce', { round, lanes: LANES, size })
        const heard: (Json | undefined)[] = []
        // A different moment each round, in the middle of whatever it does then.
        for (let left = 1 + random(10 * LANES); left > 0; left -= 1) heard.push(await child.receive())
        const [, rest] = await Promise.all([child.kill(), child.receiveAll()])
        const lost = new Map<string, Append>()
        for (const said of [...heard, ...rest]) {
          holds(said !== undefined, 'the process ended before it was killed')
          if (typeof said === 'string') lost.delete(said)
          // What is no stream is an append, as the task says it.
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

/** Makes an append of an unknown outcome again. */
const again = async (context: EventContext, append: Append): Promise<void> => {
  const landed = standsIn(await streamOf(context.store, append.stream), append)
  const outcome = await context.store.append(append)
  const says = `an append that had ${landed ? '' : 'not '}landed when its process was killed, made again`
  const { revision, repeated } = gives(outcome, 'appended', says)
  // What had not landed may have been on its way.
  holds(repeated || !landed, `${says}, was stored a second time`)
  const events = await streamOf(context.store, append.stream)
  same(ids(events.slice(revision + 1 - append.events.length)), ids(append.events), `the end of ${append.stream}`)
  same(new Set(ids(events)).size, events.length, `how many different events ${append.stream} holds`)
  const next = await context.store.append({
    stream: append.stream,
    expectedRevision: revision,
    events: [event(context)],
  })
  gives(next, 'appended', 'an append behind it')
}

/** Whether the events of an append stand in its stream. Throws `Broken` when only some do. */
const standsIn = (events: readonly RecordedEvent[], append: Append): boolean => {
  const wanted = ids(append.events)
  const standing = ids(events).filter((id) => wanted.includes(id))
  if (standing.length === 0) return false
  same(standing, wanted, `what stands in ${append.stream} of an append when its process was killed`)
  return true
}
