import { setImmediate as turn } from 'node:timers/promises'
import {
  type AppendResult,
  type EventIntent,
  type EventItems,
  type EventOutcome,
  EventStore,
  type EventStoreCapability,
  type EventStoreFailed,
  type EventSubscription,
  type Grants,
  type ListStreams,
  need,
  type Position,
  type Read,
  type ReadAll,
  type ReadAllResult,
  type ReadResult,
  type RecordedEvent,
  type StreamsPage,
  type WrittenAppend,
  type WrittenEvent,
} from 'tenon'
import {
  type Attempt,
  bind,
  byCodePoint,
  type Closed,
  decideAppend,
  type Executor,
  failed,
  follow,
  GrowthSignal,
  passes,
  type Policy,
  type Ready,
} from 'tenon/bind'
import { LossyLink, type Place } from 'tenon/conformance'

/** The least that an event store may grant. */
const grants = Object.freeze({
  atomicity: 'event',
  order: 'stream',
  dedupe: 'expected',
  durability: 'none',
  replication: 'single',
  reach: 'process',
  retention: 'bounded',
} as const satisfies Grants<EventStoreCapability>)

const limits = Object.freeze({ max_event_bytes: 1_000, max_events_per_append: 1, dedupe_window_ms: 0 })

const modestNeed = need(EventStore, { ...grants, ...limits })

/** The most events, or streams, on a page. */
const PAGE = 2
/** The distance between the positions of two consecutive events. */
const GAP = 3
/** The number of turns until subscriptions hear of what was stored, and until the other executors of a place see it. */
const LAG = 3

interface Kept extends WrittenEvent {
  readonly stream: string
  readonly revision: number
  readonly position: Position
  readonly recordedAt: number
}

/** The state that the executors of one place share while at least one of them is open. */
class Shelf {
  readonly log: Kept[] = []
  readonly readers = new Set<{ see(length: number): void }>()
}

const shelves = new Map<string, Shelf>()

/**
 * An honest store that does only what it must: its pages are small and some are empty, positions have gaps, and other
 * handles lag behind.
 */
class ModestEventExecutor implements Executor<EventStoreCapability, typeof grants> {
  readonly capability: EventStoreCapability = EventStore
  readonly technology = Object.freeze({ name: 'modest', packages: Object.freeze([]) })
  readonly grants = grants
  readonly limits = limits
  readonly failures = Object.freeze(['cancelled', 'closed'] as const)
  readonly #place: string
  readonly #growth = new GrowthSignal({ begin: () => undefined, end: () => undefined })
  #shelf: Shelf | undefined
  /** How much of the log this executor has seen. */
  #seen = 0
  #calls = 0
  readonly #sent = new Set<Promise<void>>()

  constructor({ name }: Place) {
    this.#place = name
  }

