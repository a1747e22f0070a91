import type { EventStore, RecordedEvent, StreamPage } from 'tenon'
import type { StoredEvent } from '../../../../src/domain/conformance/event/race/history.ts'
import { impossible } from '../../../../src/domain/conformance/event/race/linear.ts'
import { gives } from '../../semantics/stores.ts'
import type { Look, Made, Traffic } from './traffic.ts'

/** The final content, and its contradictions. */
export interface Verdict {
  readonly counts: { readonly [what: string]: number }
  readonly flaws: readonly string[]
}

/** The notes of writers, from one traffic or several together. */
export type Noted = Pick<Traffic, 'made' | 'looks' | 'silence'>

/** Judges the answers to writers by the final content, once all have been answered. */
export const verdictOn = async ({ made, looks, silence }: Noted, store: EventStore): Promise<Verdict> => {
  const log = await wholeLog(store)
  const streams = byStream(log)
  const stated = [...streams].map(([name, events]) => [name, events.map(standing)] as const)
  const outcomes = made.map(({ outcome }) => outcome)
  const effects = outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.effect] : []))
  return {
    counts: {
      appends: made.length,
      answered: made.length - effects.length,
      stored: outcomes.filter((outcome) => outcome.kind === 'appended' && !outcome.repeated).length,
      repeated: outcomes.filter((outcome) => outcome.kind === 'appended' && outcome.repeated).length,
      conflicts: outcomes.filter(({ kind }) => kind === 'conflict').length,
      unknown: effects.filter((effect) => effect === 'unknown').length,
      none: effects.filter((effect) => effect === 'none').length,
      looks: looks.length,
      events: log.length,
      streams: streams.size,
      silenceMs: Math.round(silence),
    },
    flaws: [
      ...lost(made, log),
      ...unordered(log),
      ...[...streams].flatMap(([name, events]) => gaps(name, events)),
      ...(await misread(store, streams)),
      ...backwards(made, looks),
      ...impossible(made, new Map(stated), { order: 'global', dedupe: 'expected' }),
    ],
  }
}

/** Reads the whole log, page after page. */
export const wholeLog = async (store: EventStore): Promise<readonly RecordedEvent[]> => {
  const log: RecordedEvent[] = []
  for (let after: number | 'start' = 'start'; ;) {
    const page = await store.read_all({ after, filter: { streams: 'all', types: 'all' }, limit: 1_000 })
    const { events, next, caughtUp } = gives(page, 'page')
    log.push(...events)
    if (caughtUp) return log
    after = next
  }
}

const standing = ({ id, position }: RecordedEvent): StoredEvent => ({ id, position })

const byStream = (log: readonly RecordedEvent[]): ReadonlyMap<string, readonly RecordedEvent[]> => {
  const streams = new Map<string, RecordedEvent[]>()
  for (const one of log) {
    const events = streams.get(one.stream) ?? []
    streams.set(one.stream, events)
    events.push(one)
  }
  return streams
}

/**
 * Returns acknowledged appends with an event that is missing or stored twice, and appends with effect `none` with an
 * event that is stored all the same.
 */
const lost = (made: readonly Made[], log: readonly RecordedEvent[]): readonly string[] => {
  const places = Map.groupBy(log, ({ id }) => id)
  const excused = new Set(made.flatMap(({ outcome, ids }) => (leavesNothing(outcome) ? [] : ids)))
  return made.flatMap(({ ids, outcome, stream, way, expectedRevision }) => {
    const stands = ids.map((id) => places.get(id) ?? [])
    const there = stands.map(({ length }) => length)
    const says = `an append to ${stream} by way of ${way} that expected ${expectedRevision} and was answered ${JSON.stringify(outcome)}`
    if (there.some((count) => count > 1))
      return [`doubled: ${says} is at ${stands[0]?.map(({ position }) => position)}`]
    if (outcome.kind === 'appended' && there.includes(0)) return [`lost: ${says} is not there`]
    if (new Set(there).size > 1) return [`torn: ${says} is there in part`]
    if (leavesNothing(outcome) && there.includes(1) && !ids.some((id) => excused.has(id)))
      return [`untrue: ${says} is there`]
    return []
  })
}

const leavesNothing = (outcome: Made['outcome']): boolean =>
  outcome.kind === 'conflict' || (outcome.kind === 'failed' && outcome.effect === 'none')

const unordered = (log: readonly RecordedEvent[]): readonly string[] =>
  log.flatMap(({ position }, i) => {
    const before = log[i - 1]?.position ?? 0
    return position > before ? [] : [`position ${position} comes behind position ${before}`]
  })

const gaps = (name: string, events: readonly RecordedEvent[]): readonly string[] =>
  events.flatMap(({ revision }, i) => (revision === i ? [] : [`revision ${revision} of ${name} is at place ${i}`]))

/** Returns whether streams read one by one are the same as in the whole log. */
const misread = async (
  store: EventStore,
  streams: ReadonlyMap<string, readonly RecordedEvent[]>,
): Promise<readonly string[]> => {
  const flaws: string[] = []
  for (const [stream, events] of streams) {
    if (stream.startsWith('cold-') && !stream.endsWith('7')) continue
    const read: RecordedEvent[] = []
    for (let from: number | 'done' = 0; from !== 'done';) {
      const page: StreamPage = gives(await store.read({ stream, from, direction: 'forward', limit: 500 }), 'page')
      read.push(...page.events)
      from = page.next
    }
    if (JSON.stringify(read.map(standing)) !== JSON.stringify(events.map(standing)))
      flaws.push(`stream ${stream} is read as ${read.length} events, and the whole log has ${events.length} of it`)
  }
  return flaws
}

/** Returns the looks through one way that saw less than was reported through that way before they began. */
const backwards = (made: readonly Made[], looks: readonly Look[]): readonly string[] => {
  const told = Map.groupBy(
    [
      ...looks,
      ...made.flatMap(({ outcome, ...rest }) =>
        outcome.kind === 'appended' ? [{ ...rest, head: outcome.revision }] : [],
      ),
    ],
    ({ way, stream }) => `${way} ${stream}`,
  )
  return looks.flatMap(({ way, stream, start, head }) => {
    const before = (told.get(`${way} ${stream}`) ?? []).filter(({ end }) => end < start)
    const known = Math.max(-1, ...before.map((one) => one.head))
    return head >= known ? [] : [`a look at ${stream} by way of ${way} saw ${head}, when ${known} was known there`]
  })
}
