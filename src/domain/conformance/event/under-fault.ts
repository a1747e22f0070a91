import { EventStore } from '../../event/store.ts'
import type { Call, Outcome } from '../../capability/outcome.ts'
import type { EventStoreCapability, EventStore as Store } from '../../event/store.ts'
import type { Append } from '../../event/intent.ts'
import type { Bench } from '../context.ts'
import { Broken, BrokenLaw, equal, gives, holds, same, text } from '../expect.ts'
import type { Fault } from '../fault.ts'
import { ALL, batch, eventWith, fill, ids, streamOf, wholeOf } from './given/events.ts'
import { flawOfFailure } from '../checked-store.ts'

/** An append that was made under a fault, and what it was answered. */
export interface Tried {
  readonly append: Append
  readonly outcome: Outcome<EventStoreCapability, 'append'>
}

/** What is left when a fault has come and gone. */
export interface Ordeal {
  readonly tried: readonly Tried[]
  /** Every failure that was given, of the reads too. */
  readonly failures: readonly string[]
  /** What was stored before, which must be there still. */
  readonly before: readonly { readonly stream: string; readonly ids: readonly string[] }[]
}

/** The most milliseconds of a call under a fault: few where nothing is to come but the end of them. */
const patience = ({ gives: [first] }: Fault) => ({ signal: null, deadlineMs: first === 'timeout' ? 300 : 10_000 })

/** The stream of an append whose expectation never holds. */
export const NEVER = 'new-5'

/** How much data a large event of an ordeal has, where so much is granted. */
const LARGE = 100_000

/** Puts a store under a fault while it is used, and heals it. The bench's store works again after it. */
export const endure = (bench: Bench, fault: Fault): Promise<Ordeal> =>
  fault.strikes === 'open' ? endureOpening(bench, fault) : endureCalls(bench, fault)

const endureCalls = async (bench: Bench, fault: Fault): Promise<Ordeal> => {
  const prepared = await bench.lab.prepare(fault)
  const before = await seed(bench)
  await prepared.strike()
  const tried: Tried[] = []
  const failures: string[] = []
  // Many at once, and then alone what shared its fate with nobody.
  const call = patience(fault)
  const reading = readUnder(bench, call)
  // It is awaited when the appends are answered; what is thrown until then is not unheard.
  reading.catch(() => undefined)
  for (const appends of [many(bench), [large(bench, 'alone')]]) {
    const outcomes = await Promise.all(appends.map((append) => bench.store.append(append, call)))
    for (const [i, outcome] of outcomes.entries()) {
      const append = appends[i]
      if (append !== undefined) tried.push({ append, outcome })
      if (outcome.kind === 'failed') failures.push(outcome.failure)
    }
  }
  failures.push(...(await reading))
  await prepared.heal()
  if (fault.recovery === 'opened_again') await bench.reopen()
  await recover(bench)
  return { tried, failures, before }
}

const endureOpening = async (bench: Bench, fault: Fault): Promise<Ordeal> => {
  const prepared = await bench.lab.prepare(fault)
  const before = await seed(bench)
  await bench.close()
  const other = bench.another()
  await prepared.strike()
  const refused = gives(await other.open(), 'failed', `opening under ${fault.name}`)
  const flaw = flawOfFailure('open', 'read', refused, bench.failures)
  if (flaw !== undefined)
    throw new BrokenLaw(`open gave what is not as declared: ${flaw}. It was ${text(refused)}.`, 'total')
  await prepared.heal()
  const { store } = gives(await other.open(), 'opened', `the same binding, opened again after ${fault.name}`)
  for (const { stream, ids: wanted } of before)
    // One place may go through several ordeals: what an earlier one left stands before it.
    await bench.until(`stream ${stream} is after ${fault.name} as it was before`, async () =>
      equal(ids(await streamOf(store, stream)).slice(-wanted.length), wanted),
    )
  await other.close()
  await bench.reopen()
  await recover(bench)
  return { tried: [], failures: [refused.failure], before }
}

/** Appends to some streams before the fault. */
const seed = async (bench: Bench): Promise<Ordeal['before']> => {
  const before = []
  for (const stream of ['seed-0', 'seed-1', 'seed-2']) before.push({ stream, ids: ids(await fill(bench, stream, 2)) })
  return before
}

/** Appends of every kind, each to a stream that no other touches, so that what came of each can be told. */
const many = (bench: Bench): readonly Append[] => {
  const some = () => Array.from({ length: Math.min(batch(bench), 3) }, (_, i) => eventWith(bench, { i }, 'Happened'))
  return [
    { stream: 'seed-0', expectedRevision: 1, events: [eventWith(bench, 'at a revision', 'Happened')] },
    { stream: 'seed-1', expectedRevision: 1, events: some() },
    { stream: 'new-0', expectedRevision: 'no_stream', events: some() },
    { stream: 'new-1', expectedRevision: 'no_stream', events: [eventWith(bench, 'in a new stream', 'Happened')] },
    { stream: 'new-2', expectedRevision: 'any', events: some() },
    large(bench, 'new-3'),
    large(bench, 'new-4'),
    {
      stream: 'seed-2',
      expectedRevision: 'stream_exists',
      events: [eventWith(bench, 'behind what is there', 'Happened')],
    },
    { stream: NEVER, expectedRevision: 7, events: [eventWith(bench, 'never to be stored', 'Happened')] },
  ]
}

const large = (bench: Bench, stream: string): Append => {
  const data = 'x'.repeat(Math.min(LARGE, Math.floor(bench.limits.max_event_bytes / 2)))
  return { stream, expectedRevision: 'no_stream', events: [eventWith(bench, data, 'Happened')] }
}

/** Reads in every way there is, and gives the failures. */
const readUnder = async ({ store }: Bench, call: Call): Promise<readonly string[]> => {
  const answers = await Promise.all([
    store.read(wholeOf('seed-0'), call),
    store.read_all({ after: 'start', filter: ALL, limit: 10 }, call),
    store.streams({ prefix: '', after: null, limit: 10 }, call),
  ])
  return answers.flatMap((answer) => (answer.kind === 'failed' ? [answer.failure] : []))
}

/** Resolves when the store appends again and what it appends can be read. What it says until then must pass by itself. */
export const recover = async (bench: Bench): Promise<void> => {
  const append: Append = {
    stream: `after-${bench.id()}`,
    expectedRevision: 'no_stream',
    events: [eventWith(bench, 'after', 'Happened')],
  }
  try {
    await bench.until('the store appends again', async () => came(await bench.store.append(append), 'appended'))
    await bench.until('the store reads again what it appended', async () => {
      const answer = await bench.store.read(wholeOf(append.stream))
      if (answer.kind === 'no_stream' || !came(answer, 'page')) return false
      return answer.kind === 'page' && equal(ids(answer.events), ids(append.events))
    })
  } catch (error) {
    throw error instanceof Broken ? new BrokenLaw(error.message, error.law ?? 'works_after') : error
  }
}

/** Whether an answer is of the kind hoped for; not yet where it is a failure that passes by itself. */
const came = (answer: Outcome<EventStoreCapability, 'append' | 'read'>, kind: string): boolean => {
  if (answer.kind === kind) return true
  if (answer.kind === 'failed' && EventStore.failures[answer.failure].passes) return false
  throw new Broken(`after all had healed, a call was answered ${text(answer)}`)
}

/** How often an append's events stand in its stream, one behind the other. Throws `Broken` when only some of them stand. */
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
