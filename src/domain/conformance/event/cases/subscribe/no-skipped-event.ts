import type { Call } from '../../../../capability/outcome.ts'
import type { Append } from '../../../../event/intent.ts'
import type { Json } from '../../../../event/json.ts'
import { EventStore } from '../../../../event/store.ts'
import { Audience } from '../../readers/many-subscribers.ts'
import type { Bench, Elsewhere, Site, Task } from '../../../context.ts'
import { type Case, casesOf } from '../../../case.ts'
import { Broken, gives, holds, text } from '../../../expect.ts'
import type { Fault } from '../../../fault.ts'
import { batch, eventWith, nth } from '../../given/events.ts'
import { recover } from '../../under-fault.ts'

/** What the writers of one process append. */
interface Load {
  /** What its streams are called by. */
  readonly name: string
  readonly lanes: number
  readonly turns: number
  /** The most events of one append. */
  readonly most: number
}

/** Appends a load when it is told to begin, and says each turn in which every lane has stored its append. */
export const persist: Task = {
  name: 'persist',
  async *run(site: Site, input: Json, told: () => Promise<void>): AsyncIterable<Json> {
    // What the one who started this has written as a load.
    const load = Object(input) as Load
    yield 'ready'
    await told()
    for (let turn = 0; turn < load.turns; turn += 1) {
      await persistTurn(site, load, turn)
      yield turn
    }
  },
}

