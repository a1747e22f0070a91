import type { CallOptions } from '../../../../capability/outcome.ts'
import type { Append } from '../../../../event/intent.ts'
import type { Json } from '../../../../data/json.ts'
import { EventStore } from '../../../../event/store.ts'
import { ManySubscribers } from '../../readers/many-subscribers.ts'
import type { OtherProcess } from '../../../context.ts'
import { Broken, gives, holds, text } from '../../../expect.ts'
import { type EventCase, eventCases } from '../../case.ts'
import type { EventContext, EventTask, EventTaskContext } from '../../context.ts'
import type { Fault } from '../../../fault.ts'
import { batch, eventWith, nth } from '../../given/events.ts'
import { recover } from '../../under-fault.ts'

/** What the writers in one process append. */
interface Load {
  /** The start of the names of its streams. */
  readonly name: string
  readonly lanes: number
  readonly turns: number
  /** The most events of one append. */
  readonly most: number
}

/** Appends a load after `go`, and sends the number of each turn in which every lane has stored its append. */
export const persist: EventTask = {
  name: 'persist',
  async *run(context: EventTaskContext, input: Json, go: () => Promise<void>): AsyncIterable<Json> {
    // The process that started this task has sent a load.
    const load = Object(input) as Load
    yield 'ready'
    await go()
    for (let turn = 0; turn < load.turns; turn += 1) {
      await persistTurn(context, load, turn)
      yield turn
    }
  },
}

/** Subscribes after a position, and sends every event that the subscription gives. */
export const listen: EventTask = {
  name: 'listen',
  async *run(context: EventTaskContext, input: Json): AsyncIterable<Json> {
    let { after } = Object(input)
    for (;;) {
      for await (const item of context.store.subscribe({ after, filter: { streams: 'all', types: 'all' } })) {
        if (item.kind === 'event') {
          after = item.event.position
          yield { ...item.event }
        } else if (item.kind !== 'caught_up') {
          const passes = item.kind === 'failed' && EventStore.failures[item.failure].passes
          holds(passes, `a subscription in another process ended with ${text(item)}`)
        }
      }
    }
  },
}

/** The cases of the law `no_skipped_event`. */
export const noSkippedEvent = eventCases('no_skipped_event', [
  {
    name: 'in_one_process',
    says: 'Readers of the log get every event once, in order, while many append.',
    run: async (context: EventContext) => {
      const subscribers = ManySubscribers.begin(context, 'what_passes')
      const load = loadOf(context, 'here', 6, context.rounds(20, 600))
      for (let turn = 0; turn < load.turns; turn += 1) {
        if (turn === Math.floor(load.turns / 3)) subscribers.join()
        await persistTurn(context, load, turn)
      }
      await subscribers.judge(eventsOf(load))
    },
  },
  {
    name: 'among_processes',
    says: 'Readers of the log in several processes get every event once, in order, while all of the processes append.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const subscribers = ManySubscribers.begin(context, 'what_passes')
      subscribers.joinInAnotherProcess()
      const load = loadOf(context, 'here', 4, context.rounds(15, 250))
      const others = ['there', 'yonder'].map((name) => loadOf(context, name, 4, load.turns))
      const children = await Promise.all(others.map((other) => started(context, other)))
      for (const child of children) child.go()
      const heard = Promise.all(children.map((child) => child.receiveAll()))
      // Their messages are awaited after this process has appended: until then a rejection must not count as unhandled.
      heard.catch(() => undefined)
      for (let turn = 0; turn < load.turns; turn += 1) {
        if (turn === Math.floor(load.turns / 3)) subscribers.join()
        await persistTurn(context, load, turn)
      }
      for (const turns of await heard)
        holds(turns.length === load.turns, 'another process ended in the middle of its appends')
      await subscribers.judge([load, ...others].reduce((sum, each) => sum + eventsOf(each), 0))
    },
  },
  {
    name: 'while_another_process_stands_still',
    says: 'Readers of the log get every event once, in order, while a process is stopped in the middle of its appends and continues later.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const subscribers = ManySubscribers.begin(context, 'what_passes')
      const endless = loadOf(context, 'there', 4, Number.MAX_SAFE_INTEGER)
      const child = await started(context, endless)
      child.go()
      const load = loadOf(context, 'here', 4, context.rounds(6, 40))
      for (let turn = 0; turn < load.turns; turn += 1) {
        // Each round stops it at another moment, in the middle of its work.
        for (let answers = 0; answers <= turn % 4; answers += 1)
          holds((await child.receive()) !== undefined, 'another process ended in the middle of its appends')
        await child.pause()
        // It may hold a lock that others need, so their appends may fail meanwhile.
        await Promise.all(appendsOf(context, load, turn).map((append) => context.store.append(append, SHORT)))
        if (turn % 3 === 1) subscribers.join()
        child.resume()
        await persistTurn(context, load, turn)
      }
      await child.kill()
      await subscribers.judge(eventsOf(load))
    },
  },
])

