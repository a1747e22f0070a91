import { answerOf } from '../data/answer-of.ts'
import type { JsonInput } from '../data/json.ts'
import type { NewEventOf } from '../event/types.ts'
import type { WrittenType } from '../event/versions/write.ts'
import { decided } from './decide.ts'
import type { Decider, DeciderParts } from './decider.ts'
import { differences, shownValue } from './differences.ts'
import { evolved } from './evolve.ts'

/** Whether a decider decided what a test expects. */
export type Comparison =
  | { readonly kind: 'as_expected' }
  /** `says` lists what was expected and what was decided, one difference a line. */
  | { readonly kind: 'differs'; readonly says: string }

/** A decider with the events of a stream, for a test. */
export interface Given<P extends DeciderParts> {
  /** Has the decider decide about a command. */
  when(command: P['command']): When<P>
}

/** What a decider decided, for a test. It is no promise: do not await it. */
export interface When<P extends DeciderParts> {
  /** Compares with these events: their types, and their data as a store keeps it, in this order. */
  then(events: readonly NewEventOf<P['events']>[]): Comparison
  /** Compares with a rejection for this reason. Plain objects, lists and dates are compared by what they hold. */
  thenRejected(reason: P['rejection']): Comparison
  /** Compares with a decision that nothing happens. */
  thenNothing(): Comparison
}

/**
 * Tests a decider without a store: `given(order, events).when(command).then(events)`. It is pure, needs no test runner,
 * and returns `as_expected`, or `differs` with a text. Events go the same way as through a store: they are checked,
 * written as JSON, and read by their schemas. A decider that throws or returns nonsense differs.
 */
export const given = <P extends DeciderParts>(
  decider: Decider<P>,
  events: readonly NewEventOf<P['events']>[],
): Given<P> => ({
  when: (command) => {
    const answer = answerOf(() => outcomeOf(decider, events, command))
    const outcome: Outcome =
      answer.kind === 'gave' ? answer.value : { kind: 'failed', says: [`Reading the given events ${answer.says}.`] }
    return {
      then: (expected) => {
        // `await` calls `then` with two functions.
        if (!Array.isArray(expected))
          throw new TypeError('then takes a list of events. What `when` returns is no promise: do not await it.')
        return comparison(() => {
          const stated = writtenBy(decider, expected, 'Expected')
          return stated.unfit.length > 0 ? stated.unfit : eventsThatDiffer(outcome, stated.events)
        })
      },
      thenRejected: (reason) => comparison(() => reasonThatDiffers(outcome, reason)),
      thenNothing: () => comparison(() => eventsThatDiffer(outcome, [])),
    }
  },
})

/** What a decider decided, or why it decided nothing. */
type Outcome =
  | { readonly kind: 'events'; readonly events: readonly Stated[] }
  | { readonly kind: 'rejected'; readonly reason: unknown }
  | { readonly kind: 'failed'; readonly says: readonly string[] }

/** An event as a store keeps it. */
interface Stated {
  readonly type: string
  readonly data: JsonInput
}

/** The name of the stream in messages. */
const STREAM = 'the given events'
/** The ids of events are not compared. */
const NO_ID = ''

const outcomeOf = <P extends DeciderParts>(
  decider: Decider<P>,
  events: readonly NewEventOf<P['events']>[],
  command: P['command'],
): Outcome => {
  const stored = writtenBy(decider, events, 'Given')
  if (stored.unfit.length > 0) return { kind: 'failed', says: stored.unfit }
  let state = decider.initialState
  for (const [revision, { type, data, schema }] of stored.events.entries()) {
    const place = { id: NO_ID, stream: STREAM, revision, position: revision + 1, recordedAt: 0 }
    const next = evolved(decider, state, { ...place, type, data, metadata: { schema } })
    if (next.kind !== 'evolved') return { kind: 'failed', says: [next.says] }
    state = next.state
  }
  const deciding = { stream: STREAM, command, metadata: {}, ids: () => NO_ID }
  const decision = decided(decider, deciding, state, events.length === 0 ? 'no_stream' : events.length - 1)
  switch (decision.kind) {
    case 'append':
      return { kind: 'events', events: decision.events }
    case 'nothing':
      return { kind: 'events', events: [] }
    case 'rejected':
      return decision
    case 'defect':
      return { kind: 'failed', says: [decision.says] }
    default:
      return decision satisfies never
  }
}

/** Returns the events as a store keeps them, and what is wrong with those that it would not take. */
const writtenBy = <P extends DeciderParts>(
  decider: Decider<P>,
  events: readonly NewEventOf<P['events']>[],
  whose: 'Given' | 'Expected',
): { readonly events: readonly WrittenType[]; readonly unfit: readonly string[] } => {
  const written = events.map(({ type, data }) => decider.events.write(type, data))
  return {
    events: written.filter((each) => each.kind === 'written'),
    unfit: written.flatMap((each, i) => (each.kind === 'unfit' ? [`${whose} event ${i + 1}: ${each.says}`] : [])),
  }
}

const eventsThatDiffer = (outcome: Outcome, expected: readonly Stated[]): readonly string[] => {
  switch (outcome.kind) {
    case 'events':
      return Array.from({ length: Math.max(expected.length, outcome.events.length) }, (_, i) =>
        eventThatDiffers(i + 1, expected[i], outcome.events[i]),
      ).flat()
    case 'rejected':
      return [`Expected ${shownEvents(expected)}. Decided was a rejection: ${shownValue(outcome.reason)}.`]
    case 'failed':
      return outcome.says
    default:
      return outcome satisfies never
  }
}

const eventThatDiffers = (nth: number, expected: Stated | undefined, found: Stated | undefined): readonly string[] =>
  expected?.type === found?.type
    ? differences(expected?.data, found?.data, ['data']).map((at) => `Event ${nth}, ${found?.type}, differs at ${at}.`)
    : [`Event ${nth}: expected ${shownEvent(expected)}, decided ${shownEvent(found)}.`]

const reasonThatDiffers = (outcome: Outcome, reason: unknown): readonly string[] => {
  switch (outcome.kind) {
    case 'events':
      return [
        `Expected a rejection: ${shownValue(reason)}. Decided ${are(outcome.events)} ${shownEvents(outcome.events)}.`,
      ]
    case 'rejected':
      return differences(reason, outcome.reason, ['reason']).map((at) => `The rejection differs at ${at}.`)
    case 'failed':
      return outcome.says
    default:
      return outcome satisfies never
  }
}

const are = (events: readonly Stated[]): string => (events.length > 1 ? 'were' : 'was')

const shownEvents = (events: readonly Stated[]): string =>
  events.length === 0 ? 'nothing' : shortened(events.map(shownEvent), MOST_EVENTS).join(', ')

const shownEvent = (event: Stated | undefined): string =>
  event === undefined ? 'nothing' : `${event.type} ${shownValue(event.data)}`

const MOST_EVENTS = 5
const MOST_LINES = 20

const shortened = (texts: readonly string[], most: number): readonly string[] =>
  texts.length > most ? [...texts.slice(0, most), `and ${texts.length - most} more`] : texts

/** Returns the result of a comparison. What is compared may have getters that throw. */
const comparison = (differing: () => readonly string[]): Comparison => {
  const answer = answerOf(differing)
  if (answer.kind !== 'gave') return { kind: 'differs', says: `Comparing ${answer.says}.` }
  return answer.value.length === 0
    ? { kind: 'as_expected' }
    : { kind: 'differs', says: shortened(answer.value, MOST_LINES).join('\n') }
}