/** Subscribes behind a position, and says every event that it is given. */
export const listen: Task = {
  name: 'listen',
  async *run(site: Site, input: Json): AsyncIterable<Json> {
    let { after } = Object(input)
    for (;;) {
      for await (const item of site.store.subscribe({ after, filter: { streams: 'all', types: 'all' } })) {
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
export const noSkippedEvent = casesOf('no_skipped_event', [
  {
    name: 'in_one_process',
    says: 'Readers of the log are given every event once, in order, while many append.',
    needs: {},
    lacks: {},
    run: async (bench: Bench) => {
      const audience = Audience.begin(bench, 'what_passes')
      const load = loadOf(bench, 'here', 6, bench.rounds(20, 600))
      for (let turn = 0; turn < load.turns; turn += 1) {
        if (turn === Math.floor(load.turns / 3)) audience.join()
        await persistTurn(bench, load, turn)
      }
      await audience.judge(eventsOf(load))
    },
  },
  {
    name: 'among_processes',
    says: 'Readers of the log in several processes are given every event once, in order, while all of them append.',
    needs: { reach: 'machine' },
    lacks: {},
    run: async (bench: Bench) => {
      const audience = Audience.begin(bench, 'what_passes')
      audience.joinElsewhere()
      const load = loadOf(bench, 'here', 4, bench.rounds(15, 250))
      const others = ['there', 'yonder'].map((name) => loadOf(bench, name, 4, load.turns))
      const children = await Promise.all(others.map((other) => started(bench, other)))
      for (const child of children) child.go()
      const heard = Promise.all(children.map((child) => child.hearAll()))
      // They are listened to while this process appends; what is thrown until then is not unheard.
      heard.catch(() => undefined)
      for (let turn = 0; turn < load.turns; turn += 1) {
        if (turn === Math.floor(load.turns / 3)) audience.join()
        await persistTurn(bench, load, turn)
      }
      for (const turns of await heard)
        holds(turns.length === load.turns, 'another process ended in the middle of its appends')
      await audience.judge([load, ...others].reduce((sum, each) => sum + eventsOf(each), 0))
    },
  },
  {
    name: 'while_another_process_stands_still',
    says: 'Readers of the log are given every event once, in order, while a process stands still in the middle of its appends and goes on later.',
    needs: { reach: 'machine' },
    lacks: {},
    run: async (bench: Bench) => {
      const audience = Audience.begin(bench, 'what_passes')
      const endless = loadOf(bench, 'there', 4, Number.MAX_SAFE_INTEGER)
      const child = await started(bench, endless)
      child.go()
      const load = loadOf(bench, 'here', 4, bench.rounds(6, 40))
      for (let turn = 0; turn < load.turns; turn += 1) {
        // It stands still after another while each time, in the middle of whatever it does then.
        for (let answers = 0; answers <= turn % 4; answers += 1)
          holds((await child.hear()) !== undefined, 'another process ended in the middle of its appends')
        await child.pause()
        // It may hold what others need: what they append meanwhile may fail.
        await Promise.all(appendsOf(bench, load, turn).map((append) => bench.store.append(append, SHORT)))
        if (turn % 3 === 1) audience.join()
        child.resume()
        await persistTurn(bench, load, turn)
      }
      await child.kill()
      await audience.judge(eventsOf(load))
    },
  },
])

/** The case that no event is skipped under a fault that disturbs calls and passes by itself. */
export const noSkippedEventUnder = (fault: Fault): Case =>
  nth(
    casesOf('no_skipped_event', [
      {
        name: `under_${fault.name}`,
        says: `${fault.says} Readers of the log that go on behind what they were given have every event once, in order.`,
        needs: {},
        lacks: {},
        run: async (bench: Bench) => {
          const prepared = await bench.lab.prepare(fault)
          const load = loadOf(bench, 'here', 3, bench.rounds(3, 10))
          const audience = Audience.begin(bench, 'every_failure')
          await persistTurn(bench, load, 0)
          await prepared.strike()
          for (let turn = 1; turn < load.turns; turn += 1) {
            await Promise.all(appendsOf(bench, load, turn).map((append) => bench.store.append(append, LITTLE)))
            if (turn === 1) audience.join()
          }
          await prepared.heal()
          await recover(bench)
          for (let turn = 0; turn < 10; turn += 1) await persistTurn(bench, load, load.turns + turn)
          await audience.judge(1)
        },
      },
    ]),
    0,
  )

const loadOf = (bench: Bench, name: string, lanes: number, turns: number): Load => ({
  name,
  lanes,
  turns,
  most: Math.min(batch(bench), 3),
})

const eventsOf = ({ lanes, turns, most }: Load): number =>
  Array.from({ length: turns }, (_, turn) => lanes * sizeOf(turn, most)).reduce((sum, size) => sum + size, 0)

const sizeOf = (turn: number, most: number): number => 1 + (turn % most)

/** One append a lane. Half of the streams, and most of the types, pass the filter of those who have one. */
const appendsOf = (site: Site, { name, lanes, most }: Load, turn: number): readonly Append[] =>
  Array.from({ length: lanes }, (_, lane) => ({
    stream: `${lane % 2 === 0 ? 'wanted' : 'other'}-${name}-${lane}`,
    expectedRevision: 'any',
    events: Array.from({ length: sizeOf(turn, most) }, (__, i) =>
      eventWith(site, { turn, i }, turn % 3 === 0 ? 'Other' : 'Wanted'),
    ),
  }))

const persistTurn = async (site: Site, load: Load, turn: number): Promise<void> => {
  await Promise.all(appendsOf(site, load, turn).map((append) => persistOne(site, append)))
}

/** Appends until it is stored. What fails meanwhile must pass by itself. */
const persistOne = async ({ store, now }: Site, append: Append): Promise<void> => {
  for (const end = now() + PATIENCE_MS; ;) {
    const outcome = await store.append(append)
    if (outcome.kind === 'failed' && EventStore.failures[outcome.failure].passes && now() < end) continue
    gives(outcome, 'appended', `an append to ${append.stream} that is made again and again`)
    return
  }
}

const PATIENCE_MS = 60_000

/** The most milliseconds of a call while another process stands still, and under a fault. */
const SHORT: Call = Object.freeze({ signal: null, deadlineMs: 100 })
const LITTLE: Call = Object.freeze({ signal: null, deadlineMs: 1_000 })

const started = async (bench: Bench, load: Load): Promise<Elsewhere> => {
  const child = bench.elsewhere('persist', { ...load })
  if ((await child.hear()) !== 'ready') throw new Broken('another process was not ready to append')
  return child
}
