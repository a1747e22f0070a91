import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import type { EventStore, Filter, RecordedEvent } from 'tenon'
import { now, until } from '../../../../src/service/lab/time.ts'
import { event } from '../../semantics/stores.ts'

const PATIENCE_MS = 60_000
const PAUSE_MS = 2
const TYPES = ['Begun', 'Ended'] as const
const CATEGORIES = 4
const WRITERS = 3
/** The event that ends a subscription. */
const LAST = 'Last'

/** Filters of each kind, one for each follower. */
const FILTERS: readonly Filter[] = [
  { streams: 'all', types: 'all' },
  { streams: { prefix: 'c1-' }, types: 'all' },
  { streams: { prefix: 'c' }, types: [TYPES[0], LAST] },
  { streams: { prefix: 'c2-' }, types: [TYPES[1], LAST] },
  { streams: 'all', types: [...TYPES, LAST] },
]

/** Follows the events of a filter, and notes them. */
export class Follower {
  readonly filter: Filter
  readonly positions: number[] = []
  /** When the last event arrived. */
  heardAt = 0
  /** What ended it too early, if something did. */
  end: unknown
  readonly done: Promise<void>

  constructor(store: EventStore, filter: Filter) {
    this.filter = filter
    this.done = this.#follow(store)
  }

  async #follow(store: EventStore): Promise<void> {
    for await (const item of store.subscribe({ after: 'start', filter: this.filter })) {
      if (item.kind === 'event') {
        this.positions.push(item.event.position)
        this.heardAt = now()
        if (item.event.type === LAST) return
      } else if (item.kind !== 'caught_up') {
        this.end = item
        return
      }
    }
    this.end = 'It ended without a word.'
  }

  /** Waits for the first event after a moment. Returns the milliseconds between them. */
  async heard(after: number): Promise<number> {
    const before = this.heardAt
    const came = await until(async () => this.heardAt > Math.max(after, before) || this.end !== undefined, PATIENCE_MS)
    if (came === 'late' || this.end !== undefined)
      throw new Error(
        `A subscription to ${JSON.stringify(this.filter)} gives nothing more: ${JSON.stringify(this.end)}`,
      )
    return this.heardAt - after
  }
}

/** Starts this many followers, with filters of every kind, through these stores in turn. */
export const followers = (stores: readonly EventStore[], many: number): readonly Follower[] =>
  Array.from({ length: many }, (_, i) => {
    const [store, filter] = [stores[i % stores.length], FILTERS[i % FILTERS.length]]
    if (store === undefined || filter === undefined) throw new Error('There is no store.')
    return new Follower(store, filter)
  })

/** Writers that append until they are stopped. Now and then an event passes each of the filters. */
export class Drip {
  readonly #stores: readonly EventStore[]
  #going = true
  #number = 0
  #storedAt = 0
  #stored = 0
  readonly #writers: readonly Promise<void>[]

  /** How many writers each store has. */
  constructor(stores: readonly EventStore[]) {
    this.#stores = stores
    this.#writers = Array.from({ length: WRITERS }, () => stores.map((store) => this.#write(store))).flat()
  }

  /** Waits until this many more appends were stored. */
  async flows(many: number): Promise<void> {
    const target = this.#stored + many
    if ((await until(async () => this.#stored >= target, PATIENCE_MS)) === 'late')
      throw new Error('Too little is stored.')
  }

  /** Waits until one that began after this call was stored. */
  recovered(): Promise<void> {
    return this.flows(this.#writers.length + 1)
  }

  /** Waits for the first append that was stored and answered after a moment. Returns the milliseconds between them. */
  async stored(after: number): Promise<number> {
    if ((await until(async () => this.#storedAt > after, PATIENCE_MS)) === 'late') throw new Error('Nothing is stored.')
    return this.#storedAt - after
  }

  /** Ends the writers, and appends the events that end the subscriptions. A second call does nothing. */
  async stop(): Promise<void> {
    if (!this.#going) return
    this.#going = false
    await Promise.all(this.#writers)
    for (const stream of ['c1-end', 'c2-end'])
      await this.#stores[0]?.append({ stream, expectedRevision: 'any', events: [event(null, LAST)] })
  }

  async #write(store: EventStore): Promise<void> {
    while (this.#going) {
      const number = (this.#number += 1)
      const stream = `c${number % CATEGORIES}-${number % 97}`
      const events = Array.from({ length: 1 + (number % 3) }, (_, i) => event(null, TYPES[(number + i) % 2]))
      const outcome = await store.append({ stream, expectedRevision: 'any', events })
      if (outcome.kind === 'appended') {
        this.#storedAt = now()
        this.#stored += 1
      }
      await wait(PAUSE_MS)
    }
  }
}

/** Waits until all followers have ended, and judges what they received by the log. */
export const judge = async (all: readonly Follower[], log: readonly RecordedEvent[]): Promise<void> => {
  await Promise.all(all.map(({ done }) => done))
  for (const { filter, positions, end } of all) {
    assert.equal(end, undefined)
    assert.deepEqual(positions, wanted(log, filter))
  }
}

/** Returns what a follower should have received according to the log, up to the event that ended it. */
const wanted = (log: readonly RecordedEvent[], { streams, types }: Filter): readonly number[] => {
  const fits = log.filter(
    ({ stream, type }) =>
      (streams === 'all' || stream.startsWith(streams.prefix)) && (types === 'all' || types.includes(type)),
  )
  const last = fits.findIndex(({ type }) => type === LAST)
  return fits.slice(0, last + 1).map(({ position }) => position)
}