  async open(_attempt: Attempt): Promise<Ready> {
    await turns(LAG)
    this.#shelf = shelves.get(this.#place) ?? new Shelf()
    shelves.set(this.#place, this.#shelf)
    this.#shelf.readers.add(this)
    this.#seen = this.#shelf.log.length
    return { kind: 'ready' }
  }

  /**
   * Every second call takes longer, so that calls made at once are not executed in order. A call that has begun cannot
   * be cancelled.
   */
  async execute(intent: EventIntent, attempt: Attempt): Promise<EventOutcome> {
    if (attempt.aborted) return failed('cancelled', 'none', intent.kind, `${intent.kind}: cancelled before it began.`)
    const shelf = this.#shelf
    if (shelf === undefined) return shut(intent.kind)
    this.#calls += 1
    const sent = turns(1 + (this.#calls % 2) * 2)
    this.#sent.add(sent)
    await sent
    this.#sent.delete(sent)
    return this.#execute(intent, shelf)
  }

  follow(intent: EventSubscription, attempt: Attempt): EventItems {
    const readAll = async (page: ReadAll): Promise<ReadAllResult | EventStoreFailed> => {
      await turn()
      return this.#shelf === undefined ? shut('subscribe') : this.#readAll(page, this.#shelf)
    }
    return follow(intent, readAll, this.#growth, attempt.signal)
  }

  /** Closes this executor. When the last executor of a place closes, its events are gone: nothing is durable here. */
  async close(): Promise<Closed> {
    const shelf = this.#shelf
    this.#shelf = undefined
    await Promise.all(this.#sent)
    shelf?.readers.delete(this)
    if (shelf?.readers.size === 0) shelves.delete(this.#place)
    return { kind: 'closed' }
  }

  /** Sees the log up to a length, and never less than before. */
  see(length: number): void {
    if (length <= this.#seen) return
    this.#seen = length
    void turns(LAG).then(() => this.#growth.grow())
  }

  #execute(intent: EventIntent, shelf: Shelf): AppendResult | ReadResult | ReadAllResult | StreamsPage {
    switch (intent.kind) {
      case 'append':
        return this.#append(intent, shelf)
      case 'read':
        return this.#read(intent, shelf)
      case 'read_all':
        return this.#readAll(intent, shelf)
      case 'streams':
        return this.#list(intent, shelf)
      default:
        return intent satisfies never
    }
  }

  #append(append: WrittenAppend, { log, readers }: Shelf): AppendResult {
    const { stream, events } = append
    const there = log.filter((each) => each.stream === stream)
    // An append is decided on the whole log, and its caller must not read anything older than the answer.
    this.see(log.length)
    const decision = decideAppend(append, {
      head: there.at(-1)?.revision ?? 'no_stream',
      eventsFrom: (from, most) => there.slice(from, from + most),
      find: () => undefined,
    })
    if (decision.kind !== 'store') return decision
    const { first: revision } = decision
    const position = (log.at(-1)?.position ?? 0) + GAP
    log.push(...events.map((event) => ({ ...event, stream, revision, position, recordedAt: Date.now() })))
    this.see(log.length)
    const { length } = log
    for (const reader of readers) void turns(LAG).then(() => reader.see(length))
    return { kind: 'appended', revision, position, repeated: false }
  }

  #read({ stream, from, direction, limit }: Read, { log }: Shelf): ReadResult {
    const there = log.slice(0, this.#seen).filter((each) => each.stream === stream)
    const head = there.at(-1)?.revision
    if (head === undefined) return { kind: 'no_stream' }
    const most = Math.min(limit, PAGE)
    const first = from === 'start' ? 0 : from === 'end' ? head : from
    if (direction === 'forward') {
      const events = there.slice(first, first + most).map(recorded)
      return { kind: 'page', events, next: first + most <= head ? first + most : 'done', head }
    }
    const begin = Math.min(first, head)
    const end = Math.max(begin - most + 1, 0)
    const events = there
      .slice(end, begin + 1)
      .toReversed()
      .map(recorded)
    return { kind: 'page', events, next: end > 0 ? end - 1 : 'done', head }
  }

  /**
   * Looks at two events a page, and at none where a page only comes nearer to the next event. A page that is as full as
   * was asked for looks on to the head.
   */
  #readAll({ after, filter, limit }: ReadAll, { log }: Shelf): ReadAllResult {
    const seen = log.slice(0, this.#seen)
    const head = seen.at(-1)?.position ?? 'start'
    const place = after === 'start' ? 0 : after
    if (place > (seen.at(-1)?.position ?? 0)) return { kind: 'ahead', head }
    const stretch = seen.filter(({ position }) => position > place).slice(0, Math.min(limit, PAGE))
    const nearer = (stretch[0]?.position ?? 0) - 1
    this.#calls += 1
    if (this.#calls % 3 === 0 && nearer > place)
      return { kind: 'page', events: [], next: nearer, head, caughtUp: false }
    const events = stretch.filter((each) => passes(filter, each)).map(recorded)
    const behind = seen.filter(({ position }) => position > (stretch.at(-1)?.position ?? place))
    const isLast = events.length === limit && !behind.some((each) => passes(filter, each))
    const next = isLast ? head : (stretch.at(-1)?.position ?? after)
    return { kind: 'page', events, next, head, caughtUp: next === head }
  }

  #list({ prefix, after, limit }: ListStreams, { log }: Shelf): StreamsPage {
    const heads = new Map(log.slice(0, this.#seen).map(({ stream, revision }) => [stream, revision]))
    const all = [...heads]
      .filter(([listed]) => listed.startsWith(prefix) && (after === null || byCodePoint(listed, after) > 0))
      .map(([stream, revision]) => ({ stream, revision }))
      .toSorted((a, b) => byCodePoint(a.stream, b.stream))
    const streams = all.slice(0, Math.min(limit, PAGE))
    return { kind: 'page', streams, next: all.length > streams.length ? (streams.at(-1)?.stream ?? null) : null }
  }
}

const turns = async (many: number): Promise<void> => {
  for (let left = many; left > 0; left -= 1) await turn()
}

const shut = <Name extends string>(operation: Name) =>
  failed('closed', 'none', operation, `${operation}: this modest store is not open.`)

const recorded = ({ data, metadata, ...event }: Kept): RecordedEvent => ({
  ...event,
  data: JSON.parse(data),
  metadata: JSON.parse(metadata),
})

const link = new LossyLink()

export const url = import.meta.url
export { eventSpecification as specification } from 'tenon/conformance'
export const name = 'modest'
export const binding = (place: Place, policy: Policy) =>
  bind(modestNeed, link.around(place, new ModestEventExecutor(place)), policy)
export const { faults } = link
export const exemptions = []
export const sources = [import.meta.url]
export const versions = {}
