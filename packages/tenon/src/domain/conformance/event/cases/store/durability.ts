import type { RecordedEvent } from '../../../../event/event.ts'
import type { Json } from '../../../../data/json.ts'
import { Broken, gives, holds, same, Unproved } from '../../../expect.ts'
import { eventCases } from '../../case.ts'
import type { EventContext, EventTask, EventTaskContext } from '../../context.ts'
import { randomFrom } from '../../../given/random.ts'
import { batch, event, eventWith, fill, grownLog, ids, logOf, nth, streamOf } from '../../given/events.ts'
import { recover } from '../../under-fault.ts'

/** Appends batches to a few streams without end, several at the same time, and sends each when it has returned. */
export const load: EventTask = {
  name: 'load',
  async *run(context: EventTaskContext, input: Json): AsyncIterable<Json> {
    const { round, size } = Object(input)
    yield 'ready'
    for (let turn = 0; ; turn += 1) {
      const lanes = Array.from({ length: LANES }, async (_, lane) => {
        const name = `${round}.${turn}.${lane}`
        const events = Array.from({ length: size }, (__, place) =>
          eventWith(context, { batch: name, place, size }, 'Happened'),
        )
        gives(
          await context.store.append({ stream: `lane-${lane % STREAMS}`, expectedRevision: 'any', events }),
          'appended',
          'an append of the load',
        )
        return name
      })
      for (const lane of lanes) yield await lane
    }
  },
}

/** How many events the batches of a load have in each round. */
const SIZES = [3, 40, 1]

/** How many appends of a load are made at the same time, and how many streams they go to. */
const LANES = 8
const STREAMS = 5

/** The name of the fault by which a rig takes one of several servers away. */
const SERVER_LOST = 'server_lost'

/** The cases of the law `durability`. */
export const durability = eventCases('durability', [
  {
    name: 'outlives_its_store',
    says: 'Appended events are there with all their fields when the store is opened again.',
    needs: { durability: 'process_crash' },
    run: async (context: EventContext) => {
      const wanted: object[] = []
      for (let i = 0; i < 20; i += 1) {
        const stream = `a-${i % 3}`
        const one = {
          id: context.id(),
          type: `Happened ${i}`,
          data: { i, list: [i, null, 'ä😀'] },
          metadata: { by: `${i}` },
        }
        const { revision, position } = gives(
          await context.store.append({ stream, expectedRevision: 'any', events: [one] }),
          'appended',
          'an append',
        )
        wanted.push({ ...one, stream, revision, position })
      }
      const before = await logOf(context.store)
      same(before.map(timeless), wanted, 'the log before the store was closed')
      const store = await context.reopen()
      same(await grownLog(context, before.length), before, 'the log after the store was opened again')
      for (const stream of ['a-0', 'a-1', 'a-2']) {
        const events = before.filter((each) => each.stream === stream)
        same(await streamOf(store, stream), events, `stream ${stream} after the store was opened again`)
      }
      const next = await store.append({ stream: 'a-0', expectedRevision: 6, events: [event(context)] })
      gives(next, 'appended', 'an append after the events that were there')
    },
  },
  {
    name: 'survives_sigkill',
    says: 'After a process was killed in the middle of appends, everything that was acknowledged is there, no batch is stored in part, and the log goes on after it.',
    needs: { durability: 'process_crash' },
    run: async (context: EventContext) => {
      const random = randomFrom(context.id())
      const acknowledged = new Set<Json>()
      for (let round = 0; round < context.rounds(2, 15); round += 1) {
        const size = Math.min(batch(context), SIZES[round % SIZES.length] ?? 1)
        // Some technologies allow only one process at a time.
        await context.close()
        const child = context.otherProcess('load', { round, size })
        // Each round kills it at another moment: after a number of acknowledged appends, in the middle of its work.
        for (let left = 2 + random(1 + 20 * (round + 1)); left > 0; left -= 1) {
          const said = await child.receive()
          if (said === undefined) throw new Broken('the process ended before it was killed')
          if (said !== 'ready') acknowledged.add(said)
        }
        const [, rest] = await Promise.all([child.kill(), child.receiveAll()])
        for (const name of rest) acknowledged.add(name)
        await context.reopen()
        await goesOn(context)
      }
      whole(await logOf(context.store), acknowledged)
    },
  },
  {
    name: 'survives_the_loss_of_a_server',
    says: 'After one of the servers was taken away, everything that was acknowledged is there, and the store goes on.',
    needs: { replication: 'quorum' },
    run: async (context: EventContext) => {
      const loss = context.lab.faults.find(({ name }) => name === SERVER_LOST)
      if (loss === undefined)
        throw new Unproved(`the rig has no fault ${SERVER_LOST}, which takes one of the servers away`)
      const prepared = await context.lab.prepare(loss)
      const made = await fill(context, 'a-1', 20)
      await prepared.strike()
      // Another server has to take over first. Failures until then pass by themselves.
      await recover(context)
      same(ids(await streamOf(context.store, 'a-1')), ids(made), 'the stream after the loss of a server')
      await prepared.heal()
      await recover(context)
      same(ids(await streamOf(context.store, 'a-1')), ids(made), 'the stream after the server came back')
    },
  },
  {
    name: 'synced_before_it_is_answered',
    says: 'The log is synced after the write and before the append returns.',
    needs: { durability: 'power_loss' },
    run: async (context: EventContext) => {
      await context.close()
      const { writes, unsynced, unwritten } = await context.lab.traced('some_appends', {
        appends: context.rounds(5, 20),
      })
      if (writes === 0)
        throw new Unproved('the process of the binding wrote to no file of its place: the sync is that of a server')
      same(unsynced, 0, 'writes that were not synced when an append returned')
      same(unwritten, 0, 'appends that returned before anything of them was written')
    },
  },
])

