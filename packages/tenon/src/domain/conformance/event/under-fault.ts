import { EventStore } from '../../event/store.ts'
import type { CallOptions, Outcome } from '../../capability/outcome.ts'
import type { EventStoreCapability, EventStore as Store } from '../../event/store.ts'
import type { Append } from '../../event/intent.ts'
import { Broken, BrokenLaw, equal, holds, same, text } from '../expect.ts'
import type { EventContext } from './context.ts'
import type { Fault } from '../fault.ts'
import { type FaultRun, runUnderFault } from '../under-fault.ts'
import { ALL, batch, eventWith, fill, ids, streamOf, wholeOf } from './given/events.ts'

/** An append that was made under a fault, and its outcome. */
export interface Tried {
  readonly append: Append
  readonly outcome: Outcome<EventStoreCapability, 'append'>
}

/** What was done with an event store while a fault struck it. */
export interface EventFaultRun extends FaultRun {
  readonly tried: readonly Tried[]
  readonly before: readonly { readonly stream: string; readonly ids: readonly string[] }[]
}

/** Uses an event store under a fault, and heals it. The store of the context works again afterwards. */
export const underFault = (context: EventContext, fault: Fault): Promise<EventFaultRun> =>
  runUnderFault<EventStoreCapability, EventFaultRun>(context, fault, {
    capability: EventStore,
    seed,
    use,
    found,
    recover,
  })

/** The stream of an append whose expectation never holds. */
export const NEVER = 'new-5'

/** The bytes of data in a large event, if the granted limit allows that many. */
const LARGE = 100_000

/** Appends to some streams before the fault. */
const seed = async (context: EventContext): Promise<EventFaultRun['before']> => {
  const before = []
  for (const stream of ['seed-0', 'seed-1', 'seed-2']) before.push({ stream, ids: ids(await fill(context, stream, 2)) })
  return before
}

const use = async (context: EventContext, call: CallOptions): Promise<Pick<EventFaultRun, 'tried' | 'failures'>> => {
  const tried: Tried[] = []
  const failures: string[] = []
  const reading = readUnder(context, call)
  // It is awaited after the appends: until then a rejection must not count as unhandled.
  reading.catch(() => undefined)
  // First many appends at once, which may share their fate, and then one alone.
  for (const appends of [many(context), [large(context, 'alone')]]) {
    const outcomes = await Promise.all(appends.map((append) => context.store.append(append, call)))
    for (const [i, outcome] of outcomes.entries()) {
      const append = appends[i]
      if (append !== undefined) tried.push({ append, outcome })
      if (outcome.kind === 'failed') failures.push(outcome.failure)
    }
  }
  failures.push(...(await reading))
  return { tried, failures }
}

const found = async (
  context: EventContext,
  store: Store,
  before: EventFaultRun['before'],
  fault: Fault,
): Promise<void> => {
  for (const { stream, ids: wanted } of before)
    // One place may go through several faults: the events of an earlier run come before these.
    await context.until(`stream ${stream} is after ${fault.name} as it was before`, async () =>
      equal(ids(await streamOf(store, stream)).slice(-wanted.length), wanted),
    )
}

/**
 * Returns appends of every kind, each to a stream that no other append touches, so that the effect of each can be seen.
 */
const many = (context: EventContext): readonly Append[] => {
  const some = () =>
    Array.from({ length: Math.min(batch(context), 3) }, (_, i) => eventWith(context, { i }, 'Happened'))
  return [
    { stream: 'seed-0', expectedRevision: 1, events: [eventWith(context, 'at a revision', 'Happened')] },
    { stream: 'seed-1', expectedRevision: 1, events: some() },
    { stream: 'new-0', expectedRevision: 'no_stream', events: some() },
    { stream: 'new-1', expectedRevision: 'no_stream', events: [eventWith(context, 'in a new stream', 'Happened')] },
    { stream: 'new-2', expectedRevision: 'any', events: some() },
    large(context, 'new-3'),
    large(context, 'new-4'),
    {
      stream: 'seed-2',
      expectedRevision: 'stream_exists',
      events: [eventWith(context, 'after what is there', 'Happened')],
    },
    { stream: NEVER, expectedRevision: 7, events: [eventWith(context, 'never to be stored', 'Happened')] },
  ]
}

const large = (context: EventContext, stream: string): Append => {
  const data = 'x'.repeat(Math.min(LARGE, Math.floor(context.limits.max_event_bytes / 2)))
  return { stream, expectedRevision: 'no_stream', events: [eventWith(context, data, 'Happened')] }
}

/** Reads in every way, and returns the failures. */
const readUnder = async ({ store }: EventContext, call: CallOptions): Promise<readonly string[]> => {
  const answers = await Promise.all([
    store.read(wholeOf('seed-0'), call),
    store.read_all({ after: 'start', filter: ALL, limit: 10 }, call),
    store.streams({ prefix: '', after: null, limit: 10 }, call),
  ])
  return answers.flatMap((answer) => (answer.kind === 'failed' ? [answer.failure] : []))
}

/**
 * Resolves when the store appends again and the appended events can be read. Failures until then must pass by
 * themselves.
 */
export const recover = async (context: EventContext): Promise<void> => {
  const append: Append = {
    stream: `after-${context.id()}`,
    expectedRevision: 'no_stream',
    events: [eventWith(context, 'after', 'Happened')],
  }
  try {
    await context.until('the store appends again', async () => came(await context.store.append(append), 'appended'))
    await context.until('the store reads again what it appended', async () => {
      const answer = await context.store.read(wholeOf(append.stream))
      if (answer.kind === 'no_stream' || !came(answer, 'page')) return false
      return answer.kind === 'page' && equal(ids(answer.events), ids(append.events))
    })
  } catch (error) {
    throw error instanceof Broken ? new BrokenLaw(error.message, error.law ?? 'works_after') : error
  }
}

/**
 * Returns whether an outcome is of the expected kind, and `false` for a failure that passes by itself. Throws `Broken`
 * for any other outcome.
 */
const came = (answer: Outcome<EventStoreCapability, 'append' | 'read'>, kind: string): boolean => {
  if (answer.kind === kind) return true
  if (answer.kind === 'failed' && EventStore.failures[answer.failure].passes) return false
  throw new Broken(`after everything had healed, a call returned ${text(answer)}`)
}

/**
 * Returns how often the events of an append are in its stream, one after the other. Throws `Broken` if only some of
 * them are there.
 */
export const timesStored = async (store: Store, { stream, events }: Append): Promise<number> => {
  const standing = ids(await streamOf(store, stream))
  const wanted = ids(events)
  const counts = wanted.map((id) => standing.filter((other) => other === id).length)
  const times = counts[0] ?? 0
  holds(
    counts.every((count) => count === times),
    `of one append to ${stream}, some events are stored and some are not: ${text(counts)} times each`,
  )
  for (let from = standing.indexOf(wanted[0] ?? ''), left = times; left > 0; left -= 1) {
    same(standing.slice(from, from + wanted.length), wanted, `the events of one append to ${stream}, in their order`)
    from = standing.indexOf(wanted[0] ?? '', from + 1)
  }
  return times
}