/** The case that no event is skipped under a fault that disturbs calls and from which the store recovers by itself. */
export const noSkippedEventUnder = (fault: Fault): EventCase =>
  nth(
    eventCases('no_skipped_event', [
      {
        name: `under_${fault.name}`,
        says: `${fault.says} Readers of the log that go on after what they got have every event once, in order.`,
        run: async (context: EventContext) => {
          const prepared = await context.lab.prepare(fault)
          const load = loadOf(context, 'here', 3, context.rounds(3, 10))
          const subscribers = ManySubscribers.begin(context, 'every_failure')
          await persistTurn(context, load, 0)
          await prepared.strike()
          for (let turn = 1; turn < load.turns; turn += 1) {
            await Promise.all(appendsOf(context, load, turn).map((append) => context.store.append(append, LITTLE)))
            if (turn === 1) subscribers.join()
          }
          await prepared.heal()
          await recover(context)
          for (let turn = 0; turn < 10; turn += 1) await persistTurn(context, load, load.turns + turn)
          await subscribers.judge(1)
        },
      },
    ]),
    0,
  )

const loadOf = (context: EventContext, name: string, lanes: number, turns: number): Load => ({
  name,
  lanes,
  turns,
  most: Math.min(batch(context), 3),
})

const eventsOf = ({ lanes, turns, most }: Load): number =>
  Array.from({ length: turns }, (_, turn) => lanes * sizeOf(turn, most)).reduce((sum, size) => sum + size, 0)

const sizeOf = (turn: number, most: number): number => 1 + (turn % most)

/**
 * Returns one append for each lane. Half of the streams, and most of the types, pass the filter of readers that have
 * one.
 */
const appendsOf = (context: EventTaskContext, { name, lanes, most }: Load, turn: number): readonly Append[] =>
  Array.from({ length: lanes }, (_, lane) => ({
    stream: `${lane % 2 === 0 ? 'wanted' : 'other'}-${name}-${lane}`,
    expectedRevision: 'any',
    events: Array.from({ length: sizeOf(turn, most) }, (__, i) =>
      eventWith(context, { turn, i }, turn % 3 === 0 ? 'Other' : 'Wanted'),
    ),
  }))

const persistTurn = async (context: EventTaskContext, load: Load, turn: number): Promise<void> => {
  await Promise.all(appendsOf(context, load, turn).map((append) => persistOne(context, append)))
}

/** Repeats an append until it is stored. Failures until then must pass by themselves. */
const persistOne = async ({ store, now }: EventTaskContext, append: Append): Promise<void> => {
  for (const end = now() + PATIENCE_MS; ;) {
    const outcome = await store.append(append)
    if (outcome.kind === 'failed' && EventStore.failures[outcome.failure].passes && now() < end) continue
    gives(outcome, 'appended', `an append to ${append.stream} that is made again and again`)
    return
  }
}

const PATIENCE_MS = 60_000

/** The time limit in milliseconds of a call while another process is stopped, and under a fault. */
const SHORT: CallOptions = Object.freeze({ signal: null, deadlineMs: 100 })
const LITTLE: CallOptions = Object.freeze({ signal: null, deadlineMs: 1_000 })

const started = async (context: EventContext, load: Load): Promise<OtherProcess> => {
  const child = context.otherProcess('persist', { ...load })
  if ((await child.receive()) !== 'ready') throw new Broken('another process was not ready to append')
  return child
}