/** Makes appends one after the other, and sends each when it has returned. */
export const someAppends: EventTask = {
  name: 'some_appends',
  async *run(context: EventTaskContext, input: Json): AsyncIterable<Json> {
    yield 'ready'
    for (let i = 0; i < Object(input).appends; i += 1) {
      const events = [eventWith(context, { i }, 'Happened')]
      gives(await context.store.append({ stream: 'a-1', expectedRevision: 'any', events }), 'appended', 'an append')
      yield i
    }
  },
}

/** Claims that events that are appended after a kill come after everything that was there. */
const goesOn = async (context: EventContext): Promise<void> => {
  const positions = (await logOf(context.store)).map(({ position }) => position)
  holds(
    positions.every((position, i) => position > (positions[i - 1] ?? 0)),
    'the positions of the log do not rise after a kill',
  )
  const next = await context.store.append({ stream: 'after', expectedRevision: 'any', events: [event(context)] })
  const { position } = gives(next, 'appended', 'an append after a kill')
  const last = positions.at(-1) ?? 0
  holds(position > last, `an append after a kill was given position ${position}, and ${last} was there before it`)
}

/**
 * Claims that every acknowledged batch of a load is in the log, and that every batch there is whole, at consecutive
 * revisions.
 */
const whole = (log: readonly RecordedEvent[], acknowledged: ReadonlySet<Json>): void => {
  const found = new Map<Json, RecordedEvent[]>()
  for (const each of log) {
    if (!each.stream.startsWith('lane-')) continue
    const { batch: name } = Object(each.data)
    found.set(name, [...(found.get(name) ?? []), each])
  }
  for (const name of acknowledged)
    holds(found.has(name), `an acknowledged batch is missing after a kill: ${String(name)}`)
  for (const [name, events] of found) {
    const first = nth(events, 0)
    const { size } = Object(first.data)
    same(
      events.map(({ data, revision }) => [Object(data).place, revision]),
      Array.from({ length: size }, (_, place) => [place, first.revision + place]),
      `the places and revisions of batch ${String(name)} after a kill`,
    )
  }
}

/** Returns an event without the time of the store's clock. */
const timeless = ({ id, type, data, metadata, stream, revision, position }: RecordedEvent): object => ({
  id,
  type,
  data,
  metadata,
  stream,
  revision,
  position,
})
