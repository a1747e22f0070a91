import type { Json, JsonInput } from '../../../../data/json.ts'
import type { DeciderParts } from '../../../../decider/decider.ts'
import { handle } from '../../../../decider/handle.ts'
import { handleFromSnapshot, type Snapshots } from '../../../../decider/snapshot.ts'
import { Broken, gives, holds } from '../../../expect.ts'
import { type EventCase, eventCases } from '../../case.ts'
import type { EventContext, EventTask, EventTaskContext } from '../../context.ts'
import type { Fault } from '../../../fault.ts'
import { randomFrom } from '../../../given/random.ts'
import { batch } from '../../given/events.ts'
import {
  type Commands,
  type Handles,
  judgeCommands,
  saidOf,
  sendAll,
  type Sent,
  type Tally,
  TallyState,
} from '../../race/commands.ts'
import { recover } from '../../under-fault.ts'

/** Sends commands after `go`, and sends every outcome. */
export const command: EventTask = {
  name: 'command',
  async *run(context: EventTaskContext, input: Json, go: () => Promise<void>): AsyncIterable<Json> {
    yield 'ready'
    await go()
    // The process that started this task has sent commands.
    const sent = await sendAll(context, Object(input) as Commands, handle)
    yield sent.map(saidOf)
  },
}

/** Handles new commands without end. Sends their ids before, and their outcomes after. */
export const commandsWithoutEnd: EventTask = {
  name: 'commands_without_end',
  async *run(context: EventTaskContext, input: Json): AsyncIterable<Json> {
    for (;;) {
      const ids = Array.from({ length: AT_ONCE }, () => context.id())
      yield ids
      // The process that started this task has sent the rest.
      const sent = await sendAll(context, { ...(Object(input) as Commands), ids }, handle)
      yield sent.map(saidOf)
    }
  },
}

/** How many commands a process handles at once. It is even, so that every second one is strict in each process. */
const AT_ONCE = 4

/** The cases of the law `one_decision`. */
export const oneDecision = eventCases('one_decision', [
  {
    name: 'in_one_process',
    says: 'Commands that several senders handle in random order through one store are decided once each, although a second decision would differ or reject.',
    run: async (context: EventContext) => {
      for (let round = 0; round < context.rounds(1, 20); round += 1) {
        const commands = commandsOn(context, `round-${round}`, { many: 10, senders: 4, patienceMs: null })
        await judgeCommands(context.store, commands, await sendAll(context, commands, handle), handle)
      }
    },
  },
  {
    name: 'from_snapshots',
    says: 'Commands that several senders handle from snapshots, which they share and write all the time, are decided once each.',
    run: async (context: EventContext) => {
      for (let round = 0; round < context.rounds(2, 20); round += 1) {
        // A store that recognises ids for ever recognises repeats that the snapshot does not.
        const forgets = context.grants.dedupe === 'forever' && round % 2 === 1
        const handles = fromSnapshots(forgets ? 0 : ALL_EVENTS)
        const size = { many: 10, senders: 4, patienceMs: null }
        const commands = { ...commandsOn(context, `round-${round}`, size), strict: !forgets }
        await judgeCommands(context.store, commands, await sendAll(context, commands, handles), handles)
      }
    },
  },
  {
    name: 'among_processes',
    says: 'Commands that several processes handle in random order through stores of their own are decided once each.',
    needs: { reach: 'machine' },
    run: async (context: EventContext) => {
      const beside = gives(await context.another().open(), 'opened', 'a second store on the same place')
      for (let round = 0; round < context.rounds(1, 10); round += 1) {
        const commands = commandsOn(context, `round-${round}`, { many: 8, senders: 2, patienceMs: null })
        const others = Array.from({ length: context.rounds(1, 3) }, () =>
          context.otherProcess('command', { ...commands }),
        )
        for (const other of others)
          holds((await other.receive()) === 'ready', 'another process was not ready to send commands')
        for (const other of others) other.go()
        const sent = await Promise.all([
          sendAll(context, commands, handle),
          sendAll(
            { store: beside.store, id: context.id, now: context.now, place: context.place },
            commands,
            fromSnapshots(ALL_EVENTS),
          ),
          ...others.map(async (other) => sentBy(await other.receiveAll())),
        ])
        await judgeCommands(context.store, commands, sent.flat(), handle)
      }
    },
  },
  {
    name: 'after_sigkill',
    says: 'Commands whose outcomes were lost with their process are handled again: each is decided once.',
    needs: { durability: 'process_crash' },
    run: async (context: EventContext) => {
      const random = randomFrom(context.id())
      for (let round = 0; round < context.rounds(1, 12); round += 1) {
        const commands = commandsOn(context, `round-${round}`, { many: 0, senders: 3, patienceMs: null })
        // Some technologies allow only one process at a time.
        await context.close()
        const child = context.otherProcess('commands_without_end', { ...commands })
        const heard: (Json | undefined)[] = []
        // Each round kills it at another moment, in the middle of its work.
        for (let left = 1 + 2 * random(5); left > 0; left -= 1) heard.push(await child.receive())
        const [, rest] = await Promise.all([child.kill(), child.receiveAll()])
        const lists = [...heard, ...rest].filter(Array.isArray)
        await context.reopen()
        // A message is a list of ids or of outcomes, as the task sends it.
        const ids = lists.flat().filter((one) => typeof one === 'string')
        const sent = lists.flat().filter((one) => typeof one === 'object') as readonly object[] as readonly Sent[]
        holds(ids.length > 0, 'a process that was to handle commands ended before it was killed')
        await judgeCommands(context.store, { ...commands, ids }, sent, handle)
      }
    },
  },
])

