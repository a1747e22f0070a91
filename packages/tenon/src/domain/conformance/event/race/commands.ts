import { z } from 'zod'
import type { CallOptions } from '../../../capability/outcome.ts'
import type { Json } from '../../../data/json.ts'
import { decider, type Decider, type DeciderParts } from '../../../decider/decider.ts'
import type { Handled, Handling } from '../../../decider/handled.ts'
import type { RecordedEvent } from '../../../event/event.ts'
import type { EventStore } from '../../../event/store.ts'
import { eventTypes } from '../../../event/types.ts'
import { equal, holds, same, text } from '../../expect.ts'
import { type Random, randomFrom } from '../../given/random.ts'
import type { EventTaskContext } from '../context.ts'
import { streamOf } from '../given/events.ts'

/** Commands that several senders send, each all of them. */
export interface Commands {
  readonly stream: string
  readonly ids: readonly string[]
  /** How many senders each process has. */
  readonly senders: number
  /** The most events that one command decides. */
  readonly most: number
  /** Whether every second command is rejected if it is decided again. */
  readonly strict: boolean
  /** The deadline in milliseconds of calls that are patient, or `null` for the deadline of the policy. */
  readonly patienceMs: number | null
}

/** A command that was sent, with the kind of its outcome and the events that it returned. */
export interface Sent {
  readonly command: string
  readonly kind: string
  readonly events: readonly object[]
}

/** Handles a command, as `handle` does. */
export type Handles = (
  store: EventStore,
  decider: Decider<Tally>,
  handling: Handling<Tally>,
  options: CallOptions,
) => Promise<Handled<Tally>>

/** What a decision depends on and what came out of it, so that each event shows from which state it was decided. */
const Decision = z.object({ command: z.string(), after: z.int(), place: z.int(), many: z.int() })

const TallyEvents = eventTypes({
  Even: { version: 1, data: Decision, from: {} },
  Odd: { version: 1, data: Decision, from: {} },
})

/** The schema of the state of a tally. */
export const TallyState = z.object({ events: z.int(), taken: z.array(z.string()).readonly() }).readonly()

/** The types of the decider that all senders use. */
export interface Tally extends DeciderParts {
  readonly events: typeof TallyEvents
  readonly state: z.infer<typeof TallyState>
  readonly command: { readonly id: string; readonly most: number; readonly strict: boolean }
  readonly rejection: 'taken_before'
}

/**
 * Decides events whose number and type depend on how many there are, so that a second decision differs. If the command
 * is strict, a second decision rejects it.
 */
const tally = decider<Tally>({
  name: 'tally',
  version: 1,
  events: TallyEvents,
  initialState: { events: 0, taken: [] },
  decide: ({ id, most, strict }, { events: after, taken }) => {
    if (strict && taken.includes(id)) return { rejected: 'taken_before' }
    const many = 1 + (after % most)
    const type = after % 2 === 0 ? 'Even' : 'Odd'
    return { events: Array.from({ length: many }, (_, place) => ({ type, data: { command: id, after, place, many } })) }
  },
  evolve: ({ events, taken }, { data: { command, place } }) => ({
    events: events + 1,
    taken: place === 0 ? [...taken, command] : taken,
  }),
})

/** Lets the senders of one process send all commands at the same time, and returns each outcome. */
export const sendAll = async (
  context: EventTaskContext,
  commands: Commands,
  handles: Handles,
): Promise<readonly Sent[]> => {
  const senders = Array.from({ length: commands.senders }, () => send(context, commands, handles))
  return (await Promise.all(senders)).flat()
}

/** Sends every command once, in random order. Some calls are cancelled, and some have very little time. */
const send = async (context: EventTaskContext, commands: Commands, handles: Handles): Promise<readonly Sent[]> => {
  const random = randomFrom(context.id())
  const sent: Sent[] = []
  for (const command of shuffled(random, commands.ids)) {
    const stop = new AbortController()
    const drawn = random(8)
    const call = {
      signal: drawn === 0 ? stop.signal : null,
      deadlineMs: drawn === 1 ? random(15) : commands.patienceMs,
    }
    const handled = sendOne(context.store, commands, command, handles, call)
    for (let turns = drawn === 0 ? random(30) : 0; turns > 0; turns -= 1) await undefined
    if (drawn === 0) stop.abort()
    sent.push(await handled)
  }
  return sent
}

const sendOne = async (
  store: EventStore,
  commands: Commands,
  command: string,
  handles: Handles,
  call: CallOptions,
): Promise<Sent> => {
  const { stream, most, ids } = commands
  const strict = commands.strict && ids.indexOf(command) % 2 === 0
  const handling = { stream, command: { id: command, most, strict }, commandId: command, metadata: {}, attempts: 30 }
  const outcome = await handles(store, tally, handling, call)
  const returned = 'events' in outcome ? outcome.events : []
  holds(
    returned.length > 0 || outcome.kind === 'failed' || outcome.kind === 'contended',
    `the command ${command}, which decides events when it is first decided, returned ${text(outcome)}`,
  )
  const events = returned.map(({ id, type, data, revision }) => ({ id, type, data: { ...data }, revision }))
  return { command, kind: outcome.kind, events }
}

/** Returns an outcome as JSON, so that another process can send it. */
export const saidOf = ({ command, kind, events }: Sent): Json => ({ command, kind, events: events as readonly Json[] })

/**
 * Sends every command a last time, and checks that each was decided once, from the state in front of its events, and
 * that every outcome returned the events that are stored. Throws `Broken` if not.
 */
export const judgeCommands = async (
  store: EventStore,
  commands: Commands,
  sent: readonly Sent[],
  handles: Handles,
): Promise<void> => {
  const last: Sent[] = []
  for (const command of commands.ids) last.push(await sendOne(store, commands, command, handles, PATIENT))
  const open = last.find(({ events }) => events.length === 0)
  holds(open === undefined, `the command ${open?.command}, sent alone, ended as ${open?.kind}`)
  const stored = await streamOf(store, commands.stream)
  for (const command of commands.ids)
    judge(
      command,
      stored,
      [...sent, ...last].filter((one) => one.command === command),
    )
}

const PATIENT: CallOptions = Object.freeze({ signal: null, deadlineMs: null })

const judge = (command: string, stored: readonly RecordedEvent[], sent: readonly Sent[]): void => {
  const own = stored.filter(({ data }) => Object(data).command === command)
  const first = own[0]
  const { after, many } = Object(first?.data)
  holds(
    own.length === many,
    `the command ${command} was decided ${own.length === 0 ? 'and not stored' : 'more than once'}: ${text(own)}`,
  )
  same(
    own.map(({ revision }) => revision),
    own.map((_, i) => Number(after) + i),
    `the revisions of what the command ${command} decided after ${after} events`,
  )
  const wanted = own.map(({ id, type, data, revision }) => ({ id, type, data, revision }))
  for (const { kind, events } of sent)
    holds(
      events.length === 0 || equal(events, wanted),
      `the command ${command} returned ${kind} with ${text(events)}, and stored are ${text(wanted)}`,
    )
  const times = sent.filter(({ kind }) => kind === 'decided').length
  holds(times <= 1, `the command ${command} returned decided ${times} times`)
}

const shuffled = <Item>(random: Random, items: readonly Item[]): readonly Item[] =>
  items
    .map((item) => ({ item, at: random(1_000_000) }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