/** The case for a fault that leaves outcomes unknown: commands are sent before, during and after it. */
export const oneDecisionUnder = (fault: Fault): readonly EventCase[] =>
  eventCases('one_decision', [
    {
      name: `under_${fault.name}`,
      says: `${fault.says} Commands that are handled before, during and after it are decided once each.`,
      run: async (context: EventContext) => {
        const prepared = await context.lab.prepare(fault)
        const commands = commandsOn(context, 'commands', { many: context.rounds(4, 12), senders: 3, patienceMs: 200 })
        const sent = [...(await sendAll(context, commands, handle))]
        await prepared.strike()
        sent.push(...(await sendAll(context, commands, handle)))
        const late = commandsOn(context, 'commands', { many: context.rounds(4, 12), senders: 3, patienceMs: 200 })
        const all = { ...commands, ids: [...commands.ids, ...late.ids] }
        sent.push(...(await sendAll(context, all, handle)))
        await prepared.heal()
        sent.push(...(await sendAll(context, all, handle)))
        await recover(context)
        await judgeCommands(context.store, all, sent, handle)
      },
    },
  ])

const commandsOn = (
  context: EventContext,
  stream: string,
  size: { readonly many: number; readonly senders: number; readonly patienceMs: number | null },
): Commands => ({
  stream,
  ids: Array.from({ length: size.many }, () => context.id()),
  senders: size.senders,
  most: Math.min(batch(context), 4),
  strict: true,
  patienceMs: size.patienceMs,
})

/** More events than the commands of a case decide. */
const ALL_EVENTS = 1_000

/** Returns the messages of another process about the commands that it sent. */
const sentBy = (all: readonly Json[]): readonly Sent[] => {
  const [sent] = all
  if (!Array.isArray(sent)) throw new Broken('another process ended while it sent commands')
  // The task above has sent it.
  return sent as readonly object[] as readonly Sent[]
}

/** Handles from snapshots in entries of its own, which are written whenever something was folded. */
const fromSnapshots = (recognise: number): Handles => {
  const entries = entriesOf<Tally>()
  return (store, decider, handling, options) =>
    handleFromSnapshot(store, { entries, state: TallyState, every: 1, recognise }, decider, handling, options)
}

/** Returns the least entries that snapshots need. The law is about events, so it brings its own. */
const entriesOf = <P extends DeciderParts>(): Snapshots<P>['entries'] => {
  const kept = new Map<
    string,
    { readonly kind: 'value'; readonly value: Json; readonly revision: number; readonly id: string }
  >()
  let revision = 0
  return {
    get: ({ key }) => Promise.resolve(kept.get(key) ?? { kind: 'absent' }),
    put: ({ key, id, value, expected }) => {
      const actual = kept.get(key)?.revision ?? 'absent'
      if (expected !== 'any' && expected !== actual) return Promise.resolve({ kind: 'conflict', actual })
      revision += 1
      kept.set(key, { kind: 'value', value: jsonOf(value), revision, id })
      return Promise.resolve({ kind: 'put', revision, repeated: false })
    },
  }
}

const jsonOf = (value: JsonInput): Json => JSON.parse(JSON.stringify(value))
